/** Failure F4: one slip that cannot be taken holds up no other. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Person } from '#kernel/module.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { harvests } from '#modules/harvests/index.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { HandMade, Log } from '../permissions/hand-made.ts';

const OFFICE: Person = { userId: '00000000000000f0', roles: FOUNDER_ROLES };
let coop: HandMade;

beforeEach(async () => {
  coop = await HandMade.on(openSqliteStore({ dataDir: ':memory:' }));
});
afterEach(() => coop.close());

test.each([
  ['a weight below nothing', { quantityMilli: -5_000 }],
  ['a unit of thirty letters', { unit: 'k'.repeat(30) }],
])('[F4] of five hundred slips one has %s: 499 are stored, and it is kept with its reason', async (_what, bad) => {
  const log = new Log('aaaaaaaaaaaaaaaa');
  const memberId = log.add(members, 'create', { name: 'Tẩn Láo Hín' });
  const productId = log.add(products, 'create', { name: 'Chè búp tươi', unit: 'kg' });
  const poisoned = 251;
  for (let slip = 1; slip <= 500; slip += 1) {
    const good = { memberId, productId, quantityMilli: slip * 1_000, unit: 'kg', harvestedOn: '2026-11-20' };
    log.add(harvests, 'post', slip === poisoned ? { ...good, ...bad } : good);
  }
  const reasons = await coop.push(await coop.session(OFFICE), log.operations);
  const putAside = [...reasons].filter(([, reason]) => reason !== undefined);
  expect(putAside).toEqual([[poisoned + 2, expect.stringMatching(/^[a-z]/)]]);
  expect(reasons.size).toBe(502);
});
