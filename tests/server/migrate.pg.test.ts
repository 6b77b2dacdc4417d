/** A co-op moves from files to PostgreSQL while its people go on: nothing is lost, and no device notices. */
import { afterEach, expect, test } from 'vitest';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { unsentSummary } from '#local-db/index.ts';
import { listenToBranches } from '#kernel/branches.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { addMember } from '#modules/members/commands.ts';
import { registry } from '#modules/registry.ts';
import { runCommand } from '#server/admin/commands.ts';
import { migrate } from '#server/admin/migrate.ts';
import { lockDataDir } from '#server/store/sqlite/data-dir-lock.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { rulesOf } from '#server/sync/rules.ts';
import { busyCoop, COOP, CoopServer, everybody } from '../helpers/busy-coop.ts';
import { must } from '../helpers/local-device.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';

const rules = rulesOf(registry);
const INVITATION = { code: 'ABCDEF', coop: COOP, coopName: 'HTX', roles: FOUNDER_ROLES, expiresAt: 9 } as const;
const newDatabase = useCluster();
afterEach(() => {
  listenToBranches(undefined);
  removeTemporaryFolders();
});

test('[P4] what is put aside, decided, claimed and disagreed on moves too, and everybody goes on at his place', async () => {
  const [dataDir, databaseUrl] = [temporaryFolder(), newDatabase()];
  const config = { port: 8080, host: '', dataDir, appDir: '', backupDir: undefined, databaseUrl };
  const said: string[] = [];
  const move = async (from = 'sqlite'): Promise<number> =>
    runCommand(['migrate', '--from', from, '--to', 'postgres'], {
      config,
      now: () => new Date(),
      say: (line) => said.push(line),
    });

  const files = openSqliteStore({ dataDir });
  files.catalogue.addCoop({ coop: COOP, name: 'HTX Chè', createdAt: 1 });
  files.catalogue.addInvitation(INVITATION);
  const coop = new CoopServer(files);
  const { office, colleague, farmer, memberId, productId, harvestId } = await busyCoop(coop);

  const seen = { at: 1_700_000_000_000, build: '0.1.0' };
  files.catalogue.noteSeen(COOP, farmer.person.userId, seen);

  // There is no way back from PostgreSQL to files by this command, and it says how it is used.
  expect(await move('postgres')).toBe(2);
  // The old server works on meanwhile.
  const running = lockDataDir(dataDir);
  expect(await move()).toBe(0);
  expect(said.join()).toContain('stop it and run this once more');
  const harvest = { memberId, productId, quantityMilli: 4_000 };
  const late = await must(farmer.database, recordHarvest, harvest);
  await must(farmer.database, recordHarvest, { ...harvest, quantityMilli: 5_000 });
  await everybody(farmer, office);
  await must(office.database, reverseHarvest, late);
  await everybody(farmer, office);
  running.release();
  expect(await move()).toBe(0);
  expect(said.join()).toContain('Start the server with DATABASE_URL now');

  // Somebody saves while no server is there.
  const alone = await must(farmer.database, recordHarvest, { ...harvest, quantityMilli: 6_000 });
  const branches: string[] = [];
  listenToBranches((branch) => branches.push(branch));
  const database = await openPostgresStore({ url: databaseUrl });
  const device = (await database.catalogue.devices(COOP)).find(({ person }) => person.userId === farmer.person.userId);
  expect(device?.seen).toEqual(seen);
  try {
    expect((await database.catalogue.sessions()).length).toBe(files.catalogue.sessions().length);
    expect(await database.catalogue.invitations()).toEqual([INVITATION]);
    const derived = await database.read(COOP, (reader) => reader.derived());
    expect(derived.size).toBeGreaterThan(10);
    expect(derived).toEqual(files.read(COOP, (reader) => reader.derived()));
    files.close();
    await coop.over(database);
    coop.refetched = 0;
    await everybody(farmer, office, colleague);
    // A claim that was taken in the files stands in the database.
    await must(colleague.database, reverseHarvest, alone);
    await everybody(colleague, office, farmer);
    for (const { database: device } of [office, colleague, farmer])
      expect(await unsentSummary(device)).toMatchObject({ count: 0 });
    expect(branches.filter((branch) => /cursor unknown|rewind|forked|lost/.test(branch))).toEqual([]);
    expect(coop.refetched).toBe(0);
    const shown = async (worker: typeof office) =>
      new Map((await worker.ask((read) => read.list(harvests))).map(({ id, quantityMilli }) => [id, quantityMilli]));
    expect(await shown(office)).toEqual(await shown(colleague));
    expect([...(await shown(office)).keys()]).toEqual(expect.arrayContaining([harvestId, late, alone]));
    // A device that comes anew gets the same from the database.
    const fresh = coop.device({ userId: '00000000000000f9', roles: FOUNDER_ROLES });
    await fresh.sync();
    expect(await shown(fresh)).toEqual(await shown(office));
  } finally {
    await database.close();
  }
}, 60_000);

test('a database that has another history of the co-op is left as it is', async () => {
  const url = newDatabase();
  const [files, other] = [openSqliteStore({ dataDir: ':memory:' }), openSqliteStore({ dataDir: ':memory:' })];
  const database = await openPostgresStore({ url });
  try {
    for (const [store, person] of [
      [files, 'a'],
      [other, 'b'],
    ] as const) {
      store.catalogue.addCoop({ coop: COOP, name: 'HTX', createdAt: 1 });
      const coop = new CoopServer(store);
      const office = coop.device({ userId: person.padStart(16, '0'), roles: FOUNDER_ROLES });
      await must(office.database, addMember, { name: person });
      await office.sync();
    }
    const parts = { rules, isLast: true, say: () => undefined };
    await migrate(other, database, parts);
    const before = await database.read(COOP, (reader) => reader.head());
    await expect(migrate(files, database, parts)).rejects.toThrow('migrate.otherHistory');
    expect(await database.read(COOP, (reader) => reader.head())).toEqual(before);
  } finally {
    await database.close();
    files.close();
    other.close();
  }
}, 60_000);
