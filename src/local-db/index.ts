/** The front door of the local database. */
export { commit, type Committed } from './commit.ts';
export { applyRemote, type RemoteAnswer } from './apply-remote.ts';
export { readOutbox, unsentByTable, unsentSummary, type Outbox, type UnsentSummary } from './outbox.ts';
export { localDatabase, isGranted, type CursorRecord, type LocalDatabase, type Session } from './database.ts';
export { catalogueOf } from './tables.ts';
export { readerOver } from './reader.ts';
export { rebuildProjections, refold } from './projections.ts';
export { openDexieStore } from './dexie-store.ts';
export { StoreLease } from './lease.ts';
export { backupOf, restore, type MadeBackup, type Restored } from './backup.ts';
export { decodeBackup, type Backup, type BackupOwner } from './backup-file.ts';
export { readOtherLogs, settleOtherLogs, unsentOfOthers, withOutboxOf } from './other-logs.ts';
export type { LocalStore, StoreRecord } from './store.ts';
export { ownOperations, takeOver, wasTakenOver, type TakeOver } from './take-over.ts';
