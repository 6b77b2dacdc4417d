import { afterAll, beforeAll } from 'vitest';
import { startCluster, type Cluster } from './postgres.ts';

/** A PostgreSQL for the tests of a file. Gives what makes an empty database in it. */
export function useCluster(): () => string {
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster?.stop());
  return () => {
    if (cluster === undefined) throw new Error('it is there while tests run');
    return cluster.newDatabase();
  };
}
