/** Browsers that are killed, copied and doubled, and a server that is put back: in real Chromium, a small dose of `npm run prove -- browser`. */
import { expect, test } from 'vitest';
import { Random } from '../helpers/random.ts';
import { copiedProfile, killedBrowsers, restoredServer, twoTabs } from './hard-life.ts';
import { differences } from './phones.ts';

const random = new Random(20_261_125);

test('what is lost, doubled or made up is noticed', () => {
  const said = { told: new Set([1, 2]), tried: new Set([1, 2, 3]) };
  expect(differences(said, [1_000, 2_000])).toEqual([]);
  expect(differences(said, [1_000, 2_000, 3_000])).toEqual([]);
  expect(differences(said, [1_000])).toEqual(['2 kg was said to be saved and is gone']);
  expect(differences(said, [1_000, 2_000, 2_000])).toEqual(['2 kg is there 2 times']);
  expect(differences(said, [1_000, 2_000, 4_000])).toEqual(['4 kg was written by nobody']);
});

test('[F3] [I1, I2, I3] a browser killed at any moment of saves and syncs has what it said is saved, and nothing is there twice', {
  timeout: 300_000,
}, async () => {
  expect(await killedBrowsers(random, 6)).toEqual([]);
});

test('[I15] a copied profile and its original both work on, and everybody has everything once', {
  timeout: 300_000,
}, async () => {
  expect(await copiedProfile(random, 1)).toEqual([]);
});

test('[I14] a server that is put back to an old copy while phones work is whole again without an operator', {
  timeout: 300_000,
}, async () => {
  expect(await restoredServer(random, 1)).toEqual([]);
});

test('[I6] two tabs that save and send at once lose nothing and send nothing twice', { timeout: 300_000 }, async () => {
  expect(await twoTabs(random, 2)).toEqual([]);
});
