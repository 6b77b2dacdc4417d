import { describe, expect, test } from 'vitest';
import { simulate } from './simulation.ts';

/** Seeds that once failed, kept for ever, with the length that runs had then. */
const ACTIONS = 40;
const REGRESSIONS = [
  27, 45, 62, 77, 83, 97, 118, 191, 226, 294, 419, 444, 518, 803, 866, 1406, 1429, 1516, 1518, 1650, 2127, 2583, 2937,
  2945, 3274, 6169, 7204, 10_439, 10_799, 12_378, 21_927,
];

describe('the simulator', () => {
  test.each(REGRESSIONS)('seed %i, which once failed, keeps every promise', async (seed) => {
    expect((await simulate({ seed, actions: ACTIONS })).violations).toEqual([]);
  });

  test('[I28] the same seed gives the same run', async () => {
    for (const seed of [12, 13, 14]) expect(await simulate({ seed })).toEqual(await simulate({ seed }));
  });
});
