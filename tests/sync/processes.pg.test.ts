/** Several server processes on one PostgreSQL at the same time, killed in the middle, and co-ops that move there: every promise holds. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { required } from '#kernel/result.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { CALM, type Faults } from './sim/faults.ts';
import { runOnPostgres, WANTED_ON_POSTGRES } from './sim/on-postgres.ts';
import { PostgresPlace } from './sim/postgres-place.ts';
import type { Breakage } from './simulation.ts';

const SEEDS = Array.from({ length: 12 }, (_, index) => 8_001 + index);

const newDatabase = useCluster();
let opened: PostgresPlace | undefined;
beforeAll(async () => {
  opened = await PostgresPlace.open(newDatabase());
});
afterAll(async () => opened?.close());
const place = (): PostgresPlace => required(opened, 'it is open while tests run');

test(`[I1, I2, I5, I7] ${SEEDS.length} seeds: whoever of the processes dies, and wherever the co-op moves`, {
  timeout: 240_000,
}, async () => {
  const marks = new Set<string>();
  for (const seed of SEEDS) {
    const outcome = await runOnPostgres(place(), seed);
    expect([seed, outcome.violations]).toEqual([seed, []]);
    for (const mark of Object.keys(outcome.marks)) marks.add(mark);
  }
  expect(WANTED_ON_POSTGRES.filter((mark) => !marks.has(mark))).toEqual([]);
});

interface Planted {
  readonly mistake: Breakage;
  /** Every third seed moves from the third on; those between begin on PostgreSQL. */
  readonly from: number;
  readonly actions?: number;
  /** Nothing else is in the way of what the mistake makes. */
  readonly faults: Partial<Faults>;
  readonly seen: RegExp;
}

const PLANTED: readonly Planted[] = [
  {
    mistake: 'early-answer',
    from: 1,
    faults: { ...CALM, processes: 2, serverKill: 0, serverCrash: 0.3 },
    seen: /^\[I2\]/,
  },
  { mistake: 'last-pass', from: 3, faults: { ...CALM, processes: 2, serverKill: 0, move: 0.02 }, seen: /^\[I2\]/ },
  {
    mistake: 'stale-rows',
    from: 1,
    faults: { ...CALM, processes: 2, serverKill: 0, smallPages: 0, crash: 0, clone: 0, rollback: 0, grants: 0 },
    actions: 150,
    seen: /^\[I(7|8|26)\]/,
  },
];

describe.each(PLANTED)('with the planted mistake $mistake', ({ mistake, from, seen, ...more }) => {
  test('a promise is seen broken', { timeout: 120_000 }, async () => {
    let outcome = await runOnPostgres(place(), from, { ...more, ablate: mistake });
    const isSeen = (): boolean => outcome.violations.some((violation) => seen.test(violation));
    for (let seed = from + 3; !isSeen() && seed <= 90; seed += 3)
      outcome = await runOnPostgres(place(), seed, { ...more, ablate: mistake });
    expect(isSeen(), outcome.violations.join('\n')).toBe(true);
    expect(outcome.marks['co-op moved to postgres']).toBe(1);
  });
});
