/** What has to leave this device: the unacknowledged ends of its own logs, and where its pull stands. */
import { isOff } from '#kernel/ablation.ts';
import type { LogMark, RequestCursor } from '#protocol/sync-message.ts';
import { bytesOfHex } from '#kernel/ids.ts';
import { LIMITS, type Operation } from '#protocol/operation.ts';
import { readCursor, readReceipts, type CursorRecord, grantedOf, missingGrants, readFromYear } from './cursor.ts';
import { readLogs, type LocalDatabase, type LogHead } from './database.ts';
import { asLocalOperation, type LocalOperation } from './local-row.ts';
import type { ReadTransaction } from './store.ts';
import { META, OPERATIONS, REFETCH, tableOfNumber } from './tables.ts';

/** One log's part of the next request. */
export interface PushedSegment {
  readonly writer: string;
  /** In order, at least one. */
  readonly operations: readonly Operation[];
  /** The chain's hash after the last of them, 32 hex digits. */
  readonly lastHash: string;
  /** The writer's seal there; absent until it is made. */
  readonly seal: Uint8Array | undefined;
  readonly isKeyKnown: boolean;
  /** With the first operation of a branch that was issued anew. */
  readonly origin: LogHead['origin'];
}

export interface Outbox {
  readonly segments: readonly PushedSegment[];
  readonly marks: readonly LogMark[];
  readonly cursor: RequestCursor;
  readonly cursorRecord: CursorRecord;
  /** Only after the server did not know the cursor. */
  readonly receipts: readonly (readonly [seq: number, chain: string])[] | undefined;
  /** Ids of rows to fetch again. */
  readonly refetch: readonly string[];
  /** True when more unsent operations follow. */
  readonly hasMore: boolean;
}

export interface UnsentSummary {
  readonly count: number;
  /** How many operations this device has ever written in its current log. */
  readonly written: number;
  /** When the oldest was saved, ms by the hybrid clock. */
  readonly oldestAt: number | undefined;
  /** Operations that people have to look at. */
  readonly attention: number;
  readonly cursor: CursorRecord;
  /** Everything that the person may hold has been pulled. */
  readonly isFilled: boolean;
}

/** What the next request pushes, and from where it pulls. */
export async function readOutbox(
  database: LocalDatabase,
  limit: number = LIMITS.operationsPerRequest,
): Promise<Outbox> {
  const { reader } = database.store;
  const cursorRecord = await readCursor(reader, database);
  const logs = await readLogs(reader);
  const segments: PushedSegment[] = [];
  const marks: LogMark[] = [];
  let left = limit;
  let hasMore = false;
  for (const log of logs) {
    if (left <= 0 || (log.n > log.acknowledged && isAfterUnsent(logs, log))) {
      hasMore ||= log.n > log.acknowledged;
      continue;
    }
    const unsent = log.isSuspect === true ? [] : await unsentOf(reader, log, left + 1);
    const pushed = wholeGroups(unsent, left);
    left -= pushed.length;
    hasMore ||= unsent.length > pushed.length;
    const segment = segmentOf(log, pushed);
    if (segment !== undefined) segments.push(segment);
    else if (log.n > 0 && (log.key === 'log' || cursorRecord.completedAt === 0 || log.isSuspect === true))
      marks.push(await markOf(reader, log));
    if (segments.length + marks.length >= LIMITS.logsPerRequest) break;
  }
  const isPulled = cursorRecord.completedAt > 0 && !cursorRecord.isLost;
  const refetch = isPulled ? await reader.range(REFETCH, { index: 'id', limit: LIMITS.refetchIds }) : [];
  return {
    segments,
    marks,
    cursor: requestCursor(cursorRecord),
    cursorRecord,
    receipts: cursorRecord.isLost ? await readReceipts(reader) : undefined,
    refetch: [...new Set(refetch.map((record) => String(record['id'])))],
    hasMore,
  };
}

/**
 * A branch follows what it was taken off: the server has it only where it has that too, under its own name. Else the
 * branch would have to be issued anew once more, and be there twice.
 */
function isAfterUnsent(logs: readonly LogHead[], { origin }: LogHead): boolean {
  const before = logs.find((each) => each.writer === origin?.writer);
  return before !== undefined && (before.n > before.acknowledged || before.isSuspect === true);
}

function requestCursor({ seq, chain, headSeq, headChain }: CursorRecord): RequestCursor {
  const at: [number, Uint8Array] = [seq, bytesOfHex(chain)];
  return headSeq > seq && !isOff('cursor-head') ? [...at, headSeq, bytesOfHex(headChain)] : at;
}

async function unsentOf(reader: ReadTransaction, log: LogHead, limit?: number): Promise<readonly LocalOperation[]> {
  if (log.n === log.acknowledged) return [];
  const range = { index: 'id', from: [log.writer, log.acknowledged + 1], to: [log.writer, MAX_N] };
  // A limit beyond 32 bits is an error to IndexedDB, so "all" is none.
  const records = await reader.range(OPERATIONS, limit === undefined ? range : { ...range, limit });
  return records.map(asLocalOperation);
}

const MAX_N = Number.MAX_SAFE_INTEGER;

function segmentOf(log: LogHead, pushed: readonly LocalOperation[]): PushedSegment | undefined {
  const last = pushed.at(-1);
  if (last === undefined) return undefined;
  return {
    writer: log.writer,
    operations: pushed.map((local) => local.operation),
    lastHash: last.hash,
    seal: last.seal,
    isKeyKnown: log.isKeyKnown === true,
    origin: pushed[0]?.n === 1 ? log.origin : undefined,
  };
}

/** The acknowledged end of a log; a log that the server has otherwise gets more marks, further and further back. */
async function markOf(reader: ReadTransaction, log: LogHead): Promise<LogMark> {
  const marks: [number, Uint8Array][] = [[log.acknowledged, bytesOfHex((log.acknowledgedHash ?? '').slice(0, 16))]];
  if (log.isSuspect === true) {
    for (let step = 1, n = log.n; n > 0 && marks.length < LIMITS.marksPerLog; n -= step, step *= 2) {
      const record = await reader.get(OPERATIONS, [log.writer, n]);
      if (record !== undefined) marks.push([n, bytesOfHex(asLocalOperation(record).hash.slice(0, 16))]);
    }
  }
  return [bytesOfHex(log.writer), log.n, marks];
}

/** At most `limit` operations, cut between what was saved together, so that a group arrives in one request (P12). */
function wholeGroups(unsent: readonly LocalOperation[], limit: number): readonly LocalOperation[] {
  const group = unsent[limit]?.operation.group ?? 0;
  const cut = unsent.slice(0, limit);
  if (group === 0) return cut;
  const whole = cut.filter((local) => local.operation.group !== group);
  return whole.length === 0 ? cut : whole;
}

/** For the chip at the top of every screen: how much is unsent, and since when. */
export async function unsentSummary(database: LocalDatabase): Promise<UnsentSummary> {
  const { reader } = database.store;
  const cursor = await readCursor(reader, database);
  const attention = await reader.count(OPERATIONS, { index: 'attention', equals: 1 });
  const logs = await readLogs(reader);
  const oldest = await Promise.all(logs.map(async (log) => (await unsentOf(reader, log, 1))[0]?.operation.time.ms));
  const times = oldest.filter((time) => time !== undefined);
  const { person } = database.session;
  return {
    count: logs.reduce((sum, log) => sum + log.n - log.acknowledged, 0),
    written: logs.find((log) => log.key === 'log')?.n ?? 0,
    oldestAt: times.length === 0 ? undefined : Math.min(...times),
    attention,
    cursor,
    isFilled: cursor.completedAt > 0 && missingGrants(cursor, person, await readFromYear(reader)).length === 0,
  };
}

/** Nothing is unsent, everything that the person may hold is here, and nothing has to be fetched again. */
export async function isComplete(database: LocalDatabase): Promise<boolean> {
  const { reader } = database.store;
  const { count, cursor, isFilled } = await unsentSummary(database);
  if (isOff('honest-status')) return cursor.completedAt > 0;
  return (
    count === 0 && isFilled && !cursor.isLost && cursor.filling === undefined && (await reader.count(REFETCH)) === 0
  );
}

/** Whether documents of earlier years are on the server and were not asked for (design 5.11). */
export async function olderYears(database: LocalDatabase): Promise<{ readonly from: number; readonly first: number }> {
  const { reader } = database.store;
  const cursor = await readCursor(reader, database);
  const from = await readFromYear(reader);
  const isCut = grantedOf(cursor, database.session.person).some((grant) => grant.fromYear < from);
  return { from, first: isCut && cursor.firstYear > 0 && cursor.firstYear < from ? cursor.firstYear : 0 };
}

/** How many unsent operations there are in each table, by its name: the list behind the chip (rule U31). */
export async function unsentByTable(database: LocalDatabase): Promise<ReadonlyMap<string, number>> {
  const { reader } = database.store;
  const counts = new Map<string, number>();
  for (const log of await readLogs(reader)) {
    for (const { operation } of await unsentOf(reader, log)) {
      const name = tableOfNumber(database.catalogue, operation.table).name;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

export interface BackedUp {
  /** When the newest own operation was saved that the co-op's verified backup holds, ms; undefined when it holds none. */
  readonly upTo: number | undefined;
  /** How many own operations on this device are not in it yet. */
  readonly missing: number;
}

/** What of the current log the co-op's backup is known to hold (META `safe`). */
export async function backedUp(database: LocalDatabase): Promise<BackedUp> {
  const { reader } = database.store;
  const safe = Number((await reader.get(META, 'safe'))?.['seq'] ?? 0);
  const log = (await readLogs(reader)).find(({ key }) => key === 'log');
  if (log === undefined) return { upTo: undefined, missing: 0 };
  const range = { index: 'id', from: [log.writer, 1], to: [log.writer, MAX_N], reverse: true, limit: SHOWN_LOG_END };
  const own = (await reader.range(OPERATIONS, range)).map(asLocalOperation);
  const held = own.filter((local) => local.seq > 0 && local.seq <= safe);
  return { upTo: held[0]?.operation.time.ms, missing: own.length - held.length };
}

const SHOWN_LOG_END = 2_000;

/** Keeps a seal that was made outside the transaction, unless the operation has changed its identity meanwhile. */
export async function keepSeal(
  database: LocalDatabase,
  segment: Pick<PushedSegment, 'writer' | 'operations' | 'lastHash'>,
  seal: Uint8Array,
): Promise<void> {
  const last = segment.operations.at(-1);
  if (last === undefined) return;
  await database.store.write([OPERATIONS], async (transaction) => {
    const record = await transaction.get(OPERATIONS, [segment.writer, last.n]);
    if (record?.['hash'] === segment.lastHash) await transaction.put(OPERATIONS, [{ ...record, seal }]);
  });
}

/**
 * The writer's key, made once and kept beside what it seals. Undefined where the device can make none, and for a log of
 * which the server has a beginning without one: it would refuse the seals of a key that it was never shown.
 */
export async function writerKey(
  database: LocalDatabase,
  writer: string,
): Promise<{ readonly privateKey: unknown; readonly publicKey: Uint8Array } | undefined> {
  const { store, env } = database;
  if (env.signer === undefined) return undefined;
  const key = `key:${writer}`;
  const known = asKey(await store.reader.get(META, key));
  if (known !== undefined) return known;
  const log = (await readLogs(store.reader)).find((each) => each.writer === writer);
  if ((log?.acknowledged ?? 0) > 0) return undefined;
  const made = await env.signer.createKey();
  return store.write([META], async (transaction) => {
    // Another tab may have been faster.
    const first = asKey(await transaction.get(META, key));
    if (first !== undefined) return first;
    await transaction.put(META, [{ key, ...made }]);
    return made;
  });
}

function asKey(record: Readonly<Record<string, unknown>> | undefined) {
  const publicKey = record?.['publicKey'];
  return publicKey instanceof Uint8Array ? { privateKey: record?.['privateKey'], publicKey } : undefined;
}
