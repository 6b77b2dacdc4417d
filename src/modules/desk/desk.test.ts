/** The repair desk's own commands and queries, on a real local database (DK1 to DK5). */
import { expect, test } from 'vitest';
import { commit, readerOver, type LocalDatabase } from '#local-db/index.ts';
import type { CommandContext, Reader } from '#kernel/module.ts';
import { refuse } from '#kernel/result.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import type { AttentionRow } from '#kernel/system-rows.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { addMember } from '#modules/members/commands.ts';
import { addPlot, resolvePlot } from '#modules/plots/commands.ts';
import { plots } from '#modules/plots/index.ts';
import { addProduct } from '#modules/products/commands.ts';
import { must, openDevice } from '../../../tests/helpers/local-device.ts';
import { askAgain, choosing, decide, tellApart, writingAgain } from './commands.ts';
import { chosenValue, keptValues, lookalikes, openCards, settledCards } from './queries.ts';
import { choices, decisions, distinctions } from './records.ts';

const AUTHOR = 'bbbbbbbbbbbbbbbb';
const OPERATION = 'cccccccccccccccc-4';
const SINCE = { since: '2026-10-01' };

async function anOffice() {
  const clock = { now: Date.UTC(2026, 10, 2, 1) };
  const office = openDevice({
    now: () => (clock.now += 1_000),
    randomBytes: (length) => new Uint8Array(length).fill(7),
    session: {
      coop: 'c0ffee0000000001',
      person: { userId: 'aaaaaaaaaaaaaaaa', roles: FOUNDER_ROLES },
      isEnrolled: true,
    },
  });
  const memberId = await must(office, addMember, { name: 'Tẩn Láo Hín' });
  const productId = await must(office, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  const read = readerOver(office.store.reader);
  const harvest = (kg: number, more: { readonly productId?: string } = {}): Promise<string> =>
    must(office, recordHarvest, { memberId, productId, quantityMilli: kg * 1_000, ...more });
  return { office, read, memberId, productId, harvest };
}

/** As the server writes a card. */
async function putCard(office: LocalDatabase, card: Partial<AttentionRow> = {}): Promise<string> {
  const id = 'ffffffffffffffff-9';
  const row: AttentionRow = {
    operation: OPERATION,
    why: 'late',
    state: 'open',
    author: AUTHOR,
    kind: 'post',
    onTable: harvests.number,
    onRow: OPERATION,
    payload: [],
    writtenAt: 5,
    ...card,
  };
  const meta = { id, column: 'confirmed', savedAt: 5, conflicts: [], baseSeq: 9, scope: 'admin' };
  await office.store.write(['attention'], (transaction) => transaction.put('attention', [{ ...meta, ...row }]));
  return id;
}

test('[DK1] a late slip is let in on an open day, and a card on which somebody decided is not decided again', async () => {
  const { office, read } = await anOffice();
  const cardId = await putCard(office);
  const decisionId = await must(office, decide, { cardId, action: 'release', postOn: '2026-11-02' });
  expect(await read.get(decisions, decisionId)).toMatchObject({
    operation: OPERATION,
    action: 'release',
    postOn: '2026-11-02',
  });
  expect(await commit(office, decide, { cardId, action: 'dismiss' })).toEqual(refuse('desk.alreadyDecided'));
  const [open] = await openCards(read);
  expect([open?.card.id, open?.decision?.id]).toEqual([cardId, decisionId]);
});

test('[DK2] what is filed away carries no day and keeps its note; a card that is not here is refused', async () => {
  const { office, read } = await anOffice();
  const cardId = await putCard(office, { why: 'already-reversed' });
  const id = await must(office, decide, { cardId, action: 'dismiss', note: 'đã hoàn tác' });
  const decision = await read.get(decisions, id);
  expect([decision?.note, decision?.postOn]).toEqual(['đã hoàn tác', undefined]);
  const unknown = { cardId: 'ffffffffffffffff-1', action: 'dismiss' as const };
  expect(await commit(office, decide, unknown)).toEqual(refuse('desk.unknown'));
});

test('what was settled is listed newest first, apart from what is open', async () => {
  const { office, read } = await anOffice();
  await putCard(office, { state: 'dismissed' });
  expect(await openCards(read)).toEqual([]);
  expect((await settledCards(read)).map(({ card }) => card.state)).toEqual(['dismissed']);
});

test('[DK4] slips of one member, day and product within 1 % look alike; others do not', async () => {
  const { office, read, productId, harvest, memberId } = await anOffice();
  const maize = await must(office, addProduct, { name: 'Ngô hạt', unit: 'kg' });
  const first = await harvest(40);
  const second = await harvest(40.3);
  await harvest(41);
  await harvest(40, { productId: maize });
  const other = await must(office, addMember, { name: 'Nông Văn Ấm' });
  await must(office, recordHarvest, { memberId: other, productId, quantityMilli: 40_000 });
  const early = { memberId, productId, quantityMilli: 40_000, harvestedOn: '2026-11-01' };
  await must(office, recordHarvest, early);
  const found = await lookalikes(read, harvests, SINCE);
  expect(found.map(({ pair }) => pair.map((row) => row.id))).toEqual([[first, second]]);
  expect(await lookalikes(read, harvests, { ...SINCE, memberId: other })).toEqual([]);
  expect(await lookalikes(read, harvests, { since: '2026-11-03' })).toEqual([]);
});

test('[DK4] a pair of which one was taken back, or that somebody told apart, is not asked about', async () => {
  const { office, read, memberId, harvest } = await anOffice();
  const first = await harvest(12);
  const second = await harvest(12);
  const told = await must(office, tellApart, { first: second, second: first, memberId });
  expect(await lookalikes(read, harvests, SINCE)).toEqual([]);
  // Said once is said for both orders.
  expect(await must(office, tellApart, { first, second, memberId })).toBe(told);
  expect(await read.count(distinctions)).toBe(1);
  await must(office, askAgain, told);
  expect(await lookalikes(read, harvests, SINCE)).toHaveLength(1);
  await must(office, reverseHarvest, second);
  expect(await lookalikes(read, harvests, SINCE)).toEqual([]);
  const same = await commit(office, tellApart, { first, second: first });
  expect(same).toEqual(refuse('desk.samePair'));
});

test('[F5] [DK5] ending a disagreement keeps what was not chosen, with who wrote it and when, beside the row', async () => {
  const { office, read, memberId } = await anOffice();
  const plotId = await must(office, addPlot, { memberId, name: 'Ruộng dưới', areaM2: 1_440 });
  const heads = [
    { operation: 'x', writer: '1111111111111111', value: 1_440, savedAt: 10 },
    { operation: 'y', writer: '2222222222222222', value: 1_800, savedAt: 20 },
  ];
  const context: CommandContext = {
    read: { ...read, heads: async () => heads } satisfies Reader,
    today: '2026-11-02',
    nowMs: 0,
    me: office.session.person,
    may: () => true,
    writer: '3333333333333333',
    newId: () => '3333333333333333-1',
  };
  const decided = await choosing(plots, resolvePlot).decide(context, { id: plotId, field: 'areaM2', value: 1_800 });
  if (!decided.ok) throw new Error(decided.code);
  const [resolve, kept] = decided.value.changes;
  expect(resolve).toMatchObject({ kind: 'resolve', id: plotId, fields: { areaM2: 1_800 } });
  if (kept?.kind !== 'post') throw new Error('what was not chosen is kept');
  const row = choices.schema.parse(kept.row);
  expect([row.memberId, row.onRow, row.chosen]).toEqual([memberId, plotId, '1800']);
  expect(keptValues(row)).toEqual([{ value: 1_440, writer: '1111111111111111', savedAt: 10 }]);
});

test('[DK5] a value is brought back by choosing it, and the one that stood is kept in its turn', async () => {
  const { office, read, memberId } = await anOffice();
  const plotId = await must(office, addPlot, { memberId, name: 'Ruộng dưới', areaM2: 1_440 });
  await must(office, choosing(plots, resolvePlot), { id: plotId, field: 'areaM2', value: 1_800 });
  expect((await read.get(plots, plotId))?.areaM2).toBe(1_800);
  const [choice] = await read.list(choices);
  expect(choice === undefined ? [] : keptValues(choice).map(({ value }) => value)).toEqual([1_440]);
});

test('a choice that another hand wrote is read as far as it can be, and stops no screen', () => {
  const kept = { value: 'Ruộng dưới', writer: '1111111111111111', savedAt: 10 };
  expect(keptValues({ lost: ['{"value":', JSON.stringify(kept), '7', ''] })).toEqual([kept]);
  expect(chosenValue({ chosen: '1800' })).toBe(1_800);
  expect(chosenValue({ chosen: 'null' })).toBeNull();
  expect(chosenValue({ chosen: 'Ruộng trên' })).toBe('Ruộng trên');
});

test('only a document is written again, never a reversal', async () => {
  const { office, read, memberId, productId } = await anOffice();
  const fields = { memberId, productId, quantityMilli: 5_000, unit: 'kg', harvestedOn: '2026-11-01' };
  const id = await must(office, writingAgain(harvests), fields);
  expect(await read.get(harvests, id)).toMatchObject(fields);
  const reversal = { ...fields, quantityMilli: -5_000, reversesId: id };
  expect(await commit(office, writingAgain(harvests), reversal)).toEqual(refuse('desk.notWrittenAgain'));
  expect(await commit(office, writingAgain(plots), { memberId, name: 'x' })).toEqual(refuse('desk.notWrittenAgain'));
});
