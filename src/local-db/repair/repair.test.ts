/** What the repair desk reads from a card, and how a lost row is written once more. */
import { expect, test } from 'vitest';
import { readerOver, refold, type LocalDatabase } from '#local-db/index.ts';
import { refuse } from '#kernel/result.ts';
import { FOUNDER_ROLES, type Role } from '#kernel/roles.ts';
import { harvestTotals, harvests, memberProductKey } from '#modules/harvests/index.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { addMember } from '#modules/members/commands.ts';
import { members } from '#modules/members/index.ts';
import { addProduct } from '#modules/products/commands.ts';
import { products } from '#modules/products/index.ts';
import { canonicalOperation } from '#protocol/chain.ts';
import type { FieldWrite } from '#protocol/operation.ts';
import { must, newDisk, openDevice } from '../../../tests/helpers/local-device.ts';
import { ALIASES, OPERATIONS, TOTALS } from '../tables.ts';
import { contentOf, reenter } from './index.ts';

const COOP = 'c0ffee0000000001';
const GONE = 'dddddddddddddddd';

async function aBook() {
  const disk = newDisk();
  const clock = { now: Date.UTC(2026, 10, 2, 1) };
  const open = (roles: readonly Role[], memberId?: string): LocalDatabase =>
    openDevice({
      disk,
      now: () => (clock.now += 1_000),
      randomBytes: (length) => new Uint8Array(length).fill(7),
      session: {
        coop: COOP,
        person: { userId: 'aaaaaaaaaaaaaaaa', roles, ...(memberId === undefined ? {} : { memberId }) },
        isEnrolled: true,
      },
    });
  const office = open(FOUNDER_ROLES);
  const memberId = await must(office, addMember, { name: 'Tẩn Láo Hín' });
  const productId = await must(office, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  return { office, member: open(['member'], memberId), memberId, productId };
}

/** As a row of another's lost device stands after a restore: nobody has its operation any more. */
async function asWitness(database: LocalDatabase, table: string, id: string, to: string): Promise<void> {
  await database.store.write([table, OPERATIONS], async (transaction) => {
    const row = await transaction.get(table, id);
    await transaction.delete(table, [id]);
    const { reason: _reason, ...kept } = row ?? {};
    await transaction.put(table, [{ ...kept, id: to, column: 'attention', reason: 'witness', needsAttention: 1 }]);
  });
}

test('[DK6] a lost slip is written once more: same content, same time, a new id, and an alias from the old one', async () => {
  const { office, memberId, productId } = await aBook();
  const id = await must(office, recordHarvest, { memberId, productId, quantityMilli: 61_000, note: 'sáng' });
  const before = await readerOver(office.store.reader).get(harvests, id);
  await asWitness(office, 'harvests', id, `${GONE}-8`);
  const outcome = await reenter(office, harvests, `${GONE}-8`);
  if (!outcome.ok) throw new Error(outcome.code);
  const read = readerOver(office.store.reader);
  expect(await read.get(harvests, `${GONE}-8`)).toBeUndefined();
  const after = await read.get(harvests, outcome.value);
  expect(after).toMatchObject({
    memberId,
    productId,
    quantityMilli: 61_000,
    note: 'sáng',
    harvestedOn: before?.harvestedOn,
    savedAt: before?.savedAt,
    column: 'waiting',
  });
  expect(await office.store.reader.get(ALIASES, `${GONE}-8`)).toEqual({ id: `${GONE}-8`, to: outcome.value });
  // Once is enough, however often it is pressed.
  expect(await reenter(office, harvests, `${GONE}-8`)).toEqual(refuse('desk.noWitness'));
});

test('[DK6] a reversal that was lost with its slip names the new one, and the totals are those of the rows', async () => {
  const { office, memberId, productId } = await aBook();
  const id = await must(office, recordHarvest, { memberId, productId, quantityMilli: 5_000 });
  const reversal = await must(office, reverseHarvest, id);
  await office.store.write(['harvests'], async (transaction) => {
    const row = await transaction.get('harvests', reversal);
    await transaction.put('harvests', [{ ...row, reversesId: `${GONE}-8` }]);
  });
  await asWitness(office, 'harvests', id, `${GONE}-8`);
  await asWitness(office, 'harvests', reversal, `${GONE}-9`);
  // The totals of what was moved by hand above.
  await office.store.write([TOTALS], async (transaction) => {
    const fresh = await refold(office);
    await transaction.put(TOTALS, fresh.totals);
  });
  const first = await reenter(office, harvests, `${GONE}-8`);
  const second = await reenter(office, harvests, `${GONE}-9`);
  if (!first.ok || !second.ok) throw new Error('both are written again');
  const read = readerOver(office.store.reader);
  expect((await read.get(harvests, second.value))?.reversesId).toBe(first.value);
  const key = memberProductKey(memberId, productId);
  const expected = (await refold(office)).totals.find((total) => total.key === key);
  expect((await read.total(harvestTotals, key))?.attention ?? {}).toEqual(expected?.attention ?? {});
});

test('[DK6] who may not write a row cannot write it again, and a row that is no witness is left alone', async () => {
  const { office, member, memberId, productId } = await aBook();
  await asWitness(office, 'products', productId, `${GONE}-3`);
  expect(await reenter(member, products, `${GONE}-3`)).toEqual(refuse('common.notAllowed'));
  expect(await reenter(office, members, memberId)).toEqual(refuse('desk.noWitness'));
  expect((await reenter(office, products, `${GONE}-3`)).ok).toBe(true);
});

function cardOf(fields: readonly FieldWrite[]) {
  const { payload } = canonicalOperation('0'.repeat(32), {
    writer: GONE,
    n: 4,
    kind: 'post',
    table: harvests.number,
    schemaVersion: 1,
    scope: 'coop',
    time: { ms: 5, counter: 0 },
    clockQuality: 1,
    group: 0,
    row: `${GONE}-4`,
    fields,
  });
  const text = Buffer.from(payload).toString('base64');
  return { onTable: harvests.number, payload: [text.slice(0, 10), text.slice(10)] };
}

test('a card says what the record says: names, kinds, emptied fields, and nothing of a later version', async () => {
  const { office, memberId } = await aBook();
  const card = cardOf([
    { no: 1, value: { ref: memberId }, preds: [] },
    { no: 5, value: 12_500, preds: [] },
    { no: 7, value: 20_781, preds: [] },
    { no: 8, value: null, preds: [] },
    { no: 77, value: 'mới', preds: [] },
  ]);
  expect(contentOf(office.catalogue, card)).toEqual({
    table: harvests,
    fields: { memberId, quantityMilli: 12_500, harvestedOn: '2026-11-24', note: undefined },
  });
});

test('a card of an unknown table, of wrong kinds, or with damaged bytes is shown as far as it goes', async () => {
  const { office } = await aBook();
  expect(contentOf(office.catalogue, { onTable: 9_999, payload: [] })).toEqual({ table: undefined, fields: {} });
  const wrong = cardOf([{ no: 5, value: 'nhiều', preds: [] }]);
  expect(contentOf(office.catalogue, wrong).fields).toEqual({ quantityMilli: 'nhiều' });
  expect(contentOf(office.catalogue, { onTable: harvests.number, payload: ['!!'] }).fields).toEqual({});
});
