import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { describeAcross } from './across.ts';

const newDatabase = useCluster();

describeAcross('PostgreSQL', async () => {
  const store = await openPostgresStore({ url: newDatabase(), connections: 2 });
  return { store, photos: store.photos };
});
