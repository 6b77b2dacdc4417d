/**
 * What a request reads in PostgreSQL does not grow with the co-op. Rows and index entries are counted by the database
 * itself, while its planner knows nothing of the tables yet: that is when it would choose to read them whole.
 */
import pg from 'pg';
import { expect, test } from 'vitest';
import { FOUNDER_ROLES, type Role } from '#kernel/roles.ts';
import { required } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { handleSync } from '#server/sync/handle-sync.ts';
import type { Transport } from '#sync/index.ts';
import { enrolled, foundedCoop, type LoadCoop } from '../bench/server/load-coop.ts';
import { pushSome, type Pattern, type Pusher } from '../bench/server/pusher.ts';
import { useCluster } from '../helpers/use-cluster.ts';

const newDatabase = useCluster();

const ROLES: readonly (readonly Role[])[] = [FOUNDER_ROLES, ['bookkeeper'], ['collector']];
const ROUNDS = 5;

interface Place {
  readonly url: string;
  readonly pattern: Pattern;
  readonly devices: readonly Pusher[];
}

test('a push and a look read no more in a co-op of four thousand slips than in one of a hundred', async () => {
  const url = newDatabase();
  const [coop] = await enrolled(await openPostgresStore({ url }), { coops: 1, devices: ROLES.length, roles: ROLES });
  const place = { url, ...(await founded(url, required(coop, 'there is one'))) };
  const small = await readByRequests(place, 100);
  const large = await readByRequests(place, 4_000);
  expect(small.total).toBeGreaterThan(100);
  // Every table of its own, so that one that is read whole does not hide behind the others.
  for (const [table, rows] of large.byTable)
    expect(rows, table).toBeLessThanOrEqual((small.byTable.get(table) ?? 0) * 1.2 + 20);
}, 120_000);

async function founded(url: string, coop: LoadCoop) {
  return withServer(url, async (transport) => foundedCoop(coop, transport, 20));
}

/** Fills up to so many slips, and counts what all devices' requests read after that: one slip, twenty, and nothing. */
async function readByRequests({ url, pattern, devices }: Place, slips: number) {
  const first = required(devices[0], 'there are three');
  await withServer(url, async (transport) => {
    while (first.n < slips) await pushSome(transport, first, pattern, Math.min(500, slips - first.n));
  });
  for (const device of devices) device.cursor = first.cursor;
  const before = await readSoFar(url);
  await withServer(url, async (transport) => {
    for (let round = 0; round < ROUNDS; round += 1)
      for (const count of [1, 20, 0]) for (const device of devices) await pushSome(transport, device, pattern, count);
  });
  const after = await readSoFar(url);
  const byTable = new Map([...after].map(([table, rows]) => [table, rows - (before.get(table) ?? 0)]));
  return { byTable, total: [...byTable.values()].reduce((sum, rows) => sum + rows, 0) };
}

/** A process of the server: when it ends the database counts what it has read. */
async function withServer<T>(url: string, body: (transport: Transport) => Promise<T>): Promise<T> {
  const store = await openPostgresStore({ url });
  const server = { store, registry, now: Date.now };
  try {
    return await body({ send: async (request) => (await handleSync(server, request)).body });
  } finally {
    await store.close();
  }
}

/** Rows and index entries by table. A connection tells its counts when it has ended, a moment later. */
async function readSoFar(url: string): Promise<ReadonlyMap<string, number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (;;) {
      const others = await client.query(
        'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()',
      );
      if (others.rows.length === 0) break;
    }
    const { rows } = await client.query<{ name: string; rows: string }>(`
      SELECT t.relname AS name, t.seq_tup_read + coalesce(sum(i.idx_tup_read), 0) AS rows
      FROM pg_stat_user_tables t LEFT JOIN pg_stat_user_indexes i USING (relid) GROUP BY t.relid, t.relname, t.seq_tup_read`);
    return new Map(rows.map(({ name, rows: read }) => [name, Number(read)]));
  } finally {
    await client.end();
  }
}
