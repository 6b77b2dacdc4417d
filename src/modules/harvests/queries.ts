import type { Reader, Stored, Total } from '#kernel/module.ts';
import { harvestTotals } from './effects.ts';
import { harvests, type HarvestRow } from './records.ts';

export type Harvest = Stored<HarvestRow>;

/** A member's harvests, newest first. */
export async function harvestsOf(read: Reader, memberId: string, limit = 200): Promise<readonly Harvest[]> {
  return read.list(harvests, {
    index: '[memberId+harvestedOn]',
    from: [memberId, ''],
    to: [memberId, '9999-12-31'],
    reverse: true,
    limit,
  });
}

/** All harvests on this device, newest first. */
export async function recentHarvests(read: Reader, limit = 200): Promise<readonly Harvest[]> {
  return read.list(harvests, { index: 'harvestedOn', reverse: true, limit });
}

/** Quantities by member and product: keys `member:<id>/product:<id>`. */
export async function quantitiesOfMember(read: Reader, memberId: string): Promise<readonly Total[]> {
  return read.totals(harvestTotals, { from: `member:${memberId}/`, to: `member:${memberId}/\uffff` });
}

/** As many of a member's slips, the newest first, as a form needs: what to offer first, and what is usual. */
export async function latestHarvests(read: Reader, memberId: string): Promise<readonly Harvest[]> {
  return harvestsOf(read, memberId, 20);
}

/** Of a member's slips the one that was saved last, for the next one's first answers; undefined when there is none. */
export function lastSaved(slips: readonly Harvest[]): Harvest | undefined {
  return slips
    .filter((harvest) => harvest.reversesId === undefined)
    .sort((left, right) => right.savedAt - left.savedAt)[0];
}

const ENOUGH_TO_COMPARE = 3;
const UNUSUAL_TIMES = 5;

/**
 * The most that the member's last slips of a product say, thousandths, when this quantity is more than five times that
 * (rule U19: asked about, never refused); undefined when it is nothing unusual or there is too little to compare with.
 */
export function usualMost(
  slips: readonly Harvest[],
  asked: { readonly productId: string; readonly quantityMilli: number },
): number | undefined {
  const known = slips.filter(({ productId, quantityMilli }) => productId === asked.productId && quantityMilli > 0);
  if (known.length < ENOUGH_TO_COMPARE) return undefined;
  const most = Math.max(...known.map(({ quantityMilli }) => quantityMilli));
  return asked.quantityMilli > most * UNUSUAL_TIMES ? most : undefined;
}

/** Thousandths of the unit by product, over everything that a member harvested and nobody put aside. */
export async function ownSums(
  read: Reader,
  memberId: string,
): Promise<readonly { readonly productId: string; readonly quantityMilli: number }[]> {
  const totals = await quantitiesOfMember(read, memberId);
  return totals.map(({ key, confirmed, waiting }) => ({
    productId: key.slice(key.indexOf('/product:') + '/product:'.length),
    quantityMilli: (confirmed['quantityMilli'] ?? 0) + (waiting['quantityMilli'] ?? 0),
  }));
}
