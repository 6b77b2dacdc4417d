import { expect, test } from 'vitest';
import { reversedIds, withoutReversals } from './reversals.ts';

const row = (id: string, column: 'confirmed' | 'waiting' | 'attention', reversesId?: string) => ({
  id,
  column,
  reversesId,
});

test('[U28] a slip and its reversal are one line; a reversal in quarantine takes nothing back and is seen itself', () => {
  const rows = [row('a', 'confirmed'), row('b', 'waiting', 'a'), row('c', 'confirmed'), row('d', 'attention', 'c')];
  expect([...reversedIds(rows)]).toEqual(['a']);
  expect(withoutReversals(rows).map(({ row: { id }, isReversed }) => [id, isReversed])).toEqual([
    ['a', true],
    ['c', false],
    ['d', false],
  ]);
});
