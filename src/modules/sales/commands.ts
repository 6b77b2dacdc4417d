import { defineCommand, type Change, type CommandContext, type Stored } from '#kernel/module.ts';
import { lineTotalDong, MAX_DONG, MAX_PRICE_DONG } from '#kernel/money.ts';
import { ok, refuse } from '#kernel/result.ts';
import { products } from '#modules/products/index.ts';
import { confirmations, customers, sales, type ConfirmationRow, type CustomerRow, type SaleRow } from './records.ts';

/** Adds a customer. Gives the new row's id. */
export const addCustomer = defineCommand({
  tables: [customers],
  async decide(context, input: CustomerRow) {
    const id = context.newId();
    return ok({ changes: [{ kind: 'create', table: customers, id, row: input }], output: id });
  },
});

export const editCustomer = defineCommand({
  tables: [customers],
  async decide(context, input: { readonly id: string; readonly fields: Partial<CustomerRow> }) {
    if ((await context.read.get(customers, input.id)) === undefined) return refuse('sales.customerUnknown');
    return ok({ changes: [{ kind: 'set', table: customers, id: input.id, fields: input.fields }], output: input.id });
  },
});

/** Ends a disagreement: the chosen value stands, and all the others are named as replaced. */
export const resolveCustomer = defineCommand({
  tables: [customers],
  async decide(context, input: { readonly id: string; readonly fields: Partial<CustomerRow> }) {
    if ((await context.read.get(customers, input.id)) === undefined) return refuse('sales.customerUnknown');
    return ok({
      changes: [{ kind: 'resolve', table: customers, id: input.id, fields: input.fields }],
      output: input.id,
    });
  },
});

export interface RecordSaleInput {
  readonly direction: SaleRow['direction'];
  readonly memberId?: string;
  readonly customerId?: string;
  readonly buyerName?: string;
  readonly productId: string;
  readonly grade?: string;
  readonly quantityMilli: number;
  /** đồng for one whole unit */
  readonly unitPriceDong: number;
  readonly payment: SaleRow['payment'];
  readonly soldOn?: string;
  readonly note?: string;
}

/**
 * Records one sale; the amount is quantity × unit price, rounded half up to whole đồng. When somebody who may
 * confirm records a purchase from a member, it is confirmed in the same save. Gives the sale's id.
 */
export const recordSale = defineCommand({
  tables: [products, sales, confirmations],
  async decide(context, input: RecordSaleInput) {
    const product = await context.read.get(products, input.productId);
    if (product === undefined) return refuse('sales.productUnknown');
    if (input.quantityMilli <= 0) return refuse('sales.quantityNotPositive');
    if (input.unitPriceDong < 0) return refuse('sales.priceNegative');
    if (input.unitPriceDong > MAX_PRICE_DONG) return refuse('sales.priceTooLarge');
    if (input.direction === 'coop-customer' && input.payment === 'credit' && input.customerId === undefined)
      return refuse('sales.customerMissing');
    if (input.direction !== 'coop-customer' && input.memberId === undefined) return refuse('sales.memberMissing');
    const amountDong = lineTotalDong(input.quantityMilli, input.unitPriceDong);
    if (amountDong > MAX_DONG) return refuse('sales.amountTooLarge', { limit: MAX_DONG });
    const id = context.newId();
    const row: SaleRow = { ...input, unit: product.unit, amountDong, soldOn: input.soldOn ?? context.today };
    const changes: Change[] = [{ kind: 'post', table: sales, id, row }];
    if (input.direction === 'member-coop' && mayConfirm(context)) changes.push(confirmationOf(context, id, row));
    return ok({ changes, output: id });
  },
});

/**
 * Takes a sale back by a complete document of its own, dated today. A purchase from a member that was
 * confirmed is confirmed as taken back in the same save when somebody does it who may confirm.
 */
export const reverseSale = defineCommand({
  tables: [sales, confirmations],
  async decide(context, saleId: string) {
    const original = await context.read.get(sales, saleId);
    if (original === undefined) return refuse('sales.unknown');
    if (original.reversesId !== undefined) return refuse('sales.isReversal');
    const reversals = await context.read.list(sales, { index: 'reversesId', equals: saleId });
    if (reversals.some((reversal) => reversal.column !== 'attention')) return refuse('sales.alreadyReversed');
    const id = context.newId();
    const row = reversalOf(original, context.today);
    const changes: Change[] = [{ kind: 'reverse', table: sales, id, row }];
    const isConfirmed = (await standingConfirmations(context, saleId)) > 0;
    if (isConfirmed && mayConfirm(context)) changes.push(confirmationOf(context, id, row));
    return ok({ changes, output: id });
  },
});

/** Confirms purchases from members, one or many at once; what is confirmed already or is none is passed over. Gives how many. */
export const confirmSales = defineCommand({
  tables: [sales, confirmations],
  isBatch: true,
  async decide(context, saleIds: readonly string[]) {
    const changes: Change[] = [];
    for (const saleId of new Set(saleIds)) {
      const sale = await context.read.get(sales, saleId);
      if (sale === undefined || sale.direction !== 'member-coop' || sale.column === 'attention') continue;
      if ((await standingConfirmations(context, saleId)) > 0) continue;
      changes.push(confirmationOf(context, saleId, sale));
    }
    return changes.length === 0 ? refuse('sales.nothingToConfirm') : ok({ changes, output: changes.length });
  },
});

function mayConfirm(context: CommandContext): boolean {
  return context.may(confirmations, 'post');
}

async function standingConfirmations(context: CommandContext, saleId: string): Promise<number> {
  const known = await context.read.list(confirmations, { index: 'saleId', equals: saleId });
  return known.filter((confirmation) => confirmation.column !== 'attention').length;
}

function confirmationOf(context: CommandContext, saleId: string, sale: SaleRow): Change {
  const row: Partial<ConfirmationRow> = {
    saleId,
    productId: sale.productId,
    quantityMilli: sale.quantityMilli,
    unit: sale.unit,
    amountDong: sale.amountDong,
    payment: sale.payment,
    soldOn: sale.soldOn,
    confirmedOn: context.today,
    ...(sale.memberId === undefined ? {} : { memberId: sale.memberId }),
  };
  return { kind: 'post', table: confirmations, id: context.newId(), row };
}

function reversalOf(original: Stored<SaleRow>, today: string): SaleRow {
  const { direction, memberId, customerId, buyerName, productId, grade, unit, unitPriceDong, payment, note } = original;
  return {
    direction,
    memberId,
    customerId,
    buyerName,
    productId,
    grade,
    unit,
    unitPriceDong,
    payment,
    note,
    quantityMilli: -original.quantityMilli,
    amountDong: original.amountDong === 0 ? 0 : -original.amountDong,
    soldOn: today,
    reversesId: original.id,
  };
}
