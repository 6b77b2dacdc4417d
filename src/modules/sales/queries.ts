import { addDays } from '#kernel/calendar.ts';
import type { Reader, Stored } from '#kernel/module.ts';
import { reversedIds, withoutReversals, type Listed } from '#kernel/reversals.ts';
import { compareTexts } from '#kernel/text.ts';
import { memberLabel, members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { confirmations, customers, DIRECTIONS, sales, type CustomerRow, type SaleRow } from './records.ts';

export type Sale = Stored<SaleRow>;

/** A member's sales and purchases, newest first. */
export async function salesOf(read: Reader, memberId: string, limit = 200): Promise<readonly Sale[]> {
  return read.list(sales, {
    index: '[memberId+soldOn]',
    from: [memberId, ''],
    to: [memberId, '9999-12-31'],
    reverse: true,
    limit,
  });
}

/**
 * Purchases from members that wait for the office: not confirmed, and not a pair of a sale and its reversal that
 * nobody confirmed. The reversal of a confirmed purchase waits too.
 */
export async function salesToConfirm(read: Reader): Promise<readonly Sale[]> {
  const purchases = await read.list(sales, {
    index: '[direction+soldOn]',
    from: ['member-coop', ''],
    to: ['member-coop', '9999-12-31'],
  });
  const confirmed = await confirmedSales(read);
  const standing = purchases.filter((sale) => sale.column !== 'attention');
  const reversed = reversedIds(standing);
  return standing.filter((sale) => {
    if (confirmed.has(sale.id)) return false;
    return sale.reversesId === undefined ? !reversed.has(sale.id) : confirmed.has(sale.reversesId);
  });
}

const OF_THE_COOP = DIRECTIONS.filter((direction) => direction !== 'member-outside');

/** How many standing slips of the co-op are of a day after `today` (a local date): its totals count them already. */
export async function slipsAhead(read: Reader, today: string): Promise<number> {
  const found = await Promise.all(
    OF_THE_COOP.map((direction) =>
      read.list(sales, {
        index: '[direction+soldOn]',
        from: [direction, addDays(today, 1)],
        to: [direction, '9999-12-31'],
      }),
    ),
  );
  const standing = found.flat().filter((sale) => sale.reversesId === undefined && sale.column !== 'attention');
  // What takes one back may be of another day.
  const reversals = await Promise.all(standing.map(({ id }) => read.list(sales, { index: 'reversesId', equals: id })));
  const reversed = reversedIds(reversals.flat());
  return standing.filter(({ id }) => !reversed.has(id)).length;
}

export interface ListedSale extends Listed<Sale> {
  /** Sold to the co-op, which has not confirmed it yet. */
  readonly isAwaiting: boolean;
}

/** Sales as they are listed, a reversal on the line of the slip that it took back. */
export async function listed(read: Reader, found: readonly Sale[]): Promise<readonly ListedSale[]> {
  const confirmed = await confirmedSales(read);
  return withoutReversals(found).map(({ row, isReversed }) => ({
    row,
    isReversed,
    isAwaiting: row.direction === 'member-coop' && !confirmed.has(row.id),
  }));
}

/** đồng of what stands: neither taken back, nor in quarantine, nor waiting for the office (rule SL4). */
export function sumOfListed(found: readonly ListedSale[]): number {
  return found
    .filter(({ row, isReversed, isAwaiting }) => !isReversed && !isAwaiting && row.column !== 'attention')
    .reduce((sum, { row }) => sum + row.amountDong, 0);
}

/** One sale with what became of it, by its indexes. */
export async function saleWithFate(read: Reader, id: string): Promise<ListedSale | undefined> {
  const row = await read.get(sales, id);
  if (row === undefined) return undefined;
  const isStanding = (each: { readonly column: string }): boolean => each.column !== 'attention';
  const reversals = await read.list(sales, { index: 'reversesId', equals: id });
  const known = await read.list(confirmations, { index: 'saleId', equals: id });
  return {
    row,
    isReversed: reversals.some(isStanding),
    isAwaiting: row.direction === 'member-coop' && !known.some(isStanding),
  };
}

/** Ids of the sales that a standing confirmation names. */
export async function confirmedSales(read: Reader): Promise<ReadonlySet<string>> {
  const known = await read.list(confirmations);
  return new Set(known.filter((each) => each.column !== 'attention').map((each) => each.saleId));
}

/** Every sale on this device, newest day first. */
export async function allSales(read: Reader): Promise<readonly Sale[]> {
  const found = await read.list(sales);
  return [...found].sort((left, right) =>
    left.soldOn === right.soldOn ? right.savedAt - left.savedAt : left.soldOn < right.soldOn ? 1 : -1,
  );
}

export type Customer = Stored<CustomerRow>;

export async function customerList(read: Reader): Promise<readonly Customer[]> {
  return [...(await read.list(customers))].sort((left, right) => compareTexts(left.name, right.name));
}

/** Names for the ids in sales: members with code and village, so that namesakes differ (rule U15). */
export async function namesForSales(read: Reader): Promise<{
  readonly parties: ReadonlyMap<string, string>;
  readonly products: ReadonlyMap<string, string>;
}> {
  const parties = new Map<string, string>();
  for (const member of await read.list(members)) parties.set(member.id, memberLabel(member));
  for (const { id, name } of await read.list(customers)) parties.set(id, name);
  return { parties, products: new Map((await read.list(products)).map(({ id, name }) => [id, name])) };
}
