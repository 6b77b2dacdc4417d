/**
 * Backups of what lies in PostgreSQL: the logs go over into files of a mirror, only what is new since the last time, and
 * those files are backed up like a server's own: copied, put back, audited, kept with a manifest. Only then does the
 * database hear how far everything is safe.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '#kernel/result.ts';
import type { StoreWithPhotos } from '../store/photo-store.ts';
import { lockDataDir } from '../store/sqlite/data-dir-lock.ts';
import { coopFile } from '../store/sqlite/files.ts';
import { openPhotoFiles } from '../store/sqlite/photo-files.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { Rules } from '../sync/rules.ts';
import { backUp, newestBackupOf, type BackupJob } from './backup.ts';
import { moveCatalogue, moveCoop } from './migrate.ts';
import { movePhotos } from './photos.ts';

export interface DatabaseBackupJob extends Omit<BackupJob, 'dataDir'> {
  readonly live: StoreWithPhotos;
  readonly rules: Rules;
}

/** The data directory that is filled from the database; a server could start on it. */
export function mirrorOf(backupDir: string): string {
  return join(backupDir, 'mirror');
}

/**
 * True when every co-op that was asked for has a new verified backup, and the database knows it. Fault `server.running`
 * while another backup is at work in the same folder.
 */
export async function backUpDatabase(job: DatabaseBackupJob): Promise<boolean> {
  const dataDir = mirrorOf(job.to);
  const lock = lockDataDir(dataDir);
  try {
    const isMirrored = await mirror(job, dataDir);
    const isKept = await backUp({ ...job, dataDir });
    return (await makeSafe(job)) && isKept && isMirrored;
  } finally {
    lock.release();
  }
}

/** True when every photo came over whole. */
async function mirror(job: DatabaseBackupJob, dataDir: string): Promise<boolean> {
  const { live, say } = job;
  const coops = (await live.catalogue.coops()).map(({ coop }) => coop);
  let entries = 0;
  for (const coop of coops) entries += await mirrorLog(job, dataDir, coop);
  say(`${entries} new entries were copied from the database.`);
  const files = openSqliteStore({ dataDir });
  try {
    await moveCatalogue(live, files, true);
  } finally {
    files.close();
  }
  const photos = openPhotoFiles(dataDir);
  let isWhole = true;
  for (const coop of coops) {
    const { damaged } = await movePhotos(live.photos, photos, coop);
    for (const sha of damaged) say(`${coop}: photo ${sha} is damaged and was not kept`);
    isWhole &&= damaged.length === 0;
  }
  return isWhole;
}

/** Gives how many entries came. A database that was put back goes on otherwise than the mirror: then it begins anew. */
async function mirrorLog({ live, rules, say }: DatabaseBackupJob, dataDir: string, coop: string): Promise<number> {
  const move = async (): Promise<number> => {
    const files = openSqliteStore({ dataDir });
    try {
      return await moveCoop(live, files, { coop, rules });
    } finally {
      files.close();
    }
  };
  try {
    return await move();
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.code !== 'migrate.otherHistory') throw cause;
    say(`${coop}: the database has another history than it had at the last backup, and is copied anew.`);
    for (const part of ['', '-wal', '-shm']) rmSync(`${coopFile(dataDir, coop)}${part}`, { force: true });
    return move();
  }
}

/** What stands verified in the folder is safe, where the database still has that history. */
async function makeSafe({ live, to, coop: only, now, say }: DatabaseBackupJob): Promise<boolean> {
  let isGood = true;
  for (const { coop } of await live.catalogue.coops()) {
    if (coop !== (only ?? coop)) continue;
    const newest = newestBackupOf(to, coop)?.manifest;
    if (newest?.takenAt !== now.toISOString()) {
      isGood = false;
      continue;
    }
    const { seq, chain } = newest;
    const isSameLog = await live.write(coop, (writer) => {
      if (writer.chainAt(seq) !== chain) return false;
      if (seq > writer.head().safeSeq) writer.putSafe(seq);
      return true;
    });
    if (isSameLog) await live.catalogue.noteBackup({ coop, seq, at: now.getTime() });
    else say(`${coop}: the database was put back while it was copied: run this again.`);
    isGood &&= isSameLog;
  }
  return isGood;
}
