import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { runCommand } from '#server/admin/commands.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { openPhotoFiles, photoFile, photoFolder } from '#server/store/sqlite/photo-files.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { coopWithPhotos } from '../helpers/coop-with-photos.ts';
import { jpeg, shaOf } from '../helpers/pictures.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { COOP } from '../permissions/hand-made.ts';
import { describePhotos } from './photos.ts';

const newDatabase = useCluster();
afterAll(removeTemporaryFolders);

describePhotos('PostgreSQL', async () => {
  const store = await openPostgresStore({ url: newDatabase(), connections: 2 });
  return { store, photos: store.photos };
});

test('[SO17] photos move with their co-op, each once, and a damaged one stays and is told', async () => {
  const [dataDir, databaseUrl] = [temporaryFolder(), newDatabase()];
  const pictures = [100, 200, 300].map((filling) => jpeg({ filling }));
  const [one = '', two = '', three = ''] = pictures.map(shaOf);
  const files = openPhotoFiles(dataDir);
  const store = openSqliteStore({ dataDir });
  await coopWithPhotos(store, pictures);
  store.close();
  for (const bytes of pictures) await files.put(COOP, shaOf(bytes), bytes);
  const move = async () => {
    const said: string[] = [];
    const config = { port: 8080, host: '', dataDir, appDir: '', backupDir: undefined, databaseUrl };
    const parts = { config, now: () => new Date(), say: (line: string) => said.push(line) };
    return { code: await runCommand(['migrate', '--to', 'postgres'], parts), said: said.join('\n') };
  };
  writeFileSync(photoFile(photoFolder(dataDir, COOP), three), 'x');
  const first = await move();
  expect([first.code, first.said]).toEqual([1, expect.stringContaining(`photo ${three} is damaged and stayed`)]);
  expect(first.said).toContain('2 photos came over');
  await files.remove(COOP, three);
  const second = await move();
  expect([second.code, second.said]).toEqual([0, expect.not.stringContaining('photos came over')]);
  const moved = await openPostgresStore({ url: databaseUrl, connections: 1 });
  expect(await moved.photos.list(COOP, '', 10)).toEqual([one, two].sort());
  expect(new Uint8Array((await moved.photos.read(COOP, one)) ?? [])).toEqual(pictures[0]);
  await moved.close();
});
