/**
 * When a scrub is due: once a week a device that has everything compares its rows with the server's. What it then does is
 * loaded then (scrub-rows.ts). Nothing here writes before a request: a full device still sends its work.
 */
import type { Differing } from '#protocol/scrub.ts';
import { openRarePaths } from './apply-remote.ts';
import type { CursorRecord } from './cursor.ts';
import type { LocalDatabase } from './database.ts';
import { META, REFETCH } from './tables.ts';

const EVERY_MS = 7 * 86_400_000;

/** The sums for the request that carries this cursor, when a week has passed and nothing else is to do. */
export async function dueSums(database: LocalDatabase, asked: CursorRecord): Promise<Uint8Array | undefined> {
  const nowMs = database.env.now();
  const last = await database.store.reader.get(META, 'scrub');
  const at = Number(last?.['at'] ?? 0);
  // A clock that was turned back begins the week anew.
  if (last === undefined || (nowMs >= at && nowMs < at + EVERY_MS)) return undefined;
  return (await openRarePaths()).sumsAt(database, asked);
}

/** When this device has everything: the first week begins, or what a scrub fetched again is whole. */
export async function finishScrub(database: LocalDatabase): Promise<void> {
  const { env, store } = database;
  const last = await store.reader.get(META, 'scrub');
  if (last === undefined)
    return store.write([META], (transaction) => transaction.put(META, [{ key: 'scrub', at: env.now() }]));
  if (last['isHealing'] === true && (await store.reader.count(REFETCH)) === 0)
    await (await openRarePaths()).finishHealing(database, last);
}

/** What the server has in the buckets that differ. */
export async function takeDiffering(
  database: LocalDatabase,
  at: { readonly seq: number; readonly chain: string },
  differing: Differing,
): Promise<void> {
  await (await openRarePaths()).takeDiffering(database, at, differing);
}
