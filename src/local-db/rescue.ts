/** What is needed when something has gone wrong, or to be ready for it: loaded then, and not with every start. */
export { backupOf, restore } from './backup.ts';
export { decodeBackup } from './backup-file.ts';
export { StoreLease } from './lease.ts';
export { ownKeys, signingKey } from './own-keys.ts';
