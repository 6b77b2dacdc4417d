/**
 * What a sale does to accounts, cash and sales figures (rules SL1 to SL5 in README.md). A reversal carries negative
 * quantities and amounts, so the same function takes back what the sale did.
 */
import type { Effect, ProjectionDefinition } from '#kernel/module.ts';
import { unreachable } from '#kernel/result.ts';
import { cashEntry, customerEntry, memberEntry, type EntryLine } from '#modules/ledger/index.ts';

export const salesTotals: ProjectionDefinition = {
  name: 'sales_totals',
  measures: ['soldMilli', 'soldDong', 'boughtMilli', 'boughtDong'],
  version: 1,
};

interface Terms {
  readonly memberId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly productId: string;
  readonly quantityMilli: number;
  readonly unit: string;
  readonly amountDong: number;
  readonly payment: 'cash' | 'credit';
  readonly soldOn: string;
}

interface SaleFacts extends Terms {
  readonly direction: 'member-outside' | 'member-coop' | 'coop-member' | 'coop-customer';
  readonly unitPriceDong: number;
  readonly reversesId?: string | undefined;
}

interface ConfirmationFacts extends Terms {
  readonly saleId: string;
  readonly memberId: string;
  readonly confirmedOn: string;
}

export function saleEffects(row: SaleFacts): readonly Effect[] {
  const line = lineOf(row, row.direction, row.soldOn);
  const isCash = row.payment === 'cash';
  const amount = row.amountDong;
  switch (row.direction) {
    case 'member-outside':
      return forMember(row, { incomeDong: amount }, line);
    case 'member-coop':
      // In no figure of the co-op until the office has confirmed it.
      return forMember(row, isCash ? { pendingCashDong: amount } : { pendingDong: amount }, line);
    case 'coop-member':
      return [
        ...forMember(row, isCash ? { cashDong: -amount } : { balanceDong: -amount }, line),
        ...(isCash ? [cashEntry(amount, line)] : []),
        total(row, { soldMilli: row.quantityMilli, soldDong: amount }),
      ];
    case 'coop-customer':
      return [
        ...(isCash || row.customerId === undefined
          ? [cashEntry(amount, line)]
          : [customerEntry(row.customerId, amount, line)]),
        total(row, { soldMilli: row.quantityMilli, soldDong: amount }),
      ];
    default:
      return unreachable(row.direction);
  }
}

/** Moves what waited into the balance, or into paid cash, and into the co-op's purchases. */
export function confirmationEffects(row: ConfirmationFacts): readonly Effect[] {
  const line = lineOf(row, 'confirmation', row.confirmedOn);
  const amount = row.amountDong;
  const bought = total(row, { boughtMilli: row.quantityMilli, boughtDong: amount });
  if (row.payment === 'credit')
    return [memberEntry(row.memberId, { pendingDong: -amount, balanceDong: amount }, line), bought];
  return [
    memberEntry(row.memberId, { pendingCashDong: -amount, cashDong: amount }, line),
    cashEntry(-amount, line),
    bought,
  ];
}

export function soldProductKey(productId: string): string {
  return `product:${productId}`;
}

function forMember(row: SaleFacts, amounts: Parameters<typeof memberEntry>[1], line: EntryLine): readonly Effect[] {
  return row.memberId === undefined ? [] : [memberEntry(row.memberId, amounts, line)];
}

function total(row: Terms, amounts: Readonly<Record<string, number>>): Effect {
  return { projection: salesTotals.name, key: soldProductKey(row.productId), scope: 'book', amounts };
}

function lineOf(
  row: Terms & { readonly unitPriceDong?: number; readonly reversesId?: string | undefined; readonly saleId?: string },
  kind: string,
  on: string,
): EntryLine {
  return {
    on,
    details: {
      kind,
      payment: row.payment,
      productId: row.productId,
      quantityMilli: row.quantityMilli,
      unit: row.unit,
      amountDong: row.amountDong,
      ...(row.unitPriceDong === undefined ? {} : { unitPriceDong: row.unitPriceDong }),
      ...(row.reversesId === undefined ? {} : { reversesId: row.reversesId }),
      ...(row.saleId === undefined ? {} : { saleId: row.saleId }),
    },
  };
}
