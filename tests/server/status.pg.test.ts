import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { describeStatus } from './status.ts';

const newDatabase = useCluster();

describeStatus('PostgreSQL', async () => ({
  store: await openPostgresStore({ url: newDatabase(), connections: 3 }),
}));
