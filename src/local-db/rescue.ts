/** What is needed when something has gone wrong, or to be ready for it: loaded then, and not with every start. */
export { backupOf, preview, restore, spanOf, type Preview } from './backup.ts';
export { decodeBackup, refusePractice } from './backup-file.ts';
export { keepFolder, keptFolder } from './kept-folder.ts';
export { StoreLease } from './lease.ts';
export { ownKeys, signingKey } from './own-keys.ts';
