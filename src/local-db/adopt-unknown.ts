/** After an upgrade: rows that an older version could only keep become rows of their tables (invariant I21). */
import { decodeRows } from '#protocol/columns.ts';
import type { LocalDatabase } from './database.ts';
import { isGranted } from './database.ts';
import { asLocalRow, foldRow } from './local-row.ts';
import { pendingOf } from './reader.ts';
import { LINES, OPERATIONS, TOTALS, UNKNOWN } from './tables.ts';
import { planRowWrites, writePlanned, type RowEdit } from './write-rows.ts';

/** Gives how many rows were taken in. */
export async function adoptUnknown(database: LocalDatabase): Promise<number> {
  const { catalogue, store } = database;
  const names = catalogue.tables.map((table) => table.name);
  return store.write([...names, OPERATIONS, TOTALS, LINES, UNKNOWN], async (transaction) => {
    const edits: RowEdit[] = [];
    for (const record of await transaction.range(UNKNOWN)) {
      const table = catalogue.byNumber.get(Number(record['table']));
      const bytes = record['state'];
      if (table === undefined || !(bytes instanceof Uint8Array)) continue;
      for (const state of decodeRows(bytes)) {
        const before = asLocalRow(await transaction.get(table.name, state.id));
        if (before !== undefined && before.baseSeq >= state.seq) continue;
        const pending = await pendingOf(transaction, state.id, state.seq);
        edits.push({ table, before, after: foldRow(table, state, pending) });
      }
    }
    const writes = await planRowWrites(transaction, edits, (scope) => isGranted(database.session, scope));
    await writePlanned(transaction, writes);
    await transaction.delete(
      UNKNOWN,
      edits.flatMap(({ after }) => after?.id ?? []),
    );
    return edits.length;
  });
}
