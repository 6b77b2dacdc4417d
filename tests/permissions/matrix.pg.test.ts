import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { describeMatrix } from './matrix.ts';

const newDatabase = useCluster();

describeMatrix('PostgreSQL', () => openPostgresStore({ url: newDatabase(), connections: 2 }));
