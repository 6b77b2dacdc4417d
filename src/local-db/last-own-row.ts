/** What this device itself wrote last, found at the ends of the logs that were written here. */
import { operationId } from '#kernel/ids.ts';
import type { Stored, TableDefinition } from '#kernel/module.ts';
import { readLogs, type LocalDatabase } from './database.ts';
import { asLocalOperation } from './local-row.ts';
import { readerOver } from './reader.ts';
import { OPERATIONS } from './tables.ts';

/** So far back it is looked for: whoever wrote more since has long left that slip behind. */
const LOOKED_AT = 200;

/**
 * The last of the device's own rows of a table that counts; undefined when there is none at the ends of its logs. What
 * the person wrote on another device, and what other people wrote, is not the device's own.
 */
export async function lastOwnRow<Row extends object>(
  { store }: Pick<LocalDatabase, 'store'>,
  table: TableDefinition<Row>,
  counts: (row: Stored<Row>) => boolean,
): Promise<Stored<Row> | undefined> {
  const read = readerOver(store.reader);
  const newestLogFirst = [...(await readLogs(store.reader))].reverse();
  for (const { writer, n } of newestLogFirst) {
    const range = { index: 'id', from: [writer, 1], to: [writer, n], reverse: true, limit: LOOKED_AT };
    for (const { operation, ...local } of (await store.reader.range(OPERATIONS, range)).map(asLocalOperation)) {
      // A row has the name of the operation that began it.
      if (operation.table !== table.number || local.row !== operationId(writer, local.n)) continue;
      const row = await read.get(table, local.row);
      if (row !== undefined && counts(row)) return row;
    }
  }
  return undefined;
}
