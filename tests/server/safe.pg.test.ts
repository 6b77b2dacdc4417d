/** What makes data safe in PostgreSQL: a dump that was put back elsewhere, audited there by `safe --copy`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { backupAges, oldestOf } from '#server/admin/backup-age.ts';
import { runCommand } from '#server/admin/commands.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import type { ServerStore } from '#server/store/store.ts';
import { busyCoop, COOP, CoopServer, type BusyCoop } from '../helpers/busy-coop.ts';
import { must } from '../helpers/local-device.ts';
import { postgresBin } from '../helpers/postgres.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';

const newDatabase = useCluster();
let live: string;
let store: ServerStore;
let busy: BusyCoop;

beforeEach(async () => {
  live = newDatabase();
  store = await openPostgresStore({ url: live, connections: 3 });
  await store.catalogue.addCoop({ coop: COOP, name: 'HTX Chè', createdAt: 0 });
  busy = await busyCoop(new CoopServer(store));
});
afterEach(async () => {
  await store.close();
  removeTemporaryFolders();
});

/** By the superuser, as the operation notes say: row-level security holds for everybody else. */
function dumped(): string {
  const copy = newDatabase();
  const asSuperuser = (url: string): string => url.replace('somua@', 'postgres@');
  const dump = execFileSync(join(postgresBin(), 'pg_dump'), [asSuperuser(live)], { maxBuffer: 1 << 28 });
  execFileSync(join(postgresBin(), 'psql'), ['-q', '-v', 'ON_ERROR_STOP=1', asSuperuser(copy)], {
    input: dump,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return copy;
}

async function safe(...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const said: string[] = [];
  const config = {
    port: 8080,
    host: '',
    dataDir: temporaryFolder(),
    appDir: '',
    backupDir: undefined,
    databaseUrl: live,
  };
  const now = (): Date => new Date(Date.UTC(2026, 10, 25));
  const code = await runCommand(['safe', ...args], { config, now, say: (line) => said.push(line) });
  return { code, said: said.join('\n') };
}

async function harvest(): Promise<void> {
  const { farmer, memberId, productId } = busy;
  await must(farmer.database, recordHarvest, { memberId, productId, quantityMilli: 1_000 });
  await farmer.sync();
}

async function head() {
  return store.read(COOP, (reader) => reader.head());
}

async function inCopy(copy: string, statement: string): Promise<void> {
  const sql = new pg.Client({ connectionString: copy.replace('somua@', 'postgres@') });
  await sql.connect();
  await sql.query(statement);
  await sql.end();
}

test('[SO13] a dump that was put back and stands the audit makes safe what it has, and no more', async () => {
  const before = await head();
  const copy = dumped();
  await harvest();
  const { code, said } = await safe('--copy', copy, '--taken', '2026-11-24T02:00:00Z');
  expect([code, said]).toEqual([0, `${COOP}: everything up to sequence ${before.seq} is safe`]);
  expect(await head()).toMatchObject({ seq: before.seq + 1, safeSeq: before.seq });
  const ages = await backupAges({ backupDir: undefined, databaseUrl: live }, store.catalogue, Date.UTC(2026, 10, 25));
  expect([oldestOf(ages), ages[0]?.isOverdue]).toEqual([Date.UTC(2026, 10, 24, 2), false]);
  await busy.farmer.sync();
  expect((await busy.farmer.database.store.reader.get('meta', 'safe'))?.['seq']).toBe(before.seq);
});

test('[SO13] a copy in which anything was changed, or that is of another history, makes nothing safe', async () => {
  const copy = dumped();
  await inCopy(copy, "UPDATE op SET reason = 'forbidden' WHERE reason = 'late'");
  expect(await safe('--copy', copy)).toMatchObject({
    code: 1,
    said: expect.stringContaining('does not stand the audit'),
  });
  const folded = dumped();
  await inCopy(folded, "UPDATE row_state SET scope = 'coop' WHERE scope LIKE 'member:%'");
  expect((await safe('--copy', folded)).said).toContain('rows, claims or names are not what the log gives');
  const other = dumped();
  await harvest();
  const elsewhere = await openPostgresStore({ url: other, connections: 1 });
  // The same sequence with something else under it.
  const { seq } = await head();
  await elsewhere.write(COOP, (writer) => writer.putEvent({ seq, kind: 'apply', operationSeq: 1 }, 'ab'.repeat(16)));
  await elsewhere.close();
  expect((await safe('--copy', other)).code).toBe(1);
  expect([(await head()).safeSeq, await store.catalogue.backups()].flat()).not.toContainEqual(
    expect.objectContaining({ coop: COOP }),
  );
  expect((await head()).safeSeq).toBe(0);
});

test('[SO13] a dump by the server’s own user is refused by the database, and not made with rows left out', () => {
  const { status, stderr } = spawnSync(join(postgresBin(), 'pg_dump'), [live], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringContaining('row-level security')]);
});

test('[SO13] the live database is no copy of itself, and an empty one is none either', async () => {
  expect(await safe('--copy', live)).toMatchObject({
    code: 1,
    said: expect.stringContaining('That is the live database'),
  });
  expect(await safe('--copy', newDatabase())).toMatchObject({ code: 1, said: `${COOP}: it is not in the copy.` });
  expect((await safe('--copy', 'mysql://x')).code).toBe(1);
  expect((await safe()).code).toBe(2);
  expect((await safe('--copy', live, '--taken', 'yesterday')).code).toBe(2);
  expect((await head()).safeSeq).toBe(0);
});
