// Dexie asks nothing live where the browser has no IndexedDB of its own.
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openDexieStore } from '#local-db/dexie-store.ts';
import { watched } from '#local-db/health.ts';
import type { ReadTransaction } from '#local-db/store.ts';
import { CONTRACT_TABLES } from './local-store.ts';

/** Dexie alone forgets whose question it is when a read goes through too many awaits of its caller. */
test('a question that reads in many steps is asked again when the last thing that it read has changed', async () => {
  const opened = await openDexieStore({ name: 'live', tables: CONTRACT_TABLES, version: 1 });
  const { store } = watched(opened);
  const read = async (reader: ReadTransaction): Promise<unknown> => {
    for (let step = 0; step < 5; step += 1) await reader.range('slips', { index: 'member', equals: `m${step}` });
    await new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([reader.get('slips', 'x'), reader.count('slips')]);
    return (await inSteps(() => reader.get('log', ['w', 1])))?.['row'];
  };
  const inSteps = async <T>(ask: () => Promise<T>): Promise<T> => ask();
  const heard: unknown[] = [];
  let wake: () => void = () => undefined;
  const next = async (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const listener = {
    next: (value: unknown) => (heard.push(value), wake()),
    fail: (error: unknown) => heard.push(error),
  };
  const first = next();
  const stop = store.live(read, listener);
  await first;
  for (const row of ['a', 'b']) {
    const again = next();
    await store.write(['log'], (transaction) => transaction.put('log', [{ writer: 'w', n: 1, row }]));
    await again;
  }
  expect(heard).toEqual([undefined, 'a', 'b']);
  stop();
  store.close();
});
