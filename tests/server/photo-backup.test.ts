/** Photos in what an operator does: copied once, checked by their names, put back, counted and tidied. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '#server/admin/commands.ts';
import { openPhotoFiles, photoFile, photoFolder, photosIn } from '#server/store/sqlite/photo-files.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { jpeg, shaOf } from '../helpers/pictures.ts';
import { coopWithPhotos } from '../helpers/coop-with-photos.ts';
import { COOP } from '../permissions/hand-made.ts';

let dataDir: string;
let backups: string;
let clock: number;
const [ONE, TWO, STRAY] = [jpeg({ filling: 100 }), jpeg({ filling: 200 }), jpeg({ filling: 300 })];

beforeEach(async () => {
  [dataDir, backups] = [temporaryFolder(), temporaryFolder()];
  clock = Date.UTC(2026, 10, 24, 2);
  const store = openSqliteStore({ dataDir });
  const photos = openPhotoFiles(dataDir);
  // The second one has not come yet.
  await coopWithPhotos(store, [ONE, TWO]);
  await photos.put(COOP, shaOf(ONE), ONE);
  store.close();
});
afterEach(removeTemporaryFolders);

async function command(...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const said: string[] = [];
  const config = { port: 8080, host: '', dataDir, appDir: '', backupDir: backups, databaseUrl: undefined };
  const code = await runCommand(args, {
    config,
    now: () => new Date((clock += 3_600_000)),
    say: (line) => said.push(line),
  });
  return { code, said: said.join('\n') };
}

const live = (): string => photoFolder(dataDir, COOP);
const kept = (): string => join(backups, COOP, 'photos');
const newestBackup = (): string =>
  join(
    backups,
    COOP,
    readdirSync(join(backups, COOP))
      .filter((name) => name.endsWith('.sqlite'))
      .sort()
      .at(-1) ?? '',
  );

test('[SO15] a backup copies each photo once, and a check names the one that was changed', async () => {
  expect((await command('backup')).said).toContain('1 new photos kept');
  expect((await command('backup')).said).not.toContain('new photos');
  await openPhotoFiles(dataDir).put(COOP, shaOf(TWO), TWO);
  expect((await command('backup')).said).toContain('1 new photos kept');
  expect(photosIn(kept())).toEqual([shaOf(ONE), shaOf(TWO)].sort());
  const checked = await command('verify', newestBackup());
  expect([checked.code, checked.said]).toEqual([0, expect.stringContaining('2 photos are what their names say')]);
  writeFileSync(photoFile(kept(), shaOf(ONE)), TWO);
  const changed = await command('verify', newestBackup());
  expect([changed.code, changed.said]).toEqual([1, expect.stringContaining(`photo ${shaOf(ONE)} is damaged`)]);
});

test('[SO15] a damaged photo on the server is told and never takes the place of a good one in the backup', async () => {
  await command('backup');
  writeFileSync(photoFile(live(), shaOf(ONE)), 'x');
  const again = await command('backup');
  expect([again.code, again.said]).toEqual([1, expect.stringContaining(`photo ${shaOf(ONE)} is damaged`)]);
  expect((await command('verify')).code).toBe(1);
  expect((await command('verify', newestBackup())).code).toBe(0);
});

test('[SO15] a restore brings back the photos that are missing, and deletes none', async () => {
  await command('backup');
  rmSync(live(), { recursive: true });
  await openPhotoFiles(dataDir).put(COOP, shaOf(TWO), TWO);
  const restored = await command('restore', newestBackup());
  expect([restored.code, restored.said]).toEqual([0, expect.stringContaining('1 photos that were missing are back')]);
  expect(photosIn(live())).toEqual([shaOf(ONE), shaOf(TWO)].sort());
});

test('[SO16] what nothing names is counted, and goes when somebody says so', async () => {
  await openPhotoFiles(dataDir).put(COOP, shaOf(STRAY), STRAY);
  expect((await command('photos')).said).toContain('2 photos are named, 1 have not come; 1 are here and not named');
  expect(photosIn(live())).toHaveLength(2);
  expect((await command('photos', '--tidy')).said).toContain('1 removed');
  expect(photosIn(live())).toEqual([shaOf(ONE)]);
});
