/**
 * Takes an answer of the server in: first what became of the own operations and logs, then the rows in small
 * transactions, each cursor with the last of its rows. Every transaction compares the stored cursor with the one that the
 * request carried, so that a late, repeated or second tab's answer changes nothing (invariant I6).
 */
import { passed } from '#kernel/branches.ts';
import { isOff } from '#kernel/ablation.ts';
import type { RowState } from '#protocol/row-state.ts';
import type { RemoteAnswer } from './remote-answer.ts';
import { applyRows, goesBeyond } from './apply-rows.ts';
import { readReceipts, type CursorRecord, withFilled } from './cursor.ts';
import type { LocalDatabase } from './database.ts';
import type { RarePaths } from './rare.ts';
import { settle } from './settle.ts';
import { META, REFETCH } from './tables.ts';

/** `stale`: another tab or a later answer was faster; nothing of this one is needed. */
export async function applyRemote(
  database: LocalDatabase,
  asked: CursorRecord,
  answer: RemoteAnswer,
): Promise<'applied' | 'stale'> {
  const rare = await rarePathsFor(database, answer);
  if (rare !== undefined && answer.place === 'unknown') return rare.markLost(database, asked);
  if (rare !== undefined && answer.place === 'receipt') return rare.rewind(database, asked, answer);
  const settled = await settle(database, asked, { answer, rare });
  if (settled === 'stale') return 'stale';
  let expected = settled;
  for (const step of stepsOf(database, { asked, before: expected }, answer)) {
    const outcome = await applyRows(database, { expected, ...step }, rare);
    if (outcome === 'stale') return 'stale';
    expected = outcome;
  }
  if (answer.refetched !== undefined) passed('rows fetched again');
  if (rare !== undefined && answer.refetched !== undefined && answer.refetched.unknown.length > 0) {
    if ((await rare.dropUnknown(database, expected, answer.refetched.unknown)) === 'stale') return 'stale';
  }
  return recordReceipt(database, expected);
}

/** They are loaded before the transaction, which would end while it waits for them. */
async function rarePathsFor(database: LocalDatabase, answer: RemoteAnswer): Promise<RarePaths | undefined> {
  const { place, logs, granted, refetched, rows, filling } = answer;
  const head = await database.store.reader.get(META, 'log');
  const own = { writer: String(head?.['writer']), n: Number(head?.['n']) };
  const isBeyond = head !== undefined && [...rows, ...(filling?.rows ?? [])].some((row) => goesBeyond(row, own));
  const isRare = place !== 'known' || logs.length > 0 || granted !== undefined || refetched !== undefined || isBeyond;
  return isRare ? openRarePaths() : undefined;
}

let loaded: RarePaths | undefined;

export async function openRarePaths(): Promise<RarePaths> {
  return loaded ?? loadRarePaths();
}

/** Also called ahead by a simulator, in which nothing waits for a file. */
export async function loadRarePaths(): Promise<RarePaths> {
  loaded = (await import('./rare.ts')).rarePaths;
  return loaded;
}

interface Step {
  readonly rows: readonly RowState[];
  /** The cursor once these rows are in. */
  readonly next: CursorRecord;
}

/** Rows in the order in which they go in; the cursor moves with the last rows of each part. */
function stepsOf(
  database: LocalDatabase,
  { asked, before }: { readonly asked: CursorRecord; readonly before: CursorRecord },
  answer: RemoteAnswer,
): readonly Step[] {
  const steps: Step[] = [];
  const add = (rows: readonly RowState[], from: CursorRecord, to: CursorRecord): CursorRecord => {
    const chunks = chunksOf(rows, database.rowsPerTransaction);
    const isLast = (index: number): boolean => index === chunks.length - 1 || isOff('cursor-with-rows');
    chunks.forEach((chunk, index) => steps.push({ rows: chunk, next: isLast(index) ? to : from }));
    if (chunks.length === 0 && JSON.stringify(from) !== JSON.stringify(to)) steps.push({ rows: [], next: to });
    return to;
  };
  // From the first rows on the cursor knows the head: a server that is put back to before them is noticed (I14).
  const started = { ...before, headSeq: answer.head.seq, headChain: answer.head.chain, completedAt: 0 };
  const pulled = add(answer.rows, started, {
    ...started,
    seq: answer.cursor.seq,
    chain: answer.cursor.chain,
    completedAt: answer.hasMore ? 0 : Math.max(1, database.env.now()),
    isLost: false,
  });
  const { filling } = answer;
  // What was asked for may have been taken away by this very answer.
  const isFilling = isSameFilling(asked, pulled) && pulled.filling !== undefined && filling !== undefined;
  const filled = isFilling
    ? add(
        filling.rows,
        pulled,
        filling.hasMore
          ? { ...pulled, filling: { grants: pulled.filling?.grants ?? [], seq: filling.seq } }
          : withFilled(pulled),
      )
    : pulled;
  add(answer.refetched?.rows ?? [], filled, filled);
  return steps;
}

function isSameFilling(left: CursorRecord, right: CursorRecord): boolean {
  return JSON.stringify(left.filling) === JSON.stringify(right.filling);
}

/** Remembers a place where this device had everything; kept far apart, so that twelve reach far back. */
async function recordReceipt(database: LocalDatabase, expected: CursorRecord): Promise<'applied'> {
  const isWhole = expected.completedAt > 0 && expected.filling === undefined;
  if ((!isWhole && !isOff('receipt-at-end')) || expected.seq === 0) return 'applied';
  const { reader } = database.store;
  const known = await readReceipts(reader);
  if (known[0]?.[0] === expected.seq || (await reader.count(REFETCH)) > 0) return 'applied';
  await database.store.write([META, REFETCH], async (transaction) => {
    const cursor = await transaction.get(META, 'cursor');
    if (cursor?.['seq'] !== expected.seq || cursor['chain'] !== expected.chain || cursor['isLost'] === true) return;
    if ((await transaction.count(REFETCH)) > 0) return;
    const places = thinned([[expected.seq, expected.chain], ...(await readReceipts(transaction))]);
    await transaction.put(META, [{ key: 'receipts', places }]);
  });
  return 'applied';
}

const MOST_RECEIPTS = 12;

/** Drops the place whose neighbours are nearest, measured by how long ago they are. */
export function thinned(
  places: readonly (readonly [seq: number, chain: string])[],
): readonly (readonly [seq: number, chain: string])[] {
  if (places.length <= MOST_RECEIPTS) return places;
  const newest = places[0]?.[0] ?? 0;
  let closest = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 1; index < places.length - 1; index += 1) {
    const gap = (places[index - 1]?.[0] ?? 0) - (places[index + 1]?.[0] ?? 0);
    const ratio = gap / (newest - (places[index + 1]?.[0] ?? 0) + 1);
    if (ratio < least) [closest, least] = [index, ratio];
  }
  return places.filter((_, index) => index !== closest);
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
