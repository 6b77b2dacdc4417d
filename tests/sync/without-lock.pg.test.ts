/** The lock on a co-op's head row is what keeps processes apart: without it, what they do at the same time is seen to go wrong. */
import { expect, test, vi } from 'vitest';
import { useCluster } from '../helpers/use-cluster.ts';
import { CALM } from './sim/faults.ts';
import { runOnPostgres } from './sim/on-postgres.ts';
import { PostgresPlace } from './sim/postgres-place.ts';

vi.mock('#server/store/postgres/statements.ts', async (original) => {
  const statements = await original<typeof import('#server/store/postgres/statements.ts')>();
  return { ...statements, READ: { ...statements.READ, lock: statements.READ.head } };
});

const newDatabase = useCluster();

test('[I5] without the head lock a promise is seen broken', { timeout: 120_000 }, async () => {
  const place = await PostgresPlace.open(newDatabase());
  const faults = { ...CALM, serverKill: 0, serverCrash: 0 };
  try {
    let violations: readonly string[] = [];
    for (let seed = 1; violations.length === 0 && seed <= 30; seed += 3)
      ({ violations } = await runOnPostgres(place, seed, { faults: { ...faults, processes: 3 } }));
    expect(violations.join('\n')).toMatch(/a server has a bug/);
  } finally {
    await place.close();
  }
});
