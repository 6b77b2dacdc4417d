/** The front door of the local database. */
export { commit, type Committed } from './commit.ts';
export { applyRemote } from './apply-remote.ts';
export type { RemoteAnswer } from './remote-answer.ts';
export { askForAllYears, beginWithYear } from './years.ts';
export {
  backedUp,
  isComplete,
  keepSeal,
  olderYears,
  readOutbox,
  unsentByTable,
  unsentSummary,
  writerKey,
  type BackedUp,
  type Outbox,
  type PushedSegment,
  type UnsentSummary,
} from './outbox.ts';
export { isUsual, type CursorRecord } from './cursor.ts';
export {
  clockOffset,
  localDatabase,
  isGranted,
  readClock,
  readLogs,
  type LocalDatabase,
  type Session,
} from './database.ts';
export { catalogueOf, type Catalogue } from './tables.ts';
export { readerOver } from './reader.ts';
export { lastOwnRow } from './last-own-row.ts';
export { adoptUnknown } from './adopt.ts';
export { pruneOwnLogs } from './prune.ts';
export { dueSums, finishScrub, takeDiffering } from './scrub.ts';
export { rebuildProjections, refold } from './projections.ts';
export { openDexieStore } from './dexie-store.ts';
export type { MadeBackup, Preview, Restored } from './backup.ts';
export type { Backup, BackupOwner } from './backup-file.ts';
export { watched, type StorageHealth } from './health.ts';
export { keyStore, type KeyRecord, type KeyStore } from './key-store.ts';
export type { LiveListener, LocalStore, StoreRecord } from './store.ts';
export { ownOperations, takeOver, wasTakenOver, type TakeOver } from './take-over.ts';

/** Files of unsent work and what was loaded from one, turns of tabs without Web Locks. */
export const openRescue = async () => import('./rescue.ts');
