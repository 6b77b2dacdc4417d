/**
 * Takes what somebody wrote alone into the co-op that he has joined (docs/protocol.md "joining"): every operation of the
 * old log is issued anew in this device's own log, with the row ids inside it mapped: the old member to the register's
 * entry, products and plots to those of the co-op, everything else to its new id. All of it is one transaction with a
 * mark, so that it happens once however often it is tried, and an old printed code still finds its record (`aliases`).
 */
import type { Operation } from '#protocol/operation.ts';
import { LogWriter } from './commit.ts';
import { readClock, readLogHead, type LocalDatabase } from './database.ts';
import {
  asLocalOperation,
  asLocalRow,
  asOperationRecord,
  baseOf,
  foldRow,
  groupedByRow,
  type LocalOperation,
} from './local-row.ts';
import { pendingOf } from './reader.ts';
import { Reissue } from './reissue.ts';
import type { WriteTransaction } from './store.ts';
import { ALIASES, LINES, META, OPERATIONS, tableOfNumber, TOTALS } from './tables.ts';
import { writeRows, type RowEdit } from './write-rows.ts';

/** Everything that a device wrote in its own log, oldest first. */
export async function ownOperations(database: LocalDatabase): Promise<readonly Operation[]> {
  const records = await database.store.reader.range(OPERATIONS);
  return records
    .map((record) => asLocalOperation(record).operation)
    .sort((left, right) => (left.writer === right.writer ? left.n - right.n : left.writer < right.writer ? -1 : 1));
}

export interface TakeOver {
  /** Names the old book; what was taken over under this name is not taken over again. */
  readonly from: string;
  readonly operations: readonly Operation[];
  /** Old row ids that stand for rows of the co-op; their own operations are not issued anew. */
  readonly mapping: ReadonlyMap<string, string>;
}

/** Gives how many operations were issued, or `undefined` when it was done before. Faults: those of the store. */
export async function takeOver(database: LocalDatabase, book: TakeOver): Promise<number | undefined> {
  const tables = database.catalogue.tables.map((table) => table.name);
  const mark = `takeover:${book.from}`;
  return database.store.write([...tables, OPERATIONS, META, TOTALS, LINES, ALIASES], async (transaction) => {
    if ((await transaction.get(META, mark)) !== undefined) return undefined;
    const head = await readLogHead(transaction, database);
    const clock = await readClock(transaction);
    const nowMs = database.env.now() + clock.offset;
    const log = new LogWriter(database, { head, nowMs, clockQuality: clock.heardAt === 0 ? 0 : 1 });
    const reissue = new Reissue(log, book.mapping);
    for (const operation of book.operations) reissue.add(operation);
    const edits = await editsOf(database, transaction, log.written);
    await writeRows(database, transaction, edits);
    await transaction.put(OPERATIONS, log.written.map(asOperationRecord));
    await transaction.put(ALIASES, reissue.aliases());
    await transaction.put(META, [log.head, { key: mark, count: log.written.length, at: nowMs }]);
    return log.written.length;
  });
}

/** Whether a book was taken over already. */
export async function wasTakenOver(database: LocalDatabase, from: string): Promise<boolean> {
  return (await database.store.reader.get(META, `takeover:${from}`)) !== undefined;
}

/** Rows as they are with what was just written on top. */
export async function editsOf(
  database: LocalDatabase,
  transaction: WriteTransaction,
  written: readonly LocalOperation[],
): Promise<readonly RowEdit[]> {
  const edits: RowEdit[] = [];
  for (const locals of groupedByRow(written).values()) {
    const [{ row: id, operation }] = locals;
    const table = tableOfNumber(database.catalogue, operation.table);
    const before = asLocalRow(await transaction.get(table.name, id));
    const base = baseOf(table, before);
    const pending = [...(await pendingOf(transaction, id, before?.baseSeq ?? 0)), ...locals];
    const after = foldRow(table, base, pending);
    if (after !== undefined) edits.push({ table, before, after });
  }
  return edits;
}
