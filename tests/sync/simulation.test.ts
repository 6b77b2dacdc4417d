import { describe, expect, test } from 'vitest';
import { BRANCHES } from '#kernel/branches.ts';
import { missedMarks } from './missed-marks.ts';
import { COPIES_OF_COPIES, ONE_SERVER } from './sim/faults.ts';
import { simulate } from './simulation.ts';

/** Seeds that once failed, kept for ever, with the length that runs had then and the one server. */
const ACTIONS = 40;
const REGRESSIONS = [
  27, 45, 62, 77, 83, 97, 118, 191, 226, 294, 419, 444, 518, 803, 866, 1406, 1429, 1516, 1518, 1650, 2127, 2583, 2937,
  2945, 3274, 6169, 7204, 10_439, 10_799, 12_378, 21_927,
];

/** And those that failed at the length that their seed gives them. */
const REGRESSIONS_AS_LONG_AS_USUAL = [
  142, 451, 909, 1281, 1343, 10_032, 12_400, 28_339, 104_399, 110_534, 114_966, 115_475, 133_874, 134_725, 137_150,
  137_550, 143_071, 143_425, 152_800, 156_383, 164_791, 171_823, 171_998, 174_350, 184_670, 192_775, 196_801, 217_998,
];

/** And those that failed when somebody came in, or got other roles, while the others worked. */
const REGRESSIONS_OF_PEOPLE = [214, 565, 730, 826, 305_813, 306_442, 309_014];

/** And those that failed with several servers, or when somebody wrote between a request and its answer. */
const REGRESSIONS_OF_SERVERS = [224_569, 105_336, 155_272, 178_421, 184_088];

describe('the simulator', () => {
  test.each(REGRESSIONS_OF_SERVERS)('seed %i, which once failed, keeps every promise', async (seed) => {
    expect((await simulate({ seed })).violations).toEqual([]);
  });

  test.each(REGRESSIONS_OF_PEOPLE)('seed %i, which once failed, keeps every promise', async (seed) => {
    expect((await simulate({ seed })).violations).toEqual([]);
  });

  test.each(REGRESSIONS_AS_LONG_AS_USUAL)('seed %i, which once failed, keeps every promise', async (seed) => {
    expect((await simulate({ seed, faults: ONE_SERVER })).violations).toEqual([]);
  });

  test.each(REGRESSIONS)('seed %i, which once failed, keeps every promise', async (seed) => {
    expect((await simulate({ seed, actions: ACTIONS, faults: ONE_SERVER })).violations).toEqual([]);
  });

  test('seed 163, in which two tables have a row under one id, keeps every promise', async () => {
    const faults = { ...COPIES_OF_COPIES, restore: 0.05 };
    expect((await simulate({ seed: 163, actions: ACTIONS, faults })).violations).toEqual([]);
  });

  // Met by 4 of 1,500 seeds of this drill. Where a change moves it, look for another.
  test('[P27] the rarest branch is met too: a copy brings under the old name what is there issued anew', async () => {
    const { violations, marks } = await simulate({ seed: 43, actions: 40, faults: COPIES_OF_COPIES });
    expect(violations).toEqual([]);
    expect(marks['branch branch is there issued anew']).toBeGreaterThan(0);
  });

  test('[I18] fifty seeds with real P-256 seals keep every promise', { timeout: 60_000 }, async () => {
    for (let seed = 5_001; seed <= 5_050; seed += 1)
      expect((await simulate({ seed, signing: 'real' })).violations).toEqual([]);
  });

  test('[I28] the same seed gives the same run', async () => {
    for (const seed of [12, 13, 14]) expect(await simulate({ seed })).toEqual(await simulate({ seed }));
  });

  test('a run of many seeds in which no process dies and no co-op moves is red', () => {
    const branches = new Map(BRANCHES.map((branch) => [`branch ${branch}`, 1]));
    const missed = missedMarks(branches, 2_000);
    expect(missed).toEqual(
      expect.arrayContaining(['memory: server killed in its transaction', 'sqlite: server killed before its answer']),
    );
    expect(missed).toContain('co-op moved to sqlite');
    expect(missedMarks(branches, 1_999)).toEqual([]);
  });

  test('[I28] and so it does with several processes that die, and a co-op that moves', async () => {
    const faults = { processes: 3, serverKill: 0.1, impatient: 0.2, move: 0.02, newcomers: 2, roleChanges: 0.1 };
    for (const seed of [12, 13, 16]) {
      const outcome = await simulate({ seed, faults, actions: ACTIONS });
      expect(outcome).toEqual(await simulate({ seed, faults, actions: ACTIONS }));
      expect(Object.keys(outcome.marks)).toEqual(expect.arrayContaining([expect.stringContaining('co-op moved to')]));
    }
  });
});
