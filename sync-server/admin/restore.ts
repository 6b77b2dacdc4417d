/**
 * Puts a backup in the place of a co-op's file. Nothing is ever deleted: the present file is moved aside with its log.
 * Devices notice by themselves and send again what the backup does not have (docs/protocol.md "rewind").
 */
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isWriter } from '#kernel/ids.ts';
import { lockDataDir } from '../store/sqlite/data-dir-lock.ts';
import { catalogueFile, coopFile, flush, integrityOf, unfinishedRestoreOf } from '../store/sqlite/files.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { stampOf } from './backup.ts';
import { backupsIn, readManifest, sha256Of, type Manifest } from './manifest.ts';
import { copyPhotos, livePhotos } from './photos.ts';
import { verifyFile } from './verify.ts';

export interface RestoreJob {
  readonly dataDir: string;
  readonly file: string;
  /** When there is no manifest that says it. */
  readonly coop?: string | undefined;
  readonly withCatalogue: boolean;
  /** Although a newer verified backup lies beside it. */
  readonly anyway: boolean;
  readonly now: Date;
  readonly say: (line: string) => void;
}

/** True when the backup is in its place. Fault `server.running` while a server works on the data directory. */
export async function restore(job: RestoreJob): Promise<boolean> {
  const lock = lockDataDir(job.dataDir);
  try {
    return await putBack(job);
  } finally {
    lock.release();
  }
}

async function putBack(job: RestoreJob): Promise<boolean> {
  const { dataDir, file, say } = job;
  const manifest = readManifest(file);
  const coop = job.coop ?? manifest?.coop ?? '';
  if (!isWriter(coop)) {
    say(`${file} has no manifest that says which co-op it is of: name it by --coop.`);
    return false;
  }
  if (manifest?.coop !== undefined && manifest.coop !== coop) {
    say(`${file} is a backup of co-op ${manifest.coop}, not of ${coop}.`);
    return false;
  }
  const { problems, audit } = await verifyFile(file, { coop, manifest });
  if (problems.length > 0 || audit === undefined) {
    say(`${file} does not stand the audit, so it is not put back:`);
    for (const problem of problems) say(`  ${problem}`);
    return false;
  }
  if (!job.anyway && isBehindAnother(job, manifest)) return false;
  if (job.withCatalogue && !(await putCatalogueBack(job, manifest))) return false;

  mkdirSync(join(dataDir, 'coops'), { recursive: true });
  const aside = exchange(file, coopFile(dataDir, coop), job.now);
  say(`${coop} is as it was at sequence ${audit.head.seq}.`);
  if (aside !== undefined) say(`What was there before lies in ${aside}; nothing of it was deleted.`);
  const photos = copyPhotos(join(dirname(file), 'photos'), livePhotos(dataDir, coop));
  if (photos.copied > 0) say(`${photos.copied} photos that were missing are back.`);
  for (const sha of photos.damaged) say(`Photo ${sha} is damaged in the backup and was left out.`);
  sayWhatFollows(job, coop);
  return true;
}

/** What lies in a newer backup, devices may have forgotten, since they were told that it is safe. */
function isBehindAnother({ file, say }: RestoreJob, manifest: Manifest | undefined): boolean {
  const newer = backupsIn(dirname(file)).filter((other) => other.manifest.takenAt > (manifest?.takenAt ?? ''));
  const [newest] = newer;
  if (newest === undefined) return false;
  say(`A newer verified backup lies beside it: ${newest.file}, up to sequence ${newest.manifest.seq}.`);
  say('Devices may have forgotten what is in it. Put that one back, or say --anyway if it must not be that one.');
  return true;
}

async function putCatalogueBack(job: RestoreJob, manifest: Manifest | undefined): Promise<boolean> {
  const { dataDir, file, say } = job;
  const kept = manifest?.catalogue === undefined ? '' : join(dirname(file), '..', 'catalogue', manifest.catalogue);
  const known = kept === '' ? undefined : readManifest(kept);
  if (known === undefined || (await sha256Of(kept)) !== known.sha256 || integrityOf(kept).length > 0) {
    say(`The catalogue that was kept with ${basename(file)} is not there or damaged; nothing was put back.`);
    return false;
  }
  const aside = exchange(kept, catalogueFile(dataDir), job.now);
  say(
    `The list of co-ops and sessions is that of ${known.takenAt}. Devices that joined later have to be invited again.`,
  );
  if (aside !== undefined) say(`The one before lies in ${aside}.`);
  return true;
}

/** Gives where the present file went. Stopped at any step, it can be run again; until then the store does not open the co-op. */
function exchange(backup: string, place: string, now: Date): string | undefined {
  const unfinished = unfinishedRestoreOf(place);
  copyFileSync(backup, unfinished);
  flush(unfinished);
  const aside = `${place}.before-restore-${stampOf(now)}`;
  const hadFile = existsSync(place);
  // The log belongs to its file: under this name it is read with it.
  for (const part of ['-wal', '-shm', ''])
    if (existsSync(`${place}${part}`)) renameSync(`${place}${part}`, `${aside}${part}`);
  renameSync(unfinished, place);
  flush(place);
  return hadFile ? aside : undefined;
}

function sayWhatFollows({ dataDir, say }: RestoreJob, coop: string): void {
  const store = openSqliteStore({ dataDir });
  const isKnown = store.catalogue.coop(coop) !== undefined;
  store.close();
  say(
    isKnown
      ? 'Start the server. At their next contact the devices notice and send what is missing by themselves.'
      : 'The catalogue does not know this co-op, so no device gets in: run this again with --with-catalogue.',
  );
}
