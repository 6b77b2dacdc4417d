/**
 * The server was put back to an older state (docs/protocol.md "rewind"). It is noticed by the cursor's hash alone. The
 * device goes back to the last place that both sides know; what it had beyond is kept, shown as waiting, and fetched
 * again by id, since the server may hold an older state of it that no cursor would bring.
 */
import { passed } from '#kernel/branches.ts';
import { isOff } from '#kernel/ablation.ts';
import { isSameCursor, readCursor, readReceipts, type CursorRecord } from './cursor.ts';
import { readLogs, type LocalDatabase, type LogHead } from './database.ts';
import {
  asLocalOperation,
  asLocalRow,
  asOperationRecord,
  foldRow,
  groupedByRow,
  withoutFate,
  type LocalOperation,
  type LocalRow,
} from './local-row.ts';
import { acknowledgedAt, unsentOn } from './own-work.ts';
import { askAgain } from './refetch.ts';
import type { StoreRecord, WriteTransaction } from './store.ts';
import { LINES, META, OPERATIONS, REFETCH, TOTALS, UNKNOWN } from './tables.ts';
import { writeRows, type RowEdit } from './write-rows.ts';

/** The next request carries receipts. */
export async function markLost(database: LocalDatabase, asked: CursorRecord): Promise<'applied' | 'stale'> {
  return database.store.write([META], async (transaction) => {
    if (!isSameCursor(await readCursor(transaction, database), asked)) return 'stale';
    passed('cursor unknown');
    await transaction.put(META, [{ ...asked, isLost: true, completedAt: 0 }]);
    return 'applied';
  });
}

/** Back to the place that the server found among the receipts. */
export async function rewind(
  database: LocalDatabase,
  asked: CursorRecord,
  answer: { readonly cursor: { readonly seq: number; readonly chain: string } },
): Promise<'applied' | 'stale'> {
  const names = database.catalogue.tables.map((table) => table.name);
  const { seq: from, chain } = answer.cursor;
  return database.store.write([...names, OPERATIONS, META, TOTALS, LINES, REFETCH, UNKNOWN], async (transaction) => {
    if (!isSameCursor(await readCursor(transaction, database), asked)) return 'stale';
    passed(from === 0 ? 'rewind to the beginning' : 'rewind to a receipt');
    await markStale(database, transaction, (row) => row.baseSeq > from);
    await forgetUnknown(transaction);
    const operations = (await transaction.range(OPERATIONS)).map(asLocalOperation);
    const lost = operations.filter((local) => local.seq > from);
    await transaction.put(OPERATIONS, lost.map(unsent));
    await showAgain(database, transaction, lost);
    const heads = (await readLogs(transaction)).map((head) => lowered(head, operations, from));
    await transaction.put(META, heads);
    const places = (await readReceipts(transaction)).filter(([seq]) => seq <= from);
    const { filling, granted, ...kept } = asked;
    await transaction.put(META, [
      { key: 'receipts', places },
      {
        ...kept,
        ...(granted === undefined ? {} : { granted }),
        // What was being filled begins again.
        ...(filling === undefined ? {} : { filling: { ...filling, seq: 0 } }),
        seq: from,
        chain,
        headSeq: from,
        headChain: chain,
        completedAt: 0,
        isLost: false,
      },
    ]);
    return 'applied';
  });
}

/** Rows keep what they show, stand in the waiting column, and are fetched again. */
export async function markStale(
  database: LocalDatabase,
  transaction: WriteTransaction,
  isStale: (row: LocalRow) => boolean,
): Promise<void> {
  const edits: RowEdit[] = [];
  for (const table of database.catalogue.tables) {
    for (const record of await transaction.range(table.name)) {
      const before = asLocalRow(record);
      if (before === undefined || before.baseSeq === 0 || !isStale(before)) continue;
      edits.push({ table, before, after: asStale(before) });
    }
  }
  await writeRows(database, transaction, edits);
  if (isOff('refetch')) return;
  await askAgain(
    transaction,
    edits.flatMap(({ table, before }) => (before === undefined ? [] : { id: before.id, table: table.name })),
  );
}

export function asStale(row: LocalRow): LocalRow {
  return { ...row, baseSeq: 0, column: row.column === 'confirmed' ? 'waiting' : row.column };
}

/** Work that had arrived may have left with the grants for its rows; on its way once more, it is shown (I8). */
async function showAgain(
  database: LocalDatabase,
  transaction: WriteTransaction,
  lost: readonly LocalOperation[],
): Promise<void> {
  const edits: RowEdit[] = [];
  for (const [{ row, operation }] of groupedByRow(lost).values()) {
    const table = database.catalogue.byNumber.get(operation.table);
    if (table === undefined || (await transaction.get(table.name, row)) !== undefined) continue;
    edits.push({ table, before: undefined, after: foldRow(table, undefined, await unsentOn(transaction, row)) });
  }
  await writeRows(database, transaction, edits);
}

/** Rows of unknown tables are simply fetched again. */
async function forgetUnknown(transaction: WriteTransaction): Promise<void> {
  const records = await transaction.range(UNKNOWN);
  await askAgain(
    transaction,
    records.map((record) => ({ id: String(record['id']), table: '' })),
  );
}

/** A log whose acknowledgements beyond the place are forgotten. */
function lowered(head: LogHead, operations: readonly LocalOperation[], from: number): LogHead {
  if (isOff('unsent-again')) return head;
  const own = operations.filter((local) => local.writer === head.writer);
  const firstLost = own
    .filter((local) => local.seq > from)
    .reduce((least, local) => Math.min(least, local.n), Infinity);
  return acknowledgedAt({ ...head, isKeyKnown: false, refusals: 0 }, own, Math.min(head.acknowledged, firstLost - 1));
}

/** The operation as it was before any server had told what became of it. */
export function unsent(local: LocalOperation): StoreRecord {
  return asOperationRecord({ ...withoutFate(local), seq: 0 });
}
