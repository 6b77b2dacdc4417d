import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { describeServerStore } from './server-store.ts';

const newDatabase = useCluster();

describeServerStore('PostgreSQL', async () => {
  const url = newDatabase();
  return {
    store: await openPostgresStore({ url, connections: 2 }),
    reopen: () => openPostgresStore({ url, connections: 2 }),
  };
});
