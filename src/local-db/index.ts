/** The front door of the local database. */
export { commit, type Committed } from './commit.ts';
export { applyRemote, type RemoteAnswer } from './apply-remote.ts';
export { readOutbox, unsentByTable, unsentSummary, type Outbox, type UnsentSummary } from './outbox.ts';
export { localDatabase, isGranted, type CursorRecord, type LocalDatabase, type Session } from './database.ts';
export { catalogueOf } from './tables.ts';
export { readerOver } from './reader.ts';
export { rebuildProjections, refold } from './projections.ts';
export { openDexieStore } from './dexie-store.ts';
export type { MadeBackup, Restored } from './backup.ts';
export type { Backup, BackupOwner } from './backup-file.ts';
export { watched, type StorageHealth } from './health.ts';
export { unsentOfOthers } from './unsent-of-others.ts';
export type { LocalStore, StoreRecord } from './store.ts';
export { ownOperations, takeOver, wasTakenOver, type TakeOver } from './take-over.ts';

/** Files of unsent work and what was loaded from one, turns of tabs without Web Locks. */
export const openRescue = async () => import('./rescue.ts');
