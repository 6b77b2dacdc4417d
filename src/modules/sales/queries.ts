import type { Reader, Stored } from '#kernel/module.ts';
import { confirmations, sales, type SaleRow } from './records.ts';

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
  const known = await read.list(confirmations);
  const confirmed = new Set(
    known.filter((confirmation) => confirmation.column !== 'attention').map((confirmation) => confirmation.saleId),
  );
  const standing = purchases.filter((sale) => sale.column !== 'attention');
  const reversed = new Set(standing.flatMap((sale) => sale.reversesId ?? []));
  return standing.filter((sale) => {
    if (confirmed.has(sale.id)) return false;
    return sale.reversesId === undefined ? !reversed.has(sale.id) : confirmed.has(sale.reversesId);
  });
}
