/**
 * A request is written in one transaction and answered in another. What somebody else writes in between must reach the
 * device that asked, and what the device wrote itself must not come back to it.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Person } from '#kernel/module.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { grants } from '#modules/desk/index.ts';
import { harvests } from '#modules/harvests/index.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { decodeRows } from '#protocol/columns.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { ServerStore } from '#server/store/store.ts';
import { HandMade, Log, requestOf, sealed } from '../permissions/hand-made.ts';

const OFFICE: Person = { userId: '00000000000000f0', roles: FOUNDER_ROLES };
let store: ServerStore;
let coop: HandMade;
/** Done once, after the next transaction that writes and before its answer is made. */
let inBetween: (() => Promise<void>) | undefined;

beforeEach(async () => {
  const files = openSqliteStore({ dataDir: ':memory:' });
  store = {
    catalogue: files.catalogue,
    read: async (id, body) => files.read(id, body),
    async write(id, body) {
      const value = files.write(id, body);
      const meanwhile = inBetween;
      inBetween = undefined;
      await meanwhile?.();
      return value;
    },
    close: async () => files.close(),
  };
  coop = await HandMade.on(store);
});
afterEach(() => coop.close());

test('[I7] a row that two people change at the same moment comes to both, and an own one that nobody touched to nobody', async () => {
  const token = await coop.session(OFFICE);
  const seed = new Log('aaaaaaaaaaaaaaaa');
  const row = { name: 'Vũ Ngọc Quý' };
  const id = seed.add(members, 'create', row);
  await coop.push(token, seed.operations);

  const [quiet, mine, theirs] = [new Log('9999999999999999'), new Log('bbbbbbbbbbbbbbbb'), new Log('cccccccccccccccc')];
  quiet.change(members, 'set', { id, row, fields: { note: 'ít nói' } });
  mine.change(members, 'set', { id, row, fields: { village: 'Bản 3' } });
  theirs.change(members, 'set', { id, row, fields: { village: 'Bản 3' } });
  // Each is a device that has seen everything so far.
  const pushedBy = async (log: Log) => {
    const [, , , , , , cursor] = await coop.ask(requestOf(token));
    const request = requestOf(token, { segments: [await sealed(log.operations)] });
    request[4] = cursor;
    const page = (await coop.ask(request))[5];
    return page.length === 0 ? [] : decodeRows(page);
  };
  expect(await pushedBy(quiet)).toEqual([]);
  inBetween = async () => {
    await coop.push(token, theirs.operations);
  };
  const [found] = await pushedBy(mine);
  expect(found?.id).toBe(id);
  const village = found?.fields.get(members.fields['village']?.no ?? 0);
  expect(village?.map((head) => head.operation).sort()).toEqual(['bbbbbbbbbbbbbbbb-1', 'cccccccccccccccc-1']);
});

test('who is approved with two slips that were saved together has both let in, each once', async () => {
  const office = await coop.session(OFFICE);
  const seed = new Log('aaaaaaaaaaaaaaaa');
  const memberId = seed.add(members, 'create', { name: 'Tẩn Láo Hín' });
  const productId = seed.add(products, 'create', { name: 'Chè búp tươi', unit: 'kg' });
  await coop.push(office, seed.operations);
  const newcomer: Person = { userId: '00000000000000a0', roles: ['member'], memberId, isPending: true };
  const slips = new Log('dddddddddddddddd');
  for (const kg of [5, 6])
    slips.add(harvests, 'post', {
      memberId,
      productId,
      quantityMilli: kg * 1_000,
      unit: 'kg',
      harvestedOn: '2026-11-20',
    });
  const together = slips.operations.map((operation) => ({ ...operation, group: 1 }));
  const reasons = await coop.push(await coop.session(newcomer), together);
  expect([...reasons.values()]).toEqual(['unenrolled', 'unenrolled']);

  const approval = new Log('eeeeeeeeeeeeeeee');
  approval.add(grants, 'create', { userId: newcomer.userId, patterns: ['coop', 'member:self'] });
  expect([...(await coop.push(office, approval.operations)).values()]).toEqual([undefined]);
  const stored = await store.read('c0ffee0000000001', (reader) =>
    together.map(({ row }) => reader.row(row)?.fields.get(harvests.fields['quantityMilli']?.no ?? 0)?.[0]?.value),
  );
  expect(stored).toEqual([5_000, 6_000]);
});
