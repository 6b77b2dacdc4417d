/** After an upgrade: what an older version could only keep is shown (invariants I21, I22). */
import { isOff } from '#kernel/ablation.ts';
import { passed } from '#kernel/branches.ts';
import type { TableDefinition } from '#kernel/module.ts';
import { decodeRows } from '#protocol/columns.ts';
import type { LocalDatabase } from './database.ts';
import { asLocalRow, baseOf, foldRow, type LocalRow } from './local-row.ts';
import { isUnsettled } from './own-work.ts';
import { pendingOf } from './reader.ts';
import { askAgain, askedAgain, forgetAsked } from './refetch.ts';
import { asStale } from './rewind.ts';
import type { WriteTransaction } from './store.ts';
import { LINES, OPERATIONS, REFETCH, TOTALS, UNKNOWN } from './tables.ts';
import { asWitness } from './witness.ts';
import { writeRows, type RowEdit } from './write-rows.ts';

/** Gives how many rows are shown, or shown with more, from now on. */
export async function adoptUnknown(database: LocalDatabase): Promise<number> {
  const { catalogue, store } = database;
  const names = catalogue.tables.map((table) => table.name);
  return store.write([...names, OPERATIONS, TOTALS, LINES, REFETCH, UNKNOWN], async (transaction) => {
    const { adopted, taken } = await rowsOfNewTables(database, transaction);
    const completed = isOff('upgrade-shows') ? [] : await rowsWithNewFields(database, transaction);
    const edits = [...adopted, ...completed];
    await writeRows(database, transaction, edits);
    await transaction.delete(UNKNOWN, taken);
    if (adopted.length > 0) passed('table known by now');
    if (completed.length > 0) passed('field known by now');
    return edits.length;
  });
}

async function rowsOfNewTables(
  { catalogue }: Pick<LocalDatabase, 'catalogue'>,
  transaction: WriteTransaction,
): Promise<{ readonly adopted: readonly RowEdit[]; readonly taken: readonly string[] }> {
  const adopted: RowEdit[] = [];
  const taken: string[] = [];
  for (const record of await transaction.range(UNKNOWN)) {
    const table = catalogue.byNumber.get(Number(record['table']));
    const bytes = record['state'];
    if (table === undefined || !(bytes instanceof Uint8Array)) continue;
    taken.push(String(record['id']));
    for (const state of decodeRows(bytes)) {
      const before = asLocalRow(await transaction.get(table.name, state.id));
      if (before !== undefined && before.baseSeq >= state.seq) continue;
      const pending = await pendingOf(transaction, state.id, state.seq);
      const after = foldRow(table, state, pending);
      if (record['isWitness'] !== 1) adopted.push({ table, before, after: await inDoubt(transaction, table, after) });
      else if (after !== undefined && table !== catalogue.attention)
        adopted.push({ table, before, after: asWitness(after) });
    }
  }
  return { adopted, taken };
}

/** A row that is being asked for again is asked for in its table from now on, and stands as others in doubt do. */
async function inDoubt(
  transaction: WriteTransaction,
  table: TableDefinition,
  row: LocalRow | undefined,
): Promise<LocalRow | undefined> {
  if (row === undefined) return undefined;
  const asked = (await askedAgain(transaction, [row.id])).get(row.id)?.filter((entry) => entry.table === '') ?? [];
  if (asked.length === 0) return row;
  await forgetAsked(transaction, asked);
  await askAgain(transaction, [{ id: row.id, table: table.name }]);
  return asStale(row);
}

/** The state under a row has values that the row could not show. */
async function rowsWithNewFields(
  { catalogue }: Pick<LocalDatabase, 'catalogue'>,
  transaction: WriteTransaction,
): Promise<readonly RowEdit[]> {
  const edits: RowEdit[] = [];
  for (const table of catalogue.tables) {
    for (const record of await transaction.range(table.name)) {
      const before = asLocalRow(record);
      if (before === undefined || !hasMoreToShow(table, before)) continue;
      const pending = await pendingOf(transaction, before.id, before.baseSeq);
      // In doubt, the state under it contains what had arrived.
      const onTop = before.baseSeq > 0 ? pending : pending.filter(isUnsettled);
      const after = foldRow(table, baseOf(table, before), onTop);
      edits.push({
        table,
        before,
        after: before.reason === 'witness' && after !== undefined ? asWitness(after) : after,
      });
    }
  }
  return edits;
}

function hasMoreToShow(table: TableDefinition, row: LocalRow): boolean {
  const under = new Set(row.base?.map(([no]) => no));
  return Object.entries(table.fields).some(([name, { no }]) => under.has(no) && row[name] === undefined);
}
