import { describe, expect, test } from 'vitest';
import { simulate } from './simulation.ts';

/** Seeds that once failed, kept for ever. */
const REGRESSIONS = [27, 45, 83, 444, 518, 803, 866];

describe('the simulator', () => {
  test.each(REGRESSIONS)('seed %i, which once failed, keeps every promise', async (seed) => {
    expect((await simulate({ seed })).violations).toEqual([]);
  });

  test('[I28] the same seed gives the same run', async () => {
    const [first, second] = [await simulate({ seed: 12 }), await simulate({ seed: 12 })];
    expect(second).toEqual(first);
  });

  test('a commit that writes row and operation in two transactions is caught within 100 seeds', async () => {
    const failed: number[] = [];
    for (let seed = 1; seed <= 100 && failed.length === 0; seed += 1) {
      if ((await simulate({ seed, ablate: 'split-commit' })).violations.length > 0) failed.push(seed);
    }
    expect(failed).toHaveLength(1);
  });

  test('the faults and branches that it is for do happen', async () => {
    const marks = new Map<string, number>();
    for (let seed = 1; seed <= 150; seed += 1) {
      for (const [mark, count] of Object.entries((await simulate({ seed })).marks))
        marks.set(mark, (marks.get(mark) ?? 0) + count);
    }
    const wanted = [
      'answer lost',
      'answer truncated',
      'captive portal',
      'clock jump',
      'conflict shown',
      'crash',
      'quarantined already-reversed',
      'request dropped',
      'request duplicated',
      'request replayed',
      'sync applied',
      'sync stale',
    ];
    expect(wanted.filter((mark) => (marks.get(mark) ?? 0) === 0)).toEqual([]);
  });
});
