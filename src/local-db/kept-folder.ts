/** The folder into which somebody lets files be saved: the browser's own handle, which only a database can keep. */
import type { LocalDatabase } from './database.ts';
import { META } from './tables.ts';

const KEY = 'folder';

/** Whatever was kept; the caller knows what kind of handle it gave. */
export async function keptFolder({ store }: LocalDatabase): Promise<unknown> {
  return (await store.reader.get(META, KEY))?.['handle'];
}

/** `undefined` forgets it. Faults: those of the store. */
export async function keepFolder({ store }: LocalDatabase, handle: unknown): Promise<void> {
  await store.write([META], async (transaction) =>
    handle === undefined ? transaction.delete(META, [KEY]) : transaction.put(META, [{ key: KEY, handle }]),
  );
}
