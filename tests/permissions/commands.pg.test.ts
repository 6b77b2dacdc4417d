import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { describeCommands } from './commands.ts';

const newDatabase = useCluster();

describeCommands('PostgreSQL', () => openPostgresStore({ url: newDatabase(), connections: 2 }));
