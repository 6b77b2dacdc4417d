/** The unacknowledged end of this device's own log: what still has to leave the phone. */
import { EMPTY_CURSOR, type Cursor } from '#protocol/sync-message.ts';
import { bytesOfHex } from '#kernel/ids.ts';
import { LIMITS, type Operation } from '#protocol/operation.ts';
import { readCursor, type CursorRecord, type LocalDatabase } from './database.ts';
import { asLocalOperation, type LocalOperation } from './local-row.ts';
import { META, OPERATIONS, tableOfNumber } from './tables.ts';

export interface Outbox {
  /** Unsent operations in order, at most one request's worth. */
  readonly operations: readonly Operation[];
  /** The chain's hash after the last of them, 32 hex digits. */
  readonly lastHash: string;
  readonly cursor: Cursor;
  readonly cursorRecord: CursorRecord;
  /** True when more unsent operations follow. */
  readonly hasMore: boolean;
}

export interface UnsentSummary {
  readonly count: number;
  /** How many operations this device has ever written in its log. */
  readonly written: number;
  /** When the oldest was saved, ms by the hybrid clock. */
  readonly oldestAt: number | undefined;
  /** Operations that people have to look at. */
  readonly attention: number;
  readonly cursor: CursorRecord;
}

/** What the next request pushes, and from where it pulls. */
export async function readOutbox(
  database: LocalDatabase,
  limit: number = LIMITS.operationsPerRequest,
): Promise<Outbox> {
  const { reader } = database.store;
  const cursorRecord = await readCursor(reader);
  const log = await reader.get(META, 'log');
  const cursor: Cursor = cursorRecord.seq === 0 ? EMPTY_CURSOR : [cursorRecord.seq, bytesOfHex(cursorRecord.chain)];
  if (log === undefined) return { operations: [], lastHash: '', cursor, cursorRecord, hasMore: false };
  const [writer, acknowledged] = [String(log['writer']), Number(log['acknowledged'])];
  const unsent = (
    await reader.range(OPERATIONS, {
      index: 'id',
      from: [writer, acknowledged + 1],
      to: [writer, Number.MAX_SAFE_INTEGER],
      limit: limit + 1,
    })
  ).map(asLocalOperation);
  const pushed = wholeGroups(unsent, limit);
  return {
    operations: pushed.map((local) => local.operation),
    lastHash: pushed.at(-1)?.hash ?? '',
    cursor,
    cursorRecord,
    hasMore: unsent.length > pushed.length,
  };
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
  const cursor = await readCursor(reader);
  const attention = await reader.count(OPERATIONS, { index: 'attention', equals: 1 });
  const log = await reader.get(META, 'log');
  if (log === undefined) return { count: 0, written: 0, oldestAt: undefined, attention, cursor };
  const [writer, acknowledged, n] = [String(log['writer']), Number(log['acknowledged']), Number(log['n'])];
  const oldest = await reader.get(OPERATIONS, [writer, acknowledged + 1]);
  return {
    count: n - acknowledged,
    written: n,
    oldestAt: oldest === undefined ? undefined : asLocalOperation(oldest).operation.time.ms,
    attention,
    cursor,
  };
}

/** How many unsent operations there are in each table, by its name: the list behind the chip (rule U31). */
export async function unsentByTable(database: LocalDatabase): Promise<ReadonlyMap<string, number>> {
  const { reader } = database.store;
  const log = await reader.get(META, 'log');
  const counts = new Map<string, number>();
  if (log === undefined) return counts;
  const [writer, acknowledged] = [String(log['writer']), Number(log['acknowledged'])];
  const unsent = await reader.range(OPERATIONS, {
    index: 'id',
    from: [writer, acknowledged + 1],
    to: [writer, Number.MAX_SAFE_INTEGER],
  });
  for (const { operation } of unsent.map(asLocalOperation)) {
    const name = tableOfNumber(database.catalogue, operation.table).name;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
