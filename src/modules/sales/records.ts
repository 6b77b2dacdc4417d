import * as z from 'zod/mini';
import { defineTable } from '#kernel/module.ts';
import { dong, isoDate, rowReference } from '#modules/products/index.ts';
import { confirmationEffects, saleEffects } from './effects.ts';

const text = (length: number) => z.string().check(z.minLength(1), z.maxLength(length));
const quantity = z.int().check(z.gte(-1_000_000_000), z.lte(1_000_000_000));

export const customerSchema = z.strictObject({
  name: text(120),
  phone: z.optional(text(20)),
  address: z.optional(text(200)),
  note: z.optional(text(500)),
});
export type CustomerRow = z.infer<typeof customerSchema>;

export const customers = defineTable<CustomerRow>({
  name: 'customers',
  number: 6,
  kind: 'record',
  fields: {
    name: { no: 1, kind: 'text' },
    phone: { no: 2, kind: 'text' },
    address: { no: 3, kind: 'text' },
    note: { no: 4, kind: 'text' },
  },
  schema: customerSchema,
  scope: 'book',
});

/** Who sells to whom. */
export const DIRECTIONS = ['member-outside', 'member-coop', 'coop-member', 'coop-customer'] as const;

export const saleSchema = z
  .strictObject({
    direction: z.enum(DIRECTIONS),
    memberId: z.optional(rowReference),
    customerId: z.optional(rowReference),
    /** An outside buyer, as the member names him. */
    buyerName: z.optional(text(120)),
    productId: rowReference,
    grade: z.optional(text(40)),
    /** Thousandths of the unit; negative in a reversal only. */
    quantityMilli: quantity,
    unit: text(20),
    /** đồng for one whole unit */
    unitPriceDong: dong.check(z.nonnegative()),
    /** đồng: quantity × unit price, rounded half up; written by the command. */
    amountDong: dong,
    payment: z.enum(['cash', 'credit']),
    soldOn: isoDate,
    note: z.optional(text(500)),
    reversesId: z.optional(rowReference),
  })
  .check(
    z.refine((row) => (row.direction === 'coop-customer' ? row.memberId === undefined : row.memberId !== undefined), {
      path: ['memberId'],
    }),
    z.refine((row) => row.direction !== 'coop-customer' || row.payment === 'cash' || row.customerId !== undefined, {
      path: ['customerId'],
    }),
    z.refine((row) => (row.reversesId === undefined ? row.quantityMilli > 0 : row.quantityMilli < 0), {
      path: ['quantityMilli'],
    }),
    z.refine((row) => row.amountDong === 0 || row.amountDong > 0 === row.quantityMilli > 0, { path: ['amountDong'] }),
  );
export type SaleRow = z.infer<typeof saleSchema>;

export const sales = defineTable<SaleRow>({
  name: 'sales',
  number: 7,
  kind: 'document',
  fields: {
    direction: { no: 1, kind: 'text' },
    memberId: { no: 2, kind: 'ref' },
    customerId: { no: 3, kind: 'ref' },
    buyerName: { no: 4, kind: 'text' },
    productId: { no: 5, kind: 'ref' },
    grade: { no: 6, kind: 'text' },
    quantityMilli: { no: 7, kind: 'int' },
    unit: { no: 8, kind: 'text' },
    unitPriceDong: { no: 9, kind: 'int' },
    amountDong: { no: 10, kind: 'int' },
    payment: { no: 11, kind: 'text' },
    soldOn: { no: 12, kind: 'date' },
    note: { no: 13, kind: 'text' },
    reversesId: { no: 14, kind: 'ref' },
  },
  schema: saleSchema,
  scope: { field: 'memberId', otherwise: 'book' },
  dateField: 'soldOn',
  sameness: { index: '[memberId+soldOn]', alike: ['direction', 'productId'], nearly: 'quantityMilli' },
  indexes: ['[memberId+soldOn]', '[direction+soldOn]', 'reversesId'],
  claims: { reversesId: 'already-reversed' },
  negates: ['quantityMilli', 'amountDong'],
  effects: saleEffects,
});

/** The office says: yes, the co-op took this. Carries copies of what its effects need (rule W1). */
export const confirmationSchema = z.strictObject({
  saleId: rowReference,
  memberId: rowReference,
  productId: rowReference,
  quantityMilli: quantity,
  unit: text(20),
  amountDong: dong,
  payment: z.enum(['cash', 'credit']),
  soldOn: isoDate,
  confirmedOn: isoDate,
});
export type ConfirmationRow = z.infer<typeof confirmationSchema>;

export const confirmations = defineTable<ConfirmationRow>({
  name: 'confirmations',
  number: 8,
  kind: 'document',
  fields: {
    saleId: { no: 1, kind: 'ref' },
    memberId: { no: 2, kind: 'ref' },
    productId: { no: 3, kind: 'ref' },
    quantityMilli: { no: 4, kind: 'int' },
    unit: { no: 5, kind: 'text' },
    amountDong: { no: 6, kind: 'int' },
    payment: { no: 7, kind: 'text' },
    soldOn: { no: 8, kind: 'date' },
    confirmedOn: { no: 9, kind: 'date' },
  },
  schema: confirmationSchema,
  scope: { field: 'memberId', otherwise: 'book' },
  dateField: 'confirmedOn',
  indexes: ['saleId', 'memberId'],
  claims: { saleId: 'already-confirmed' },
  agreements: { saleId: { table: 'sales', agrees: isCopyOfPurchase } },
  effects: confirmationEffects,
});

const COPIED = ['memberId', 'productId', 'quantityMilli', 'unit', 'amountDong', 'payment', 'soldOn'] as const;

/** Only a sale of a member to the co-op is confirmed, and as it was written (rule SL4). */
function isCopyOfPurchase(
  confirmation: Readonly<Record<string, unknown>>,
  sale: Readonly<Record<string, unknown>>,
): boolean {
  return sale['direction'] === 'member-coop' && COPIED.every((field) => confirmation[field] === sale[field]);
}
