/** What the server says of this device's own operations and logs, and of what the person may hold. */
import { isOff } from '#kernel/ablation.ts';
import { holds, parseGrants, type Grant } from '#kernel/grants.ts';
import { operationId } from '#kernel/ids.ts';
import type { QuarantineReason, TableDefinition } from '#kernel/module.ts';
import { applyOperation } from '#protocol/merge.ts';
import type { RemoteAnswer } from './remote-answer.ts';
import { isSameCursor, readCursor, type CursorRecord, readFromYear, withFilling } from './cursor.ts';
import { readLogs, type LocalDatabase } from './database.ts';
import {
  asLocalOperation,
  asLocalRow,
  asOperationRecord,
  baseOf,
  foldRow,
  groupedByRow,
  isBeginning,
  withoutFate,
  type LocalOperation,
  type LocalRow,
} from './local-row.ts';
import { isPending } from './reader.ts';
import { acknowledgedAt, isUnsettled, yearOfRow } from './own-work.ts';
import { askAgain } from './refetch.ts';
import type { RarePaths } from './rare.ts';
import type { WriteTransaction } from './store.ts';
import { ALIASES, LINES, META, OPERATIONS, REFETCH, tableOfNumber, TOTALS, UNKNOWN } from './tables.ts';
import { writeRows, type RowEdit } from './write-rows.ts';

/** One transaction. Gives the cursor that stands afterwards. */
export async function settle(
  database: LocalDatabase,
  asked: CursorRecord,
  { answer, rare }: { readonly answer: RemoteAnswer; readonly rare: RarePaths | undefined },
): Promise<CursorRecord | 'stale'> {
  const { session, catalogue, env } = database;
  const isMuch =
    answer.stored.length + answer.quarantined.length + answer.logs.length > 0 || answer.granted !== undefined;
  const tables = isMuch ? catalogue.tables.map((table) => table.name) : [];
  const names = [...tables, OPERATIONS, META, TOTALS, LINES, ALIASES, REFETCH, UNKNOWN];
  return database.store.write(names, async (transaction) => {
    const before = await readCursor(transaction, database);
    if (!isSameCursor(before, asked)) return 'stale';
    await settleOutcomes(database, transaction, { answer, cursor: before });
    const isReissued = (await rare?.settleLogs(database, transaction, answer)) ?? false;
    await clearSuspicions(transaction, answer);
    let cursor = isReissued ? { ...before, generation: before.generation + 1 } : before;
    // Own rows now carry sequences up to the server's head: a cursor that knows nothing of it would not notice that the
    // server was put back to before them.
    if (answer.stored.length > 0 && answer.head.seq > cursor.headSeq)
      cursor = { ...cursor, headSeq: answer.head.seq, headChain: answer.head.chain, completedAt: 0 };
    if (answer.granted !== undefined && rare !== undefined)
      cursor = await rare.leave(database, transaction, { cursor, granted: answer.granted });
    cursor = withFilling(cursor, session.person, await readFromYear(transaction));
    const clock = { key: 'clock', offset: answer.clockOffset, heardAt: env.now() };
    const safe = answer.safeSeq > 0 ? [{ key: 'safe', seq: answer.safeSeq }] : [];
    await transaction.put(META, isSameCursor(cursor, before) ? [clock, ...safe] : [clock, ...safe, cursor]);
    return cursor;
  });
}

/** A log that was asked about with marks, and of which the server said nothing, is in order. */
async function clearSuspicions(transaction: WriteTransaction, { logs }: RemoteAnswer): Promise<void> {
  const known = new Set(logs.map((state) => state.writer));
  const cleared = (await readLogs(transaction)).filter((head) => head.isSuspect === true && !known.has(head.writer));
  await transaction.put(
    META,
    cleared.map((head) => ({ ...head, isSuspect: false })),
  );
}

async function settleOutcomes(
  database: LocalDatabase,
  transaction: WriteTransaction,
  { answer, cursor }: { readonly answer: RemoteAnswer; readonly cursor: CursorRecord },
): Promise<void> {
  const outcomes = await settledOperations(transaction, answer);
  if (outcomes.length === 0) return;
  const held = parseGrants([...cursor.held, ...(cursor.filling?.grants ?? [])]);
  const edits = await editsOf(database, transaction, { outcomes, held });
  const heads = (await readLogs(transaction)).flatMap((head) => {
    const own = outcomes.filter((local) => local.writer === head.writer);
    if (own.length === 0) return [];
    const moved = acknowledgedAt(head, own, lastInRow(head.acknowledged, own));
    return [{ ...moved, isKeyKnown: true, refusals: 0 }];
  });
  await writeRows(database, transaction, edits);
  await transaction.put(OPERATIONS, outcomes.map(asOperationRecord));
  await transaction.put(META, heads);
}

/**
 * What has arrived and is not for this device to hold any more leaves with its acknowledgement; what has not, or waits for
 * people, stays by itself.
 */
function staying(
  { session }: LocalDatabase,
  held: readonly Grant[],
  row: {
    readonly table: TableDefinition;
    readonly after: LocalRow | undefined;
    readonly pending: readonly LocalOperation[];
  },
): LocalRow | undefined {
  const { table, after, pending } = row;
  if (after === undefined || holds(held, session.person, { scope: after.scope, year: yearOfRow(table, after) }))
    return after;
  return foldRow(table, undefined, pending.filter(isUnsettled));
}

/** The pushed operations with what the server says became of them. */
async function settledOperations(
  transaction: WriteTransaction,
  answer: RemoteAnswer,
): Promise<readonly LocalOperation[]> {
  const fates = new Map<string, { readonly seq: number; readonly reason?: QuarantineReason | 'dismissed' }>();
  const keys: (readonly [string, number])[] = [];
  for (const run of answer.stored) {
    for (let index = 0; index < run.count; index += 1) {
      fates.set(operationId(run.writer, run.firstN + index), { seq: run.firstSeq + index });
      keys.push([run.writer, run.firstN + index]);
    }
  }
  for (const { writer, n, seq, reason } of answer.quarantined) {
    fates.set(operationId(writer, n), { seq, reason });
    keys.push([writer, n]);
  }
  const known = await transaction.getMany(OPERATIONS, keys);
  return known.flatMap((record) => {
    if (record === undefined) return [];
    const local = withoutFate(asLocalOperation(record));
    const fate = fates.get(operationId(local.writer, local.n));
    if (fate === undefined) return [];
    if (fate.reason === 'dismissed') return { ...local, seq: fate.seq, isDismissed: 1 as const };
    return fate.reason === undefined
      ? { ...local, seq: fate.seq }
      : { ...local, seq: fate.seq, attention: 1 as const, reason: fate.reason };
  });
}

/**
 * Own stored operations move from the overlay into the server's state under their rows. Where others changed the row
 * too, its page row is on the way and replaces this (its sequence is higher).
 */
async function editsOf(
  database: LocalDatabase,
  transaction: WriteTransaction,
  { outcomes, held }: { readonly outcomes: readonly LocalOperation[]; readonly held: readonly Grant[] },
): Promise<readonly RowEdit[]> {
  const edits: RowEdit[] = [];
  const settled = new Map(outcomes.map((local) => [operationId(local.writer, local.n), local]));
  for (const locals of groupedByRow(outcomes).values()) {
    const [{ row: id, operation }] = locals;
    const table = tableOfNumber(database.catalogue, operation.table);
    const before = asLocalRow(await transaction.get(table.name, id));
    let base = baseOf(table, before);
    for (const local of [...locals].sort(byNumber)) {
      // An edit of a row that has left is not the row: that is asked for again.
      if (base === undefined && !isBeginning(local.operation)) continue;
      const counts = local.attention !== 1 && local.isDismissed !== 1 && !isOff('overlay');
      if (counts && local.seq > (base?.seq ?? 0)) base = applyOperation(base, local.operation, { seq: local.seq });
    }
    const own =
      table.kind === 'document'
        ? locals
        : (await transaction.range(OPERATIONS, { index: 'row', equals: id })).map(asLocalOperation);
    const pending = own
      .map((local) => settled.get(operationId(local.writer, local.n)) ?? local)
      .filter((local) => isPending(local, base?.seq ?? 0))
      .sort(byNumber);
    const after = staying(database, held, { table, after: foldRow(table, base, pending), pending });
    edits.push({ table, before, after });
    if (base === undefined && after !== undefined && !pending.every(isUnsettled))
      await askAgain(transaction, [{ id, table: table.name }]);
  }
  return edits;
}

/** The last number up to which everything is settled, from `acknowledged` on. */
function lastInRow(acknowledged: number, outcomes: readonly LocalOperation[]): number {
  const settled = new Set(outcomes.map((local) => local.n));
  let last = acknowledged;
  while (settled.has(last + 1)) last += 1;
  return last;
}

function byNumber(left: LocalOperation, right: LocalOperation): number {
  return left.n - right.n;
}
