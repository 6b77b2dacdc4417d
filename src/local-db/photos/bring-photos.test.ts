import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { bringPhotos, openPhotoBox } from './index.ts';

const ENV = { now: () => Date.UTC(2026, 10, 24) };
const ALONE = { coop: '00000000000000c1', user: '00000000000000a1' };
const JOINED = { coop: '00000000000000c2', user: '00000000000000a2' };
const [WAITING, SEEN] = ['11'.repeat(32), '22'.repeat(32)];

test('[P17] photos that somebody took alone come along and wait in the new book; brought twice they are there once', async () => {
  const old = await openPhotoBox(ALONE, ENV);
  await old.keep(WAITING, Uint8Array.of(1, 2, 3));
  await old.cache(SEEN, Uint8Array.of(4));
  old.close();
  await bringPhotos(ALONE, JOINED, ENV);
  await bringPhotos(ALONE, JOINED, ENV);
  const box = await openPhotoBox(JOINED, ENV);
  expect((await box.all()).map(({ sha, state }) => [sha, state])).toEqual([[WAITING, 'waiting']]);
  expect(await box.bytesOf(WAITING)).toEqual(Uint8Array.of(1, 2, 3));
  box.close();
  const before = await openPhotoBox(ALONE, ENV);
  expect(await before.waiting()).toHaveLength(1);
  before.close();
});
