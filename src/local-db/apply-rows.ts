/** Rows of the server go in: as they are, with own operations on top that they do not contain yet. */
import { passed } from '#kernel/branches.ts';
import { isOff } from '#kernel/ablation.ts';
import { compareTimes, observe } from '#kernel/clock.ts';
import { holds, parseGrants, type Grant } from '#kernel/grants.ts';
import { operationId, splitId } from '#kernel/ids.ts';
import type { TableDefinition } from '#kernel/module.ts';
import type { AttentionRow } from '#kernel/system-rows.ts';
import { encodeRows } from '#protocol/columns.ts';
import type { RowState } from '#protocol/row-state.ts';
import { shownRow } from '#protocol/shown-row.ts';
import { isSameCursor, readCursor, type CursorRecord } from './cursor.ts';
import { readClock, readLogHead, readLogs, timeOf, type LocalDatabase, type LogHead } from './database.ts';
import type { RarePaths } from './rare.ts';
import {
  asLocalOperation,
  asLocalRow,
  asOperationRecord,
  baseOf,
  foldRow,
  groupedByRow,
  rowKey,
  withoutFate,
  type LocalOperation,
} from './local-row.ts';
import { unsentOn, yearOfRow } from './own-work.ts';
import { isPending, pendingOf } from './reader.ts';
import { askedAgain, forgetAsked, type RefetchEntry } from './refetch.ts';
import type { WriteTransaction } from './store.ts';
import { ALIASES, LINES, META, OPERATIONS, REFETCH, tableOfNumber, TOTALS, UNKNOWN } from './tables.ts';
import { writeRows, type RowEdit } from './write-rows.ts';

/** One transaction of rows. Gives the cursor that stands afterwards. */
export async function applyRows(
  database: LocalDatabase,
  step: { readonly expected: CursorRecord; readonly rows: readonly RowState[]; readonly next: CursorRecord },
  rare: RarePaths | undefined,
): Promise<CursorRecord | 'stale'> {
  const { catalogue } = database;
  const known = step.rows.filter((row) => catalogue.byNumber.has(row.table));
  const unknown = step.rows.filter((row) => !catalogue.byNumber.has(row.table));
  const cards = known.filter((row) => row.table === catalogue.attention?.number);
  const isAboutMore = cards.length > 0 || (await database.store.reader.count(REFETCH)) > 0;
  const tables = new Set(
    isAboutMore ? catalogue.tables.map((table) => table.name) : known.map((row) => nameOf(database, row)),
  );
  const names = [...tables, OPERATIONS, META, TOTALS, LINES, REFETCH, UNKNOWN, ALIASES];
  return database.store.write(names, async (transaction) => {
    if (!isSameCursor(await readCursor(transaction, database), step.expected)) return 'stale';
    let { generation } = step.expected;
    if (step.rows.length > 0) {
      const asked = await askedAgain(
        transaction,
        step.rows.map((row) => row.id),
      );
      const obsoleteEdits = await obsolete(database, transaction, { rows: step.rows, asked });
      const edits = [...obsoleteEdits, ...(await editsOf(database, transaction, { rows: known, asked }))];
      const head = await readLogHead(transaction, database);
      const clock = await readClock(transaction);
      const observed = observe(timeOf(head), newestTime(known), database.env.now() + clock.offset);
      const seen: LogHead = { ...head, time: [observed.ms, observed.counter] };
      await writeRows(database, transaction, edits);
      await transaction.put(UNKNOWN, unknown.map(asUnknown));
      // What was kept under this id in another history is not there any more.
      if (asked.size > 0)
        await transaction.delete(
          UNKNOWN,
          known.flatMap(({ id }) => (asked.has(id) ? id : [])),
        );
      await forgetAsked(transaction, [...asked.values()].flat());
      if (rare !== undefined && head.n > 0 && step.rows.some((row) => goesBeyond(row, head))) {
        passed('own writer seen beyond its end');
        await rare.forkLog(database, transaction, { head: seen, common: head.n });
        generation += 1;
      } else if (head.n > 0 && compareTimes(observed, timeOf(head)) > 0) await transaction.put(META, [seen]);
      await settleByCards(database, transaction, { cards, cursor: step.next });
    }
    const next = { ...step.next, generation };
    await transaction.put(META, [next]);
    return next;
  });
}

async function editsOf(
  database: LocalDatabase,
  transaction: WriteTransaction,
  { rows, asked }: { readonly rows: readonly RowState[]; readonly asked: ReadonlyMap<string, unknown> },
): Promise<readonly RowEdit[]> {
  const pendingByRow = await pendingOperations(transaction);
  const edits: RowEdit[] = [];
  for (const { table, states } of byTable(database, rows)) {
    const standing = await transaction.getMany(
      table.name,
      states.map((state) => state.id),
    );
    states.forEach((state, index) => {
      const before = asLocalRow(standing[index]);
      // What was asked for again is in doubt here, its sequence too.
      if (before !== undefined && before.baseSeq > state.seq && !asked.has(state.id)) return;
      const pending = (pendingByRow.get(rowKey(table.number, state.id)) ?? []).filter((local) =>
        isPending(local, state.seq),
      );
      edits.push({ table, before, after: foldRow(table, state, pending) });
    });
  }
  return edits;
}

/** Rows of a history that the server has left, whose ids mean something else now. */
async function obsolete(
  database: LocalDatabase,
  transaction: WriteTransaction,
  at: { readonly rows: readonly RowState[]; readonly asked: ReadonlyMap<string, readonly RefetchEntry[]> },
): Promise<readonly RowEdit[]> {
  const edits: RowEdit[] = [];
  for (const row of at.rows) {
    for (const { table: name } of at.asked.get(row.id) ?? []) {
      const table = database.catalogue.tables.find((each) => each.name === name);
      if (table === undefined || table.number === row.table) continue;
      const before = asLocalRow(await transaction.get(table.name, row.id));
      if (before === undefined || before.baseSeq > 0) continue;
      passed('row of another history');
      edits.push({ table, before, after: undefined });
    }
  }
  return edits;
}

/**
 * Somebody else has written under this device's writer, beyond what it has itself: it was put back, or copied. Its next
 * numbers are taken, so it goes on under another writer before anything is saved under them.
 */
export function goesBeyond(row: RowState, head: Pick<LogHead, 'writer' | 'n'>): boolean {
  if (isOff('fork')) return false;
  const isBeyond = (id: string): boolean => id.startsWith(head.writer) && splitId(id).n > head.n;
  return isBeyond(row.id) || [...row.fields.values()].some((heads) => heads.some((each) => isBeyond(each.operation)));
}

/** Own operations that some row may still show on top of the server's state. */
async function pendingOperations(
  transaction: WriteTransaction,
): Promise<ReadonlyMap<string, readonly LocalOperation[]>> {
  const found: LocalOperation[] = [];
  for (const log of await readLogs(transaction)) {
    if (log.n === log.acknowledged) continue;
    const range = { index: 'id', from: [log.writer, log.acknowledged + 1], to: [log.writer, Number.MAX_SAFE_INTEGER] };
    found.push(...(await transaction.range(OPERATIONS, range)).map(asLocalOperation));
  }
  found.push(...(await transaction.range(OPERATIONS, { index: 'attention', equals: 1 })).map(asLocalOperation));
  // Unsent ones may be in quarantine too, after a server was put back.
  const unique = new Map(found.map((local) => [operationId(local.writer, local.n), local]));
  return groupedByRow([...unique.values()].sort((left, right) => left.n - right.n));
}

/** Cards about own operations say what became of them since: let in, filed away, or put aside for another reason. */
async function settleByCards(
  database: LocalDatabase,
  transaction: WriteTransaction,
  { cards, cursor }: { readonly cards: readonly RowState[]; readonly cursor: CursorRecord },
): Promise<void> {
  const { attention } = database.catalogue;
  const held = parseGrants([...cursor.held, ...(cursor.filling?.grants ?? [])]);
  if (attention === undefined) return;
  for (const state of cards) {
    // The server wrote it; its shape is the contract of `AttentionRow`.
    const card = shownRow(attention, state) as unknown as AttentionRow;
    if (card.author !== database.session.person.userId) continue;
    const { writer, n } = splitId(card.operation);
    const record = await transaction.get(OPERATIONS, [writer, n]);
    if (record === undefined) continue;
    const local = asLocalOperation(record);
    const after = afterCard(local, card, state.seq);
    if (after === undefined) continue;
    await transaction.put(OPERATIONS, [asOperationRecord(after)]);
    const table = tableOfNumber(database.catalogue, local.operation.table);
    await refoldRow(database, transaction, { table, id: local.row, held });
  }
}

function afterCard(before: LocalOperation, card: AttentionRow, seq: number): LocalOperation | undefined {
  const { attention, reason, isDismissed } = before;
  const local = withoutFate(before);
  const isSettled = attention === undefined && local.seq > 0;
  if (card.state === 'released') return isSettled && isDismissed === undefined ? undefined : { ...local, seq };
  if (card.state === 'dismissed') return isDismissed === 1 ? undefined : { ...local, seq, isDismissed: 1 };
  if (isSettled || local.seq === 0 || card.why === reason) return undefined;
  return { ...local, attention: 1, reason: card.why };
}

/** Folds one row anew from what the transaction holds now; what is no longer granted stays only for its unsent work. */
async function refoldRow(
  database: LocalDatabase,
  transaction: WriteTransaction,
  at: { readonly table: TableDefinition; readonly id: string; readonly held: readonly Grant[] },
): Promise<void> {
  const { table, id } = at;
  const before = asLocalRow(await transaction.get(table.name, id));
  const folded = foldRow(table, baseOf(table, before), await pendingOf(transaction, id, before?.baseSeq ?? 0));
  const isHeld =
    folded === undefined ||
    holds(at.held, database.session.person, { scope: folded.scope, year: yearOfRow(table, folded) });
  const after = isHeld ? folded : foldRow(table, undefined, await unsentOn(transaction, id));
  await writeRows(database, transaction, [{ table, before, after }]);
}

function asUnknown(state: RowState) {
  return { id: state.id, table: state.table, scope: state.scope, state: encodeRows([state]) };
}

function byTable(database: LocalDatabase, rows: readonly RowState[]) {
  const grouped = new Map<number, RowState[]>();
  for (const row of rows) {
    const states = grouped.get(row.table);
    if (states === undefined) grouped.set(row.table, [row]);
    else states.push(row);
  }
  return [...grouped].map(([number, states]) => ({ table: tableOfNumber(database.catalogue, number), states }));
}

function nameOf(database: LocalDatabase, row: RowState): string {
  return tableOfNumber(database.catalogue, row.table).name;
}

function newestTime(rows: readonly RowState[]) {
  let newest = { ms: 0, counter: 0 };
  for (const row of rows) {
    for (const heads of row.fields.values()) {
      const time = heads.at(-1)?.time;
      if (time !== undefined && compareTimes(time, newest) > 0) newest = time;
    }
  }
  return newest;
}
