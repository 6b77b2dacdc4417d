/** All totals and lines, computed anew from the documents: what the incrementally kept ones must equal (rule W8). */
import { patternsOfRoles } from '#kernel/roles.ts';
import { isGranted, type LocalDatabase } from './database.ts';
import { asLocalRow } from './local-row.ts';
import type { StoreRecord } from './store.ts';
import { effectTables, LINES, META, TOTALS } from './tables.ts';
import { planRowWrites, writePlanned, type RowEdit, type RowWrites } from './write-rows.ts';

/** What totals and lines should be, from the rows as they lie; nothing is written. */
export async function refold(database: LocalDatabase): Promise<RowWrites> {
  const edits: RowEdit[] = [];
  for (const table of effectTables(database.catalogue)) {
    for (const record of await database.store.reader.range(table.name)) {
      const after = asLocalRow(record);
      if (after !== undefined) edits.push({ table, before: undefined, after });
    }
  }
  const empty = {
    getMany: async (_table: string, keys: readonly unknown[]) => keys.map(() => undefined),
  };
  return planRowWrites(empty, edits, (scope) => isGranted(database.session, scope));
}

/** Rises when lines are kept otherwise. */
const LINE_FORM = 2;

/**
 * Another text whenever a table, a field or a projection has come or changed, and when the person may hold something
 * else: a total is kept where everything of it is held, so with other roles there are others.
 */
export function shownVersion({ catalogue, session }: Pick<LocalDatabase, 'catalogue' | 'session'>): string {
  const { projections, tables } = catalogue;
  const fields = tables.map((table) => Object.keys(table.fields).length);
  const held = [...patternsOfRoles(session.person), session.person.memberId ?? ''];
  return [LINE_FORM, ...projections.map(({ name, version }) => name + version), ...fields, ...held].join();
}

/** Rebuilds totals and lines from the documents when what they come from has changed (rule W7). */
export async function rebuildProjections(database: LocalDatabase): Promise<void> {
  const version = shownVersion(database);
  const tables = effectTables(database.catalogue).map((table) => table.name);
  await database.store.write([...tables, TOTALS, LINES, META], async (transaction) => {
    const known = await transaction.get(META, 'projections');
    if (known?.['version'] === version) return;
    const edits: RowEdit[] = [];
    for (const table of effectTables(database.catalogue)) {
      for (const record of await transaction.range(table.name)) {
        const after = asLocalRow(record);
        if (after !== undefined) edits.push({ table, before: undefined, after });
      }
    }
    const oldTotals = await transaction.range(TOTALS);
    const oldLines = await transaction.range(LINES);
    const fresh = { getMany: async (_table: string, keys: readonly unknown[]) => keys.map(() => undefined) };
    const writes = await planRowWrites(fresh, edits, (scope) => isGranted(database.session, scope));
    await transaction.delete(TOTALS, oldTotals.map(idOf));
    await transaction.delete(LINES, oldLines.map(idOf));
    await writePlanned(transaction, { ...writes, rows: [] });
    await transaction.put(META, [{ key: 'projections', version }]);
  });
}

function idOf(record: StoreRecord): string {
  return String(record['id']);
}
