import * as z from 'zod/mini';
import { defineTable } from '#kernel/module.ts';
import { foldText } from '#kernel/text.ts';
import { rowReference } from '#modules/products/index.ts';

const text = (length: number) => z.string().check(z.minLength(1), z.maxLength(length));

export const plotSchema = z.strictObject({
  memberId: rowReference,
  name: text(120),
  /** m² */
  areaM2: z.optional(z.int().check(z.positive(), z.lte(1_000_000_000))),
  /** The unit it was typed in and is shown in: `sao_bac`, `cong_nam`, `ha` … */
  areaUnit: z.optional(text(20)),
  productId: z.optional(rowReference),
  village: z.optional(text(120)),
  note: z.optional(text(500)),
});
export type PlotRow = z.infer<typeof plotSchema>;

export const plots = defineTable<PlotRow>({
  name: 'plots',
  number: 4,
  kind: 'record',
  fields: {
    memberId: { no: 1, kind: 'ref' },
    name: { no: 2, kind: 'text' },
    areaM2: { no: 3, kind: 'int' },
    areaUnit: { no: 4, kind: 'text' },
    productId: { no: 5, kind: 'ref' },
    village: { no: 6, kind: 'text' },
    note: { no: 7, kind: 'text' },
  },
  schema: plotSchema,
  scope: { field: 'memberId', otherwise: 'book' },
  indexes: ['memberId'],
  matching: (row) => foldText(String(row['name'])),
});
