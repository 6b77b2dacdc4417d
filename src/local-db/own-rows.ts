/** Rows that this device itself wrote, told by their ids: each begins with the log that it was written in. */
import type { Stored, TableDefinition } from '#kernel/module.ts';
import { readLogs, type LocalDatabase } from './database.ts';
import { readerOver } from './reader.ts';

/** In no order. What the person wrote on another device, and what other people wrote, is not among them. */
export async function ownRows<Row extends object>(
  { store }: Pick<LocalDatabase, 'store'>,
  table: TableDefinition<Row>,
): Promise<readonly Stored<Row>[]> {
  const read = readerOver(store.reader);
  const logs = await readLogs(store.reader);
  const found = await Promise.all(
    logs.map(async ({ writer }) => read.list(table, { index: 'id', from: `${writer}-`, to: `${writer}-:` })),
  );
  return found.flat();
}
