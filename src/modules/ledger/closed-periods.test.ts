/** Closing the books and opening them again (LG1). */
import { expect, test } from 'vitest';
import { commit, readerOver } from '#local-db/index.ts';
import { refuse } from '#kernel/result.ts';
import { must, openOffice } from '../../../tests/helpers/local-device.ts';
import { closePeriod } from './commands.ts';
import { closedThrough, OPEN_SINCE } from './index.ts';

test('[LG1] the books close through a day that has passed, further on, back again, and open whole', async () => {
  const office = openOffice();
  const read = readerOver(office.store.reader);
  expect(await closedThrough(read)).toBeUndefined();
  for (const day of ['2026-09-30', '2026-10-31', '2026-10-15']) {
    await must(office, closePeriod, day);
    expect(await closedThrough(read)).toBe(day);
  }
  await must(office, closePeriod, OPEN_SINCE);
  expect(await closedThrough(read)).toBeUndefined();
});

test('[LG1] today and what is no day cannot be closed', async () => {
  const office = openOffice();
  for (const day of ['2026-11-02', '2026-12-01', '31/10/2026'])
    expect(await commit(office, closePeriod, day)).toEqual(refuse('ledger.dayNotPassed'));
  expect(await closedThrough(readerOver(office.store.reader))).toBeUndefined();
});
