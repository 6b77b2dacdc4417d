/** What an operator does: backups that were put back and audited before anything is called safe, and the way back. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { backupAges, complaintAbout, oldestOf } from '#server/admin/backup-age.ts';
import { runCommand } from '#server/admin/commands.ts';
import { readManifest, type Backup } from '#server/admin/manifest.ts';
import { superfluous } from '#server/admin/retention.ts';
import { coopFile, unfinishedRestoreOf } from '#server/store/sqlite/files.ts';
import { lockDataDir } from '#server/store/sqlite/data-dir-lock.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '#server/store/store.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { busyCoop, COOP, CoopServer, everybody, type BusyCoop } from '../helpers/busy-coop.ts';
import { must } from '../helpers/local-device.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';

const TWO_DAYS_MS = 2 * 86_400_000;

let dataDir: string;
let backups: string;
let store: EmbeddedStore;
let coop: CoopServer;
let busy: BusyCoop;
let clock: number;

beforeEach(async () => {
  dataDir = temporaryFolder();
  backups = temporaryFolder();
  clock = Date.UTC(2026, 10, 24, 2);
  store = openSqliteStore({ dataDir });
  store.catalogue.addCoop({ coop: COOP, name: 'HTX Chè', createdAt: 0 });
  coop = new CoopServer(store);
  busy = await busyCoop(coop);
});
afterEach(() => {
  store.close();
  removeTemporaryFolders();
});

/** Runs a command and gives its exit code and what it said. An hour passes with each. */
async function command(...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const said: string[] = [];
  const config = { port: 8080, host: '', dataDir, appDir: '', backupDir: backups, databaseUrl: undefined };
  const now = (): Date => new Date((clock += 3_600_000));
  const code = await runCommand(args, { config, now, say: (line) => said.push(line) });
  return { code, said: said.join('\n') };
}

function backupFiles(): readonly string[] {
  return readdirSync(join(backups, COOP))
    .filter((name) => name.endsWith('.sqlite'))
    .sort()
    .map((name) => join(backups, COOP, name));
}

function head() {
  return store.read(COOP, (reader) => reader.head());
}

async function harvest(): Promise<void> {
  const { farmer, memberId, productId } = busy;
  await must(farmer.database, recordHarvest, { memberId, productId, quantityMilli: 1_000 });
  await farmer.sync();
}

async function whileStopped<T>(body: () => Promise<T>): Promise<T> {
  store.close();
  const outcome = await body();
  store = openSqliteStore({ dataDir });
  await coop.over(store);
  return outcome;
}

describe('a backup', () => {
  test('[SO1] makes safe what it has, and no more, while the server works on', async () => {
    const before = head();
    expect(before.safeSeq).toBe(0);
    expect((await command('backup')).code).toBe(0);
    await harvest();
    expect(head()).toMatchObject({ seq: before.seq + 1, safeSeq: before.seq });
    const [file = ''] = backupFiles();
    expect(readManifest(file)).toMatchObject({ coop: COOP, seq: before.seq, chain: before.chain });
    expect((await command('verify', file)).said).toContain('all is as it was written');
    expect((await command('backup', '--coop', COOP)).code).toBe(0);
    expect(head().safeSeq).toBe(before.seq + 1);
    const places = await busy.farmer.database.store.reader.get('meta', 'safe');
    await busy.farmer.sync();
    expect(places?.['seq']).toBe(before.seq);
    expect((await busy.farmer.database.store.reader.get('meta', 'safe'))?.['seq']).toBe(before.seq + 1);
  });

  test('[SO2] of a file that was tampered with is none: nothing becomes safe, and the copy is kept to be looked at', async () => {
    const db = new Database(coopFile(dataDir, COOP));
    db.exec("UPDATE op SET reason = 'forbidden' WHERE reason = 'late'");
    db.close();
    const { code, said } = await command('backup');
    expect(code).toBe(1);
    expect(said).toContain('what the server recorded of it was changed');
    expect(head().safeSeq).toBe(0);
    expect(backupFiles()).toEqual([join(backups, COOP, `${COOP}-unverified.sqlite`)]);
    expect(existsSync(join(backups, COOP, `${COOP}-unverified.json`))).toBe(false);
  });

  test('[SO2] of a co-op that is not here fails', async () => {
    expect((await command('backup', '--coop', 'c0ffee00000000ff')).code).toBe(1);
  });

  test('[SO3] keeps the newest of each of 14 days and of every month, and removes nothing while a kept one is damaged', async () => {
    await command('backup');
    await harvest();
    await command('backup');
    // Both of one day: the earlier one went.
    expect(backupFiles()).toHaveLength(1);
    const [kept = ''] = backupFiles();
    const bytes = readFileSync(kept);
    writeFileSync(kept, Buffer.concat([bytes.subarray(0, -1), Buffer.of(1)]));
    clock += 86_400_000;
    await command('backup');
    await command('backup');
    expect(backupFiles()).toHaveLength(3);
    writeFileSync(kept, bytes);
    await command('backup');
    expect(backupFiles()).toHaveLength(2);

    const backup = (day: string): Backup => ({
      file: day,
      manifest: { format: 1, seq: 0, chain: '', sha256: '', takenAt: `${day}T02:00:00.000Z` },
    });
    const days = Array.from({ length: 90 }, (_, index) => new Date(Date.UTC(2026, 8, 1) + index * 86_400_000));
    const all = days.map((day) => backup(day.toISOString().slice(0, 10)));
    const gone = new Set(superfluous(all));
    const left = all.filter((each) => !gone.has(each)).map((each) => each.file);
    expect(left).toEqual(['2026-09-30', '2026-10-31', ...days.slice(-14).map((day) => day.toISOString().slice(0, 10))]);
  });

  test('[SO4] that a disk has changed is found by its checksum, and one without a manifest by the audit', async () => {
    await command('backup');
    const [file = ''] = backupFiles();
    const changed = readFileSync(file);
    changed[5_000] = (changed[5_000] ?? 0) ^ 1;
    writeFileSync(file, changed);
    expect(await command('verify', file)).toMatchObject({ code: 1, said: expect.stringContaining('checksum') });
    expect((await whileStopped(() => command('restore', file))).code).toBe(1);

    const bare = join(backups, 'bare.sqlite');
    copyFileSync(coopFile(dataDir, COOP), bare);
    const db = new Database(bare);
    db.exec("UPDATE row SET scope = 'coop'");
    db.close();
    const { code, said } = await command('verify', bare, '--coop', COOP);
    expect(code).toBe(1);
    expect(said).toContain('is not what the log gives');
    expect((await command('verify', bare)).code).toBe(1);
  });
});

describe('a restore', () => {
  test('[SO5] is refused while a server works there, and by a server while it is under way', async () => {
    await command('backup');
    const [file = ''] = backupFiles();
    const lock = lockDataDir(dataDir);
    const { code, said } = await command('restore', file);
    expect(code).toBe(1);
    expect(said).toContain(`process ${process.pid}`);
    expect(() => lockDataDir(dataDir)).toThrow('server.running');
    lock.release();
    expect((await whileStopped(() => command('restore', file))).code).toBe(0);
  });

  test('[SO6] [I14] puts the file aside with its log, and the devices bring back what it had', async () => {
    await command('backup');
    const [file = ''] = backupFiles();
    const safe = head();
    await harvest();
    await everybody(busy.office);
    const db = new Database(coopFile(dataDir, COOP));
    db.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 1');
    const latest = head();
    const { said } = await whileStopped(() => command('restore', file));
    db.close();
    expect(said).toContain(`as it was at sequence ${safe.seq}`);
    expect(head()).toMatchObject({ seq: safe.seq, chain: safe.chain });
    const [aside = ''] = readdirSync(join(dataDir, 'coops')).filter((name) => /before-restore-\d+T\d+Z$/.test(name));
    const there = new Database(join(dataDir, 'coops', aside));
    expect(there.prepare('SELECT seq FROM coop_head').pluck().get()).toBe(latest.seq);
    there.close();
    await everybody(busy.office, busy.farmer, busy.colleague);
    expect(head().seq).toBe(latest.seq);
    expect(await busy.colleague.ask((read) => read.count(harvests))).toBe(
      await busy.farmer.ask((read) => read.count(harvests)),
    );
    expect((await command('audit')).code).toBe(0);
  });

  test('[SO7] of an older backup is refused while a newer one lies beside it, unless it must be', async () => {
    await command('backup');
    const [older = ''] = backupFiles();
    await harvest();
    clock += 86_400_000;
    await command('backup');
    const refused = await whileStopped(() => command('restore', older));
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('--anyway') });
    expect((await whileStopped(() => command('restore', older, '--anyway'))).code).toBe(0);
    expect(head().seq).toBe(readManifest(older)?.seq);
  });

  test('[SO8] onto a new disk takes the catalogue with it when asked', async () => {
    const person = { userId: 'u', roles: FOUNDER_ROLES } as const;
    store.catalogue.addSession({ tokenHash: 'hash', coop: COOP, person, deviceName: '', createdAt: 0 });
    await command('backup');
    const [file = ''] = backupFiles();
    const old = dataDir;
    dataDir = join(temporaryFolder(), 'new');
    const without = await command('restore', file);
    expect(without.said).toContain('--with-catalogue');
    expect((await command('restore', file, '--with-catalogue')).code).toBe(0);
    const restored = openSqliteStore({ dataDir });
    expect(restored.catalogue.coops().map((each) => each.coop)).toEqual([COOP]);
    expect(restored.catalogue.session('hash')?.coop).toBe(COOP);
    restored.close();
    rmSync(join(backups, 'catalogue'), { recursive: true });
    expect((await command('restore', file, '--with-catalogue')).code).toBe(1);
    dataDir = old;
  });

  test('[SO9] that was stopped in between leaves no half of anything: the co-op stays shut until it is run again', async () => {
    await command('backup');
    const [file = ''] = backupFiles();
    const place = coopFile(dataDir, COOP);
    await whileStopped(async () => {
      copyFileSync(file, unfinishedRestoreOf(place));
      renameSync(place, `${place}.before-restore-x`);
    });
    expect(() => head()).toThrow('server.restoreUnfinished');
    expect((await whileStopped(() => command('restore', file))).code).toBe(0);
    expect(head().seq).toBe(readManifest(file)?.seq);
  });

  test('[SO6] of something else than a backup changes nothing', async () => {
    mkdirSync(join(backups, 'x'));
    const file = join(backups, 'x', 'notes.sqlite');
    writeFileSync(file, 'these are notes');
    const before = head();
    expect((await whileStopped(() => command('restore', file))).code).toBe(1);
    expect((await whileStopped(() => command('restore', file, '--coop', COOP))).code).toBe(1);
    expect(head()).toEqual(before);
  });
});

describe('the operator', () => {
  test('[SO10] folds damaged rows anew, after a copy was put aside', async () => {
    const db = new Database(coopFile(dataDir, COOP));
    db.exec("UPDATE row SET scope = 'coop'");
    db.close();
    expect((await command('audit', '--coop', COOP)).code).toBe(1);
    expect((await whileStopped(() => command('rebuild', '--coop', COOP))).code).toBe(0);
    expect((await command('audit')).code).toBe(0);
    expect(readdirSync(join(dataDir, 'coops')).some((name) => name.includes('before-rebuild'))).toBe(true);
  });

  test('[SO11] is told which logs are weak, and what a command is', async () => {
    const { said } = await command('audit');
    expect(said).toContain('3 sealed logs, 1 weak ones');
    expect(said).toContain('weak: its device can make no keys');
    expect((await command('coops')).said).toContain('safe up to 0');
    expect((await command('frobnicate')).code).toBe(2);
    expect((await command('audit', '--coop', '../../etc')).code).toBe(2);
    expect((await command('restore')).code).toBe(2);
  });

  test('[SO12] is nagged where there is no verified backup younger than two days', async () => {
    const { catalogue } = store;
    const files = { backupDir: backups, databaseUrl: undefined };
    const noFolder = { backupDir: undefined, databaseUrl: undefined };
    const nag = async (place: Parameters<typeof backupAges>[0], now: number): Promise<string> =>
      complaintAbout(place, await backupAges(place, catalogue, now))?.text ?? 'all is well';
    // The co-op began at 0.
    expect(await nag(noFolder, 1)).toContain('BACKUP_DIR');
    expect(await nag(files, TWO_DAYS_MS)).toBe('all is well');
    expect(await nag(files, TWO_DAYS_MS + 1)).toContain(`Co-op ${COOP} has no verified backup`);
    expect(await nag({ backupDir: undefined, databaseUrl: 'postgres://x' }, TWO_DAYS_MS + 1)).toContain('"safe"');

    expect((await command('backup')).code).toBe(0);
    expect(catalogue.backups()).toEqual([{ coop: COOP, seq: head().seq, at: clock }]);
    for (const place of [files, noFolder]) expect(await nag(place, clock + TWO_DAYS_MS)).toBe('all is well');
    expect(await nag(files, clock + TWO_DAYS_MS + 1)).toContain('of 2026-11-24T03:00:00.000Z');
    expect(await nag(noFolder, clock + TWO_DAYS_MS + 1)).toContain('BACKUP_DIR');
    expect(oldestOf(await backupAges(files, catalogue, clock))).toBe(clock);
    // What does not lie in the folder any more is no backup.
    rmSync(join(backups, COOP), { recursive: true });
    expect(await nag(files, clock)).toContain('has no verified backup');
    expect(oldestOf(await backupAges(files, catalogue, clock))).toBeUndefined();
  });
});

test('[SR9] while another process holds the file for too long, a device is told to come again', async () => {
  const { farmer, memberId, productId } = busy;
  const other = new Database(coopFile(dataDir, COOP));
  other.exec('BEGIN IMMEDIATE');
  await must(farmer.database, recordHarvest, { memberId, productId, quantityMilli: 1_000 });
  await expect(farmer.sync()).rejects.toThrow('sync.busy');
  other.close();
  await farmer.sync();
});
