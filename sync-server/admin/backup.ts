/**
 * A backup is a copy that was put back and audited: only then does it get its manifest, and only then does the live file
 * say that everything up to it is safe, after which devices may forget it (docs/protocol.md "safe").
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { catalogueFile, coopFile, copyOnline, flush, integrityOf } from '../store/sqlite/files.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '../store/store.ts';
import { backupsIn, manifestOf, sha256Of, writeManifest, type Backup } from './manifest.ts';
import { backedUpPhotos, copyPhotos, livePhotos } from './photos.ts';
import { superfluous } from './retention.ts';
import { verifyFile } from './verify.ts';

export interface BackupJob {
  readonly dataDir: string;
  readonly to: string;
  /** All co-ops when absent. */
  readonly coop?: string | undefined;
  readonly now: Date;
  readonly say: (line: string) => void;
}

/** True when every co-op that was asked for has a new verified backup. */
export async function backUp(job: BackupJob): Promise<boolean> {
  mkdirSync(job.to, { recursive: true });
  const store = openSqliteStore({ dataDir: job.dataDir });
  try {
    const known = store.catalogue.coops().map((coop) => coop.coop);
    const coops = known.filter((coop) => coop === (job.coop ?? coop));
    if (coops.length === 0)
      job.say(job.coop === undefined ? 'There is no co-op here yet.' : `No co-op ${job.coop} here.`);
    const catalogue = await keepCatalogue(job);
    let isGood = coops.length > 0 || job.coop === undefined;
    for (const coop of coops) {
      isGood = (await tryCoop(job, store, { coop, catalogue })) && isGood;
      isGood = keepPhotos(job, coop) && isGood;
    }
    return isGood;
  } finally {
    store.close();
  }
}

async function keepCatalogue(job: BackupJob): Promise<string> {
  const folder = join(job.to, 'catalogue');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `catalogue-${stampOf(job.now)}.sqlite`);
  rmSync(`${file}.partial`, { force: true });
  await copyOnline(catalogueFile(job.dataDir), `${file}.partial`);
  const damage = integrityOf(`${file}.partial`);
  if (damage.length > 0) throw new Error(`the catalogue is damaged: ${damage.join(', ')}`);
  await finish({ file, about: { seq: 0, chain: '' } }, job);
  return basename(file);
}

/** After the log, so that a photo which the copy of the log has as sent is among them. Photos are never removed here. */
function keepPhotos({ dataDir, to, say }: BackupJob, coop: string): boolean {
  const photos = copyPhotos(livePhotos(dataDir, coop), backedUpPhotos(to, coop));
  if (photos.copied > 0) say(`${coop}: ${photos.copied} new photos kept`);
  for (const sha of photos.damaged) say(`${coop}: photo ${sha} is damaged and was not kept`);
  return photos.damaged.length === 0;
}

interface CoopPart {
  readonly coop: string;
  /** The catalogue's file of this run. */
  readonly catalogue: string;
}

/** Whatever befalls one co-op leaves no other one without a backup. */
async function tryCoop(job: BackupJob, store: EmbeddedStore, part: CoopPart): Promise<boolean> {
  try {
    return await keepCoop(job, store, part);
  } catch (cause) {
    job.say(`${part.coop}: no backup. ${cause instanceof Error ? cause.message : String(cause)}`);
    return false;
  }
}

async function keepCoop(job: BackupJob, store: EmbeddedStore, { coop, catalogue }: CoopPart): Promise<boolean> {
  // Opened, and so brought to this version, before it is copied.
  store.read(coop, (reader) => reader.head());
  const folder = join(job.to, coop);
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `${coop}-unverified.sqlite`);
  rmSync(unfinished, { force: true });
  await copyOnline(coopFile(job.dataDir, coop), unfinished);
  const { problems, audit } = await verifyFile(unfinished, { coop, manifest: undefined });
  if (problems.length > 0 || audit === undefined) {
    job.say(
      `${coop}: the copy does not stand the audit, so it is no backup and nothing becomes safe by it. It is kept as ${unfinished}.`,
    );
    for (const problem of problems) job.say(`  ${problem}`);
    return false;
  }
  const { seq, chain } = audit.head;
  const file = join(folder, `${coop}-${stampOf(job.now)}-${seq}.sqlite`);
  renameSync(unfinished, `${file}.partial`);
  await finish({ file, about: { coop, seq, chain, catalogue } }, job);
  const isSafe = store.write(coop, (writer) => {
    const head = writer.head();
    // The live file may have been put back meanwhile: then this is a backup of another history.
    const isSameLog = writer.chainAt(seq) === chain;
    if (isSameLog && seq > head.safeSeq) writer.putSafe(seq);
    return isSameLog;
  });
  if (isSafe) store.catalogue.noteBackup({ coop, seq, at: job.now.getTime() });
  job.say(
    isSafe
      ? `${coop}: everything up to sequence ${seq} is safe in ${file}`
      : `${coop}: kept ${file}, but the live file has another history now: run this again`,
  );
  return isSafe;
}

/** Name, checksum and manifest; then what this one makes superfluous goes. */
async function finish(
  parts: { readonly file: string; readonly about: Pick<Backup['manifest'], 'coop' | 'seq' | 'chain' | 'catalogue'> },
  { now, say }: BackupJob,
): Promise<void> {
  const { file, about } = parts;
  renameSync(`${file}.partial`, file);
  flush(file);
  const manifest = { format: 1, ...about, sha256: await sha256Of(file), takenAt: now.toISOString() } as const;
  writeManifest({ file, manifest });
  await removeSuperfluous(join(file, '..'), say);
}

/** Nothing goes unless every backup that stays still is what its manifest says. */
async function removeSuperfluous(folder: string, say: (line: string) => void): Promise<void> {
  const all = backupsIn(folder);
  const gone = superfluous(all);
  if (gone.length === 0) return;
  for (const { file, manifest } of all.filter((backup) => !gone.includes(backup))) {
    if ((await sha256Of(file)) === manifest.sha256) continue;
    say(`${file} is damaged: no older backup is removed until it was looked at.`);
    return;
  }
  for (const { file } of gone) {
    // The manifest first: what is half removed is no backup any more.
    rmSync(manifestOf(file));
    rmSync(file);
  }
}

/** `20261124T020000Z`: sorts by time, and is a file name everywhere. */
export function stampOf(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** When the newest verified backup of a co-op was taken; undefined when there is none. */
export function newestBackupOf(backupDir: string, coop: string): Backup | undefined {
  return existsSync(backupDir) ? backupsIn(join(backupDir, coop))[0] : undefined;
}
