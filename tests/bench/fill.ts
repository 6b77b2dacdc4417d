import { defineCommand, type Change, type TableDefinition } from '#kernel/module.ts';
import { ok } from '#kernel/result.ts';
import type { LocalDatabase } from '#local-db/index.ts';
import { must } from '../helpers/local-device.ts';

const ROWS_AT_ONCE = 1_000;

/** Saves finished rows of one table by the app's own commit, a thousand in one transaction. Gives their ids. */
export async function fill<Row extends object>(
  database: LocalDatabase,
  table: TableDefinition<Row>,
  rows: readonly Row[],
): Promise<readonly string[]> {
  const save = defineCommand({
    tables: [table],
    isBatch: true,
    async decide(context, part: readonly Row[]) {
      const kind = table.kind === 'document' ? 'post' : 'create';
      const changes: Change[] = part.map((row) => ({ kind, table, id: context.newId(), row }));
      return ok({ changes, output: changes.map(({ id }) => id) });
    },
  });
  const ids: string[] = [];
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
    ids.push(...(await must(database, save, rows.slice(start, start + ROWS_AT_ONCE))));
  return ids;
}
