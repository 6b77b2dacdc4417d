import type { LocalDatabase } from './database.ts';
import { UNKNOWN } from './tables.ts';

/** Takes in, after an upgrade, the rows that an older version could only keep. Gives how many; mostly there are none. */
export async function adoptUnknown(database: LocalDatabase): Promise<number> {
  if ((await database.store.reader.count(UNKNOWN)) === 0) return 0;
  return (await import('./adopt-unknown.ts')).adoptUnknown(database);
}
