/** Rows of a history that only this device still has. */
import { passed } from '#kernel/branches.ts';
import { operationId } from '#kernel/ids.ts';
import { isSameCursor, readCursor, type CursorRecord } from './cursor.ts';
import type { LocalDatabase } from './database.ts';
import { asLocalRow } from './local-row.ts';
import { pendingOf } from './reader.ts';
import { askedAgain, forgetAsked } from './refetch.ts';
import { LINES, META, OPERATIONS, REFETCH, TOTALS, UNKNOWN } from './tables.ts';
import { asWitness, keepAsWitness } from './witness.ts';
import { writeRows, type RowEdit } from './write-rows.ts';

/** Rows that the server, asked by id, no longer knows: only this device still has them. */
export async function dropUnknown(
  database: LocalDatabase,
  expected: CursorRecord,
  ids: readonly string[],
): Promise<'applied' | 'stale'> {
  const { tables, attention } = database.catalogue;
  const names = tables.map((table) => table.name);
  return database.store.write([...names, OPERATIONS, META, TOTALS, LINES, REFETCH, UNKNOWN], async (transaction) => {
    if (!isSameCursor(await readCursor(transaction, database), expected)) return 'stale';
    const edits: RowEdit[] = [];
    const asked = [...(await askedAgain(transaction, ids)).values()].flat();
    for (const { id, table: name } of asked) {
      const table = tables.find((each) => each.name === name);
      if (table === undefined) {
        await keepAsWitness(transaction, id);
        continue;
      }
      const before = asLocalRow(await transaction.get(table.name, id));
      // Something newer came meanwhile, or it is an own row that is on its way there.
      if (before === undefined || before.baseSeq > 0) continue;
      const pending = await pendingOf(transaction, id, 0);
      // Under its id another table may have one that is.
      const isOwn = pending.some(
        (local) => operationId(local.writer, local.n) === id && local.operation.table === table.number,
      );
      if (isOwn) continue;
      passed('row unknown to the server');
      edits.push({ table, before, after: table === attention ? undefined : asWitness(before) });
    }
    await writeRows(database, transaction, edits);
    await forgetAsked(transaction, asked);
    return 'applied';
  });
}
