import { afterAll, beforeAll } from 'vitest';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { startCluster, type Cluster } from '../helpers/postgres.ts';
import { describeServerStore } from './server-store.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);
afterAll(() => cluster.stop());

describeServerStore('PostgreSQL', async () => {
  const url = cluster.newDatabase();
  return {
    store: await openPostgresStore({ url, connections: 2 }),
    reopen: () => openPostgresStore({ url, connections: 2 }),
  };
});
