/**
 * The scrub (design 5.9): once a week a device and the server compare sums over the server's state of every row, and what
 * lies in buckets that differ is fetched again. It finds what no cursor can tell: a row that a disk or a mistake changed.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { passed } from '#kernel/branches.ts';
import { decodeRows, encodePage } from '#protocol/columns.ts';
import type { RowState } from '#protocol/row-state.ts';
import { bucketOf, sumsOf, type Differing } from '#protocol/scrub.ts';
import { isSameCursor, readCursor, type CursorRecord } from './cursor.ts';
import type { LocalDatabase } from './database.ts';
import { asLocalRow, baseOf, type LocalRow } from './local-row.ts';
import { isComplete } from './outbox.ts';
import { rebuildProjections } from './projections.ts';
import { askAgain } from './refetch.ts';
import { markStale } from './rewind.ts';
import type { StoreRecord } from './store.ts';
import { LINES, META, OPERATIONS, REFETCH, TOTALS, UNKNOWN } from './tables.ts';
import { keepAsWitness } from './witness.ts';

/** So many rows are in memory at a time. */
const STEP = 1_000;

/** The sums over what this device has at a cursor; undefined when something is to do yet, or another tab has moved on. */
export async function sumsAt(database: LocalDatabase, asked: CursorRecord): Promise<Uint8Array | undefined> {
  if (!(await isComplete(database))) return undefined;
  const sums = sumsOf(await fingerprints(database));
  return isSameCursor(await readCursor(database.store.reader, database), asked) ? sums : undefined;
}

/** What the server holds of every row, as this device has it: never what is only shown on top of it. */
async function fingerprints(
  database: LocalDatabase,
): Promise<readonly { readonly id: string; readonly hash: Uint8Array }[]> {
  const found: { id: string; hash: Uint8Array }[] = [];
  for (const table of database.catalogue.tables) {
    await inSteps(database, table.name, (record) => {
      const row = asLocalRow(record);
      const base = row === undefined || row.baseSeq === 0 ? undefined : baseOf(table, row);
      if (base !== undefined) found.push(fingerprint(base));
    });
  }
  await inSteps(database, UNKNOWN, ({ state, isWitness }) => {
    if (state instanceof Uint8Array && isWitness !== 1) found.push(...decodeRows(state).map(fingerprint));
  });
  return found;
}

/** Over what a page carries: times that decide nothing are known to some devices only. */
function fingerprint(state: RowState): { readonly id: string; readonly hash: Uint8Array } {
  return { id: state.id, hash: sha256(encodePage([state])) };
}

async function inSteps(database: LocalDatabase, table: string, take: (record: StoreRecord) => void): Promise<void> {
  const { reader } = database.store;
  for (let from = ''; ; ) {
    const part = await reader.range(table, { index: 'id', from, limit: STEP + 1 });
    for (const record of part.slice(0, STEP)) take(record);
    const next = part[STEP];
    if (next === undefined) return;
    from = String(next['id']);
  }
}

/** The rows were fetched again: the totals are built anew, since a changed row took from them what it had never given. */
export async function finishHealing(database: LocalDatabase, scrub: StoreRecord): Promise<void> {
  await database.store.write([META], (transaction) =>
    transaction.put(META, [{ key: 'projections', version: 'in doubt' }]),
  );
  await rebuildProjections(database);
  await database.store.write([META], (transaction) => transaction.put(META, [{ ...scrub, isHealing: false }]));
}

/** Notes what to fetch again, unless this device has moved on since the request was answered. */
export async function takeDiffering(
  database: LocalDatabase,
  at: { readonly seq: number; readonly chain: string },
  { buckets, ids }: Differing,
): Promise<void> {
  const names = database.catalogue.tables.map((table) => table.name);
  const theirs = new Set(ids);
  await database.store.write([...names, OPERATIONS, META, TOTALS, LINES, REFETCH, UNKNOWN], async (transaction) => {
    const cursor = await readCursor(transaction, database);
    if (cursor.seq !== at.seq || cursor.chain !== at.chain || cursor.isLost) return;
    const isHealing = buckets.size > 0;
    passed(isHealing ? 'rows compared and different' : 'rows compared');
    await transaction.put(META, [{ key: 'scrub', at: database.env.now(), isHealing }]);
    if (!isHealing) return;
    const isHere = (row: LocalRow): boolean => buckets.has(bucketOf(row.id)) && !theirs.has(row.id);
    // What only this device has: the server, asked for it, says so, and it is shown as such.
    await markStale(database, transaction, isHere);
    for (const record of await transaction.range(UNKNOWN)) {
      const id = String(record['id']);
      if (buckets.has(bucketOf(id)) && !theirs.has(id)) await keepAsWitness(transaction, id);
    }
    const tableById = new Map<string, string>();
    for (const name of names)
      for (const { id } of await transaction.range(name)) if (theirs.has(String(id))) tableById.set(String(id), name);
    await askAgain(
      transaction,
      ids.map((id) => ({ id, table: tableById.get(id) ?? '' })),
    );
  });
}
