/** The simulator's people on Dexie and SQLite files: what holds in memory holds where it is kept. */
import { describe, expect, test } from 'vitest';
import { runOnRealStores } from './stores/real-world.ts';

const SEEDS = 36;
/** What the seeds are for; a run that misses one proves nothing about it. */
const WANTED = [
  'branch log forked',
  'branch rewind to a receipt',
  'branch rows fetched again',
  'database copied',
  'device closed',
  'device put back',
  'files put back',
  'quarantined forbidden',
  'saved',
  'server ended and begun again',
  'storage full',
  'sync applied',
  'sync stale',
];

describe('on Dexie and in files', () => {
  test('[I1, I7, I14, I15] databases are closed, copied and put back, and nothing is lost and nothing twice', {
    timeout: 120_000,
  }, async () => {
    const marks = new Set<string>();
    const violations: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const outcome = await runOnRealStores({ seed });
      for (const mark of outcome.marks.keys()) marks.add(mark);
      violations.push(...outcome.violations.map((text) => `seed ${seed}: ${text}`));
    }
    expect(violations).toEqual([]);
    expect(WANTED.filter((mark) => !marks.has(mark))).toEqual([]);
  });

  test('a database that holds something else than what was written is noticed', async () => {
    const { violations } = await runOnRealStores({ seed: 1, breakage: 'other-record' });
    expect(violations.join()).toContain('the database is not what was written');
  });

  test('a record that was said to be saved and is nowhere is noticed', async () => {
    const { violations } = await runOnRealStores({ seed: 1, breakage: 'lost-operation' });
    expect(violations.join()).toContain('[I1]');
  });
});
