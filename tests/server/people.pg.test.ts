import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { describePeople } from './people.ts';

const newDatabase = useCluster();

describePeople('PostgreSQL', () => openPostgresStore({ url: newDatabase(), connections: 4 }));
