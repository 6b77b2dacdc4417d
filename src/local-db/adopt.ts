import { openRarePaths } from './apply-remote.ts';
import type { LocalDatabase } from './database.ts';
import { shownVersion } from './projections.ts';
import { META } from './tables.ts';

/**
 * Shows, after an upgrade, what an older version could only keep: rows of tables and fields that it did not know. Call it
 * before the projections are rebuilt. Gives how many rows; mostly nothing was upgraded.
 */
export async function adoptUnknown(database: LocalDatabase): Promise<number> {
  const known = await database.store.reader.get(META, 'projections');
  const isUpgraded = known !== undefined && known['version'] !== shownVersion(database);
  return isUpgraded ? (await openRarePaths()).adoptUnknown(database) : 0;
}
