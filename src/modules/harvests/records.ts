import * as z from 'zod/mini';
import { defineTable } from '#kernel/module.ts';
import { isoDate, rowReference } from '#modules/products/index.ts';
import { harvestEffects } from './effects.ts';

const text = (length: number) => z.string().check(z.minLength(1), z.maxLength(length));

/** A thousand tonnes: whoever weighs more has typed wrongly (rule HV2). */
export const MAX_QUANTITY_MILLI = 1_000_000_000;

export const harvestSchema = z
  .strictObject({
    memberId: rowReference,
    plotId: z.optional(rowReference),
    productId: rowReference,
    grade: z.optional(text(40)),
    /** Thousandths of the product's unit: grams for kg. Negative in a reversal only. */
    quantityMilli: z.int().check(z.gte(-MAX_QUANTITY_MILLI), z.lte(MAX_QUANTITY_MILLI)),
    unit: text(20),
    harvestedOn: isoDate,
    note: z.optional(text(500)),
    reversesId: z.optional(rowReference),
  })
  .check(
    z.refine((row) => (row.reversesId === undefined ? row.quantityMilli > 0 : row.quantityMilli < 0), {
      path: ['quantityMilli'],
    }),
  );
export type HarvestRow = z.infer<typeof harvestSchema>;

export const harvests = defineTable<HarvestRow>({
  name: 'harvests',
  number: 5,
  kind: 'document',
  fields: {
    memberId: { no: 1, kind: 'ref' },
    plotId: { no: 2, kind: 'ref' },
    productId: { no: 3, kind: 'ref' },
    grade: { no: 4, kind: 'text' },
    quantityMilli: { no: 5, kind: 'int' },
    unit: { no: 6, kind: 'text' },
    harvestedOn: { no: 7, kind: 'date' },
    note: { no: 8, kind: 'text' },
    reversesId: { no: 9, kind: 'ref' },
  },
  schema: harvestSchema,
  scope: { field: 'memberId', otherwise: 'book' },
  dateField: 'harvestedOn',
  sameness: { index: '[memberId+harvestedOn]', alike: ['productId'], nearly: 'quantityMilli' },
  indexes: ['[memberId+harvestedOn]', 'harvestedOn', 'reversesId'],
  claims: { reversesId: 'already-reversed' },
  negates: ['quantityMilli'],
  effects: harvestEffects,
});
