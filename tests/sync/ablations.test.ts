/**
 * A rule whose absence no simulation notices is not proved: each one is switched off, and has to be missed within its
 * budget of seeds (design 7.3). The budgets are about three times what was needed when they were written.
 */
import { describe, expect, test } from 'vitest';
import { ABLATIONS } from '#kernel/ablation.ts';
import { simulate, type Breakage } from './simulation.ts';

const USUAL_BUDGET = 60;
/** Rules for branches that are rare even in the simulator: where to look, and how far. */
const BUDGETS: Partial<Record<Breakage, { readonly from: number; readonly seeds: number }>> = {};

describe.each(['split-commit', ...ABLATIONS] as const)('without %s', (rule) => {
  const { from, seeds } = BUDGETS[rule] ?? { from: 1, seeds: USUAL_BUDGET };

  test(`a promise is seen broken within ${seeds} seeds`, { timeout: 120_000 }, async () => {
    let violations: readonly string[] = [];
    for (let seed = from; seed < from + seeds && violations.length === 0; seed += 1)
      ({ violations } = await simulate({ seed, ablate: rule }));
    expect(violations).not.toEqual([]);
  });
});
