import { Marks } from '../helpers/marks.ts';
import { startCluster } from '../helpers/postgres.ts';
import { runOnPostgres, WANTED_IN_MANY } from '../sync/sim/on-postgres.ts';
import { PostgresPlace } from '../sync/sim/postgres-place.ts';
import type { Proof } from './prove.ts';

const FIRST_SEED = 10_000;
/** From so many seeds on, a run has to come to everything. */
const MANY = 100;

/**
 * The simulator's people on several processes over one PostgreSQL that work at the same time and are killed in the middle
 * of their transactions; every third co-op moves there from a store in memory or from SQLite while its people go on.
 */
export async function moves(count: number): Promise<Proof> {
  const cluster = await startCluster();
  const failures: string[] = [];
  const marks = new Marks();
  try {
    const place = await PostgresPlace.open(cluster.newDatabase());
    for (let seed = FIRST_SEED; seed < FIRST_SEED + count; seed += 1) {
      const outcome = await runOnPostgres(place, seed);
      marks.add(Object.entries(outcome.marks));
      if (outcome.violations.length > 0) failures.push(`seed ${seed}: ${outcome.violations[0]}`);
    }
    await place.close();
  } finally {
    cluster.stop();
  }
  console.log(String(marks));
  if (count >= MANY)
    for (const mark of WANTED_IN_MANY) if (!marks.counts.has(mark)) failures.push(`never came to: ${mark}`);
  return { checked: count, failures };
}
