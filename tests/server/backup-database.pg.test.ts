/** Backups of a PostgreSQL as verified files, and what becomes of them when the database is another one. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { required } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { members } from '#modules/members/index.ts';
import { mirrorOf } from '#server/admin/backup-database.ts';
import { backupsIn } from '#server/admin/manifest.ts';
import { isAlike, migrate } from '#server/admin/migrate.ts';
import { runCommand } from '#server/admin/commands.ts';
import { coopFile } from '#server/store/sqlite/files.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { photoFile, photoFolder } from '#server/store/sqlite/photo-files.ts';
import type { StoreWithPhotos } from '#server/store/photo-store.ts';
import { rulesOf } from '#server/sync/rules.ts';
import { coopWithPhotos } from '../helpers/coop-with-photos.ts';
import { jpeg, shaOf } from '../helpers/pictures.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { COOP, HandMade, Log } from '../permissions/hand-made.ts';

const newDatabase = useCluster();
afterAll(removeTemporaryFolders);

const rules = rulesOf(registry);
let url: string;
let live: StoreWithPhotos;
let backupDir: string;
let clock: number;

beforeEach(async () => {
  url = newDatabase();
  live = await openPostgresStore({ url, connections: 2 });
  backupDir = temporaryFolder();
  clock = Date.UTC(2026, 10, 26, 2);
});
afterEach(() => live.close());

async function run(args: readonly string[], databaseUrl = url) {
  const said: string[] = [];
  const config = { port: 8080, host: '', dataDir: temporaryFolder(), appDir: '', backupDir, databaseUrl };
  const code = await runCommand(args, { config, now: () => new Date(clock), say: (line) => said.push(line) });
  return { code, said: said.join('\n') };
}

async function later(name: string, into = live): Promise<void> {
  const hand = await HandMade.joining(into);
  const log = new Log(`${name.length.toString(16).padStart(4, '0')}bbbbbbbbbbbb`);
  log.add(members, 'create', { name });
  await hand.push(
    await hand.session({ userId: `${name.length.toString(16).padStart(16, '0')}`, roles: ['bookkeeper'] }),
    log.operations,
  );
  await hand.end();
}

const headOf = async (store = live) => store.read(COOP, (reader) => reader.head());

test('[SO1] what lies in the database becomes verified files, and only then safe; the next time only what is new comes', async () => {
  const picture = jpeg();
  await coopWithPhotos(live, [picture]);
  await live.photos.put(COOP, shaOf(picture), picture);
  expect((await headOf()).safeSeq).toBe(0);
  const first = await run(['backup']);
  const { seq, safeSeq } = await headOf();
  expect([first.code, safeSeq, seq > 0]).toEqual([0, seq, true]);
  expect(await live.catalogue.backups()).toEqual([{ coop: COOP, seq, at: clock }]);
  const file = required(backupsIn(join(backupDir, COOP))[0], 'there is one').file;
  expect((await run(['verify', file])).code).toBe(0);
  expect(existsSync(photoFile(photoFolder(mirrorOf(backupDir), COOP), shaOf(picture)))).toBe(true);

  clock += 86_400_000;
  await later('Chảo Lở Mẩy');
  const second = await run(['backup']);
  expect([second.code, second.said]).toEqual([0, expect.stringContaining('1 new entries were copied')]);
  expect((await headOf()).safeSeq).toBe(seq + 1);
  expect((await live.catalogue.backups())[0]?.at).toBe(clock);
});

test('a mirror that somebody has changed is no backup, and nothing becomes safe by it', async () => {
  await coopWithPhotos(live, []);
  expect((await run(['backup'])).code).toBe(0);
  const { safeSeq } = await headOf();
  await later('Chảo Lở Mẩy');
  const file = new Database(coopFile(mirrorOf(backupDir), COOP));
  file.exec("UPDATE row SET scope = 'coop'");
  file.close();
  clock += 86_400_000;
  const { code, said } = await run(['backup']);
  expect([code, said]).toEqual([1, expect.stringContaining('does not stand the audit')]);
  expect((await headOf()).safeSeq).toBe(safeSeq);
  expect((await live.catalogue.backups())[0]?.at).toBe(clock - 86_400_000);
});

test('a database that goes on otherwise is copied anew, and what was backed up before stays', async () => {
  await coopWithPhotos(live, []);
  await later('Chảo Lở Mẩy');
  expect((await run(['backup'])).code).toBe(0);
  const before = backupsIn(join(backupDir, COOP)).map(({ file }) => file);
  const otherUrl = newDatabase();
  const other = await openPostgresStore({ url: otherUrl, connections: 2 });
  await coopWithPhotos(other, []);
  await later('Vàng Seo Sính', other);
  clock += 86_400_000;
  const { code, said } = await run(['backup'], otherUrl);
  expect([code, said]).toEqual([0, expect.stringContaining('another history')]);
  const { seq, safeSeq } = await headOf(other);
  expect(safeSeq).toBe(seq);
  const after = backupsIn(join(backupDir, COOP)).map(({ file }) => file);
  expect([after.length, before.every((each) => after.includes(each))]).toEqual([before.length + 1, true]);
  await other.close();
});

test('a database that is gone is made anew from the mirror, with its people and to its last entry', async () => {
  await coopWithPhotos(live, []);
  await later('Chảo Lở Mẩy');
  expect((await run(['backup'])).code).toBe(0);
  const files = openSqliteStore({ dataDir: mirrorOf(backupDir) });
  const anew = await openPostgresStore({ url: newDatabase(), connections: 2 });
  await migrate(files, anew, { rules, isLast: true, say: () => undefined });
  expect(await isAlike(live, anew, COOP)).toBe(true);
  expect(await anew.catalogue.sessions()).toEqual(await live.catalogue.sessions());
  files.close();
  await anew.close();
});

test('of live files nothing is looked at where there are none', async () => {
  for (const command of ['audit', 'verify', 'rebuild'])
    expect((await run([command, ...(command === 'rebuild' ? ['--coop', COOP] : [])])).code).toBe(1);
  expect(readdirSync(backupDir)).toEqual([]);
});
