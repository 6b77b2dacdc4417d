import * as z from 'zod/mini';
import { defineTable } from '#kernel/module.ts';
import { foldText } from '#kernel/text.ts';
import { isIsoDate } from '#kernel/calendar.ts';

const text = (length: number) => z.string().check(z.minLength(1), z.maxLength(length));
export const rowReference = z.string().check(z.regex(/^[0-9a-f]{16}-[1-9][0-9]{0,14}$/));
export const isoDate = z.string().check(z.refine((value) => isIsoDate(value)));
export const dong = z.int().check(z.gte(-1_000_000_000_000), z.lte(1_000_000_000_000));

export const productSchema = z.strictObject({
  name: text(120),
  /** What a quantity of 1,000 thousandths is: `kg`, `con`, `bó`, `thùng`, `lít` … */
  unit: text(20),
  grades: z.optional(z.array(text(40)).check(z.maxLength(20))),
  /** Weight of one sack, grams. */
  bagGrams: z.optional(z.int().check(z.positive(), z.lte(1_000_000))),
  /** Added by a member; the office has not taken it into the list yet. */
  isProposed: z.optional(z.boolean()),
  isRetired: z.optional(z.boolean()),
  /** Which file it came from, so that the whole import can be taken back. */
  importBatch: z.optional(text(60)),
});
export type ProductRow = z.infer<typeof productSchema>;

export const products = defineTable<ProductRow>({
  name: 'products',
  number: 2,
  kind: 'record',
  fields: {
    name: { no: 1, kind: 'text' },
    unit: { no: 2, kind: 'text' },
    grades: { no: 3, kind: 'texts' },
    bagGrams: { no: 4, kind: 'int' },
    isProposed: { no: 5, kind: 'flag' },
    isRetired: { no: 6, kind: 'flag' },
    importBatch: { no: 7, kind: 'text' },
  },
  schema: productSchema,
  scope: 'coop',
  matching: (row) => `${foldText(String(row['name']))} ${foldText(String(row['unit']))}`,
});

export const priceSchema = z.strictObject({
  productId: rowReference,
  grade: z.optional(text(40)),
  /** đồng for one whole unit */
  unitPriceDong: dong.check(z.positive()),
  effectiveOn: isoDate,
  note: z.optional(text(500)),
});
export type PriceRow = z.infer<typeof priceSchema>;

/** A price is announced, never changed: the newest of the day counts. */
export const prices = defineTable<PriceRow>({
  name: 'prices',
  number: 3,
  kind: 'document',
  fields: {
    productId: { no: 1, kind: 'ref' },
    grade: { no: 2, kind: 'text' },
    unitPriceDong: { no: 3, kind: 'int' },
    effectiveOn: { no: 4, kind: 'date' },
    note: { no: 5, kind: 'text' },
  },
  schema: priceSchema,
  scope: 'coop',
  indexes: ['[productId+effectiveOn]'],
});
