/**
 * The person may hold less than before: the rows leave, through the one writer of rows, so that their figures leave too.
 * Own work that has not arrived stays, and the server says what becomes of it.
 */
import { passed } from '#kernel/branches.ts';
import { isOff } from '#kernel/ablation.ts';
import { grantText, holds, intersectGrants, parseGrants, type Grant } from '#kernel/grants.ts';
import { type CursorRecord } from './cursor.ts';
import type { LocalDatabase } from './database.ts';
import { asLocalRow, foldRow } from './local-row.ts';
import { unsentOn, yearOfRow } from './own-work.ts';
import { forgetAsked } from './refetch.ts';
import type { WriteTransaction } from './store.ts';
import { UNKNOWN } from './tables.ts';
import { writeRows, type RowEdit } from './write-rows.ts';

/** Gives the cursor with what is still held; what was newly granted is filled later. */
export async function leave(
  database: LocalDatabase,
  transaction: WriteTransaction,
  at: {
    readonly cursor: CursorRecord;
    readonly granted: { readonly grants: readonly string[]; readonly firstYear: number };
  },
): Promise<CursorRecord> {
  const allowed = parseGrants(at.granted.grants);
  const held = intersectGrants(parseGrants(at.cursor.held), allowed);
  const isLess = at.cursor.held.join() !== held.map(grantText).join();
  const filling = at.cursor.filling === undefined ? [] : parseGrants(at.cursor.filling.grants);
  const isFillingAllowed = intersectGrants(filling, allowed).map(grantText).join() === filling.map(grantText).join();
  // A filling of which a part was taken away begins again with what is left.
  if (isLess || !isFillingAllowed)
    await removeRows(database, transaction, isFillingAllowed ? [...held, ...filling] : held);
  const { filling: before, ...cursor } = at.cursor;
  return {
    ...cursor,
    held: held.map(grantText),
    granted: [...at.granted.grants],
    firstYear: at.granted.firstYear,
    ...(before !== undefined && isFillingAllowed ? { filling: before } : {}),
  };
}

async function removeRows(
  database: LocalDatabase,
  transaction: WriteTransaction,
  held: readonly Grant[],
): Promise<void> {
  if (isOff('leave')) return;
  passed('rows left');
  const { person } = database.session;
  const edits: RowEdit[] = [];
  for (const table of database.catalogue.tables) {
    for (const record of await transaction.range(table.name)) {
      const before = asLocalRow(record);
      if (before === undefined || holds(held, person, { scope: before.scope, year: yearOfRow(table, before) }))
        continue;
      // Cards about one's own work stay: they are how one learns what became of it.
      if (table.role === 'attention' && before['author'] === person.userId) continue;
      edits.push({ table, before, after: foldRow(table, undefined, await unsentOn(transaction, before.id)) });
    }
  }
  await writeRows(database, transaction, edits);
  await forgetAsked(
    transaction,
    edits.flatMap(({ table, before }) => (before === undefined ? [] : { id: before.id, table: table.name })),
  );
  const unknown = await transaction.range(UNKNOWN);
  const gone = unknown.filter((record) => !holds(held, person, { scope: String(record['scope']), year: 0 }));
  await transaction.delete(
    UNKNOWN,
    gone.map((record) => String(record['id'])),
  );
}
