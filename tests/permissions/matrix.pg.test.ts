import { afterAll, beforeAll } from 'vitest';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { startCluster, type Cluster } from '../helpers/postgres.ts';
import { describeMatrix } from './matrix.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);
afterAll(() => cluster.stop());

describeMatrix('PostgreSQL', () => openPostgresStore({ url: cluster.newDatabase(), connections: 2 }));
