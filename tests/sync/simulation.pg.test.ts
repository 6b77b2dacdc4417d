/** The simulator with a PostgreSQL beside the store in memory: every request is answered by both, and alike to the byte. */
import { expect, test } from 'vitest';
import { useCluster } from '../helpers/use-cluster.ts';
import { PostgresTwin } from './sim/postgres-twin.ts';
import { simulate } from './simulation.ts';

/** The last three are those of the first thousand after them in which people let much in. */
const SEEDS = [...Array.from({ length: 30 }, (_, index) => 7_001 + index), 7_197, 7_204, 7_232];

const newDatabase = useCluster();

test(`${SEEDS.length} seeds: PostgreSQL answers what the store in memory answers, whatever happens`, {
  timeout: 240_000,
}, async () => {
  const twin = await PostgresTwin.open(newDatabase());
  const marks: Record<string, number> = {};
  try {
    for (const seed of SEEDS) {
      const outcome = await simulate({ seed, disk: 'memory', twin });
      expect([seed, outcome.violations]).toEqual([seed, []]);
      for (const [mark, count] of Object.entries(outcome.marks)) marks[mark] = (marks[mark] ?? 0) + count;
      // The twin beside it changes nothing of the run.
      if (seed === SEEDS[0]) expect(outcome).toEqual(await simulate({ seed, disk: 'memory' }));
    }
  } finally {
    await twin.close();
  }
  expect(twin.answers).toBeGreaterThan(SEEDS.length * 10);
  const wanted = [
    'server restore',
    'branch log forked',
    'branch rewind to a receipt',
    'card released',
    'quarantined late',
  ];
  expect(wanted.filter((mark) => marks[mark] === undefined)).toEqual([]);
});
