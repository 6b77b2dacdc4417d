import type { LocalDatabase } from './database.ts';
import { META } from './tables.ts';

/** The record of logs that were loaded from a file (other-logs.ts). */
export const OTHER_LOGS = 'otherLogs';

/** How many operations of loaded logs the server is not known to have. */
export async function unsentOfOthers(database: LocalDatabase): Promise<number> {
  return Number((await database.store.reader.get(META, OTHER_LOGS))?.['unsent'] ?? 0);
}
