/** Somebody wrote alone, then joins a co-op; a co-op began alone, then gets a server (issue: joining, sync 5.6). */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  ownOperations,
  readerOver,
  refold,
  takeOver,
  unsentSummary,
  type LocalDatabase,
  type Session,
} from '#local-db/index.ts';
import { ALIASES, TOTALS } from '#local-db/tables.ts';
import { syncUntilComplete, type Transport } from '#sync/index.ts';
import { required } from '#kernel/result.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { harvests } from '#modules/harvests/index.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { accounts, memberAccount } from '#modules/ledger/index.ts';
import { setGrants } from '#modules/desk/commands.ts';
import { addMember } from '#modules/members/commands.ts';
import { members } from '#modules/members/index.ts';
import { addPlot, editPlot } from '#modules/plots/commands.ts';
import { plots } from '#modules/plots/index.ts';
import { addProduct } from '#modules/products/commands.ts';
import { products } from '#modules/products/index.ts';
import { registry } from '#modules/registry.ts';
import { confirmSales, recordSale } from '#modules/sales/commands.ts';
import { sales } from '#modules/sales/index.ts';
import type { Enrolment } from '#server/enrol/handle-enrol.ts';
import type { JsonAnswer } from '#server/enrol/json-answer.ts';
import { createServer } from '#server/server.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '#server/store/store.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { handleSync } from '#server/sync/handle-sync.ts';
import { enrolResponseSchema, inviteResponseSchema, type EnrolResponse } from '#protocol/enrol.ts';
import { must, newDisk, openDevice } from '../helpers/local-device.ts';
import type { MemoryDisk } from '../helpers/memory-store.ts';

const COOP = 'c0ffee0000000001';
const ALONE = 'a1a1a1a1a1a1a1a1';
const START = Date.UTC(2026, 10, 2, 1);
const OFFICE_PROOF = 'aa'.repeat(16);
const FARMER_PROOF = 'bb'.repeat(16);

let now = START;
let store: EmbeddedStore;
let enrolment: Enrolment;
let random = 1;

beforeEach(() => {
  now = START;
  random = 1;
  store = openSqliteStore({ dataDir: ':memory:' });
  ({ enrolment } = createServer({ store, registry, now: () => now }));
});

function open(disk: MemoryDisk, session: Session, turn?: () => Promise<void>): LocalDatabase {
  return openDevice({
    disk,
    session,
    now: () => (now += 1_000),
    randomBytes: (length) => new Uint8Array(length).map(() => (random = (random * 75 + 74) % 65_537) & 0xff),
    ...(turn === undefined ? {} : { turn }),
  });
}

const transport: Transport = {
  send: async (body) => {
    const answer = await handleSync({ store, registry, now: () => now }, body);
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    return answer.body;
  },
};

async function sync(database: LocalDatabase, token: string): Promise<void> {
  await syncUntilComplete(database, transport, { token, build: 'test', byteBudget: 100_000 });
}

async function enrol(request: object): Promise<EnrolResponse> {
  const answer = await enrolment.enrol(request, 'here');
  expect(answer.status).toBe(200);
  return enrolResponseSchema.parse(answer.body);
}

async function inviteBy(proof: string, request: object): Promise<JsonAnswer> {
  return enrolment.invite(store.catalogue.session(tokenHash(proof)), request);
}

function sessionOf(answer: EnrolResponse): Session {
  const { coop, user, roles, memberId } = answer;
  const person = { userId: user, roles, ...(memberId === undefined ? {} : { memberId }) };
  return { coop, person, isEnrolled: true };
}

const founding = (setupToken: string) => ({
  kind: 'found',
  setupToken,
  coop: COOP,
  coopName: 'HTX Chè',
  personName: 'Niềm',
  deviceName: 'PC',
  proof: OFFICE_PROOF,
});

/** An office with one member in the register and one product; gives the member's invitation. */
async function foundedCoop() {
  const office = open(newDisk(), sessionOf(await enrol(founding(await enrolment.makeSetupToken()))));
  const memberId = await must(office, addMember, { name: 'Tẩn Láo Hín', code: 'SV-001' });
  const teaId = await must(office, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  await sync(office, OFFICE_PROOF);
  const { code } = inviteResponseSchema.parse(
    (await inviteBy(OFFICE_PROOF, { roles: ['member'], memberId, memberName: 'Tẩn Láo Hín' })).body,
  );
  return { office, memberId, teaId, code };
}

/** A farmer who has worked alone: five harvests, one of them taken back, a plot edited twice, a sale to the co-op. */
async function lonelyFarmer() {
  const disk = newDisk();
  const person = { userId: 'f', roles: ['member'] as const };
  const first = open(disk, { coop: ALONE, person, isEnrolled: false });
  const memberId = await must(first, addMember, { name: 'Hín' });
  const alone = open(disk, { coop: ALONE, person: { ...person, memberId }, isEnrolled: false });
  const teaId = await must(alone, addProduct, { name: 'chè  búp TƯƠI', unit: 'kg' });
  const maizeId = await must(alone, addProduct, { name: 'Ngô hạt', unit: 'kg' });
  const plotId = await must(alone, addPlot, { memberId, name: 'Đồi sau nhà' });
  await must(alone, editPlot, { id: plotId, fields: { areaM2: 3_600 } });
  await must(alone, editPlot, { id: plotId, fields: { areaM2: 3_960, productId: teaId } });
  const ids: string[] = [];
  for (const [index, kilograms] of [10, 20, 30, 40].entries())
    ids.push(await must(alone, recordHarvest, harvestOf(index % 2 === 0 ? teaId : maizeId, kilograms)));
  ids.push(await must(alone, recordHarvest, { ...harvestOf(teaId, 50), plotId }));
  await must(alone, reverseHarvest, required(ids[1], 'the second harvest'));
  await must(alone, recordSale, {
    direction: 'member-coop',
    memberId,
    productId: teaId,
    quantityMilli: 90_000,
    unitPriceDong: 30_000,
    payment: 'credit',
  });
  return { alone, memberId, teaId, maizeId, plotId, ids };

  function harvestOf(productId: string, kilograms: number) {
    return { memberId, productId, quantityMilli: kilograms * 1_000 };
  }
}

describe('joining', () => {
  test('[P17] what a farmer wrote alone arrives once, under his entry in the register', async () => {
    const { office, memberId, teaId, code } = await foundedCoop();
    const farmer = await lonelyFarmer();
    const joined = await enrol({ kind: 'join', code, deviceName: 'điện thoại', proof: FARMER_PROOF });
    const phone = open(newDisk(), sessionOf(joined));
    await sync(phone, FARMER_PROOF);
    const book = {
      from: `${ALONE}-f`,
      operations: await ownOperations(farmer.alone),
      mapping: new Map([
        [farmer.memberId, memberId],
        [farmer.teaId, teaId],
      ]),
    };
    expect(await takeOver(phone, book)).toBe(book.operations.length - 2);
    expect(await takeOver(phone, book)).toBeUndefined();
    await sync(phone, FARMER_PROOF);
    await sync(phone, FARMER_PROOF);
    expect(await unsentSummary(phone)).toMatchObject({ count: 0, attention: 0 });
    await sync(office, OFFICE_PROOF);

    for (const device of [office, phone]) {
      const read = readerOver(device.store.reader);
      const found = await read.list(harvests);
      expect(found.map((harvest) => harvest.quantityMilli / 1_000).sort((a, b) => a - b)).toEqual([
        -20, 10, 20, 30, 40, 50,
      ]);
      expect(new Set(found.map((harvest) => harvest.memberId))).toEqual(new Set([memberId]));
      expect(found.every((harvest) => harvest.column === 'confirmed')).toBe(true);
      const [plot] = await read.list(plots);
      expect(plot).toMatchObject({ memberId, name: 'Đồi sau nhà', areaM2: 3_960, productId: teaId, conflicts: [] });
      expect(found.find((harvest) => harvest.quantityMilli === 50_000)?.plotId).toBe(plot?.id);
      const list = (await read.list(products)).map(({ name, isProposed }) => [name, isProposed]);
      expect(list).toHaveLength(2);
      expect(list).toEqual(
        expect.arrayContaining([
          ['Chè búp tươi', undefined],
          ['Ngô hạt', true],
        ]),
      );
      expect((await read.list(members)).map((member) => member.name)).toEqual(['Tẩn Láo Hín']);
    }
    // The old slip's code still leads to the record.
    const alias = await phone.store.reader.get(ALIASES, required(farmer.ids[0], 'a harvest'));
    expect(await readerOver(phone.store.reader).get(harvests, String(alias?.['to']))).toMatchObject({
      quantityMilli: 10_000,
    });
    // It keeps the time when it was written, and new work goes on after it.
    expect(await savingTimes(phone)).toEqual(await savingTimes(farmer.alone));

    const [sale] = await readerOver(office.store.reader).list(sales);
    await must(office, confirmSales, [required(sale, 'the sale').id]);
    await sync(office, OFFICE_PROOF);
    await sync(phone, FARMER_PROOF);
    const total = await readerOver(phone.store.reader).total(accounts, memberAccount(memberId));
    expect(total?.confirmed).toMatchObject({ balanceDong: 2_700_000 });
    const totals = await phone.store.reader.range(TOTALS);
    expect([...(await refold(phone)).totals].sort(byId)).toEqual([...totals].sort(byId));
  });

  test('a phone that dies at any moment of it has taken all over, or nothing', async () => {
    const { memberId, teaId, code } = await foundedCoop();
    const farmer = await lonelyFarmer();
    const session = sessionOf(await enrol({ kind: 'join', code, deviceName: 'x', proof: FARMER_PROOF }));
    const mapping = new Map([
      [farmer.memberId, memberId],
      [farmer.teaId, teaId],
    ]);
    const book = { from: `${ALONE}-f`, operations: await ownOperations(farmer.alone), mapping };
    let deaths = 0;
    for (let at = 1; ; at += 1) {
      const disk = newDisk();
      let turns = 0;
      const dying = open(disk, session, async () => {
        turns += 1;
        if (turns === at) throw new Error('killed');
      });
      const outcome = await takeOver(dying, book).catch(() => 'killed');
      const again = open(disk, session);
      const read = readerOver(again.store.reader);
      if (outcome !== 'killed') break;
      deaths += 1;
      expect(await read.count(harvests)).toBe(0);
      expect(await takeOver(again, book)).toBe(book.operations.length - 2);
      expect(await read.count(harvests)).toBe(6);
    }
    expect(deaths).toBeGreaterThan(10);
  });

  test('a co-op that began alone goes to an empty server with everything', async () => {
    const disk = newDisk();
    const person = { userId: 'o', roles: FOUNDER_ROLES };
    const alone = open(disk, { coop: COOP, person, isEnrolled: false });
    const memberId = await must(alone, addMember, { name: 'Tẩn Láo Hín' });
    const teaId = await must(alone, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
    await must(alone, recordHarvest, { memberId, productId: teaId, quantityMilli: 12_500 });
    const answer = await enrol(founding(await enrolment.makeSetupToken()));
    const online = open(disk, { ...sessionOf(answer), person });
    await sync(online, OFFICE_PROOF);
    expect(await unsentSummary(online)).toMatchObject({ count: 0, attention: 0 });

    const { code } = inviteResponseSchema.parse((await inviteBy(OFFICE_PROOF, { roles: FOUNDER_ROLES })).body);
    const second = open(
      newDisk(),
      sessionOf(await enrol({ kind: 'join', code, deviceName: 'x', proof: FARMER_PROOF })),
    );
    await sync(second, FARMER_PROOF);
    const read = readerOver(second.store.reader);
    expect((await read.list(harvests)).map((harvest) => harvest.quantityMilli)).toEqual([12_500]);
    expect((await read.list(members)).map((member) => member.name)).toEqual(['Tẩn Láo Hín']);
  });

  test('[SR8] [P16] an answer lost on the way locks nobody out: the same request gets it again', async () => {
    const request = founding(await enrolment.makeSetupToken());
    const first = await enrol(request);
    expect(await enrol(request)).toEqual(first);
    const stranger = await enrolment.enrol({ ...request, proof: 'cc'.repeat(16) }, 'there');
    expect(stranger.status).toBe(410);
    const { code } = inviteResponseSchema.parse((await inviteBy(OFFICE_PROOF, { roles: FOUNDER_ROLES })).body);
    const join = { kind: 'join', code, deviceName: 'x', proof: FARMER_PROOF };
    expect(await enrol(join)).toEqual(await enrol(join));
    expect((await enrolment.enrol({ ...join, proof: 'dd'.repeat(16) }, 'there')).status).toBe(404);
  });

  test('[SR3] who was blocked invites nobody any more', async () => {
    const office = open(newDisk(), sessionOf(await enrol(founding(await enrolment.makeSetupToken()))));
    await sync(office, OFFICE_PROOF);
    const inviting = async (proof: string): Promise<number> =>
      (await inviteBy(proof, { roles: ['member'], memberId: `${COOP}-1`, memberName: 'Hín' })).status;
    const { body } = await inviteBy(OFFICE_PROOF, { roles: ['admin'] });
    const { code } = inviteResponseSchema.parse(body);
    const admin = await enrol({ kind: 'join', code, deviceName: 'x', proof: FARMER_PROOF });
    expect(await inviting(FARMER_PROOF)).toBe(200);
    await must(office, setGrants, { userId: admin.user, grants: [] });
    await sync(office, OFFICE_PROOF);
    expect([await inviting(FARMER_PROOF), await inviting(OFFICE_PROOF)]).toEqual([403, 200]);
  });
});

async function savingTimes(database: LocalDatabase): Promise<readonly number[]> {
  const found = await readerOver(database.store.reader).list(harvests);
  return found.map((row) => row.savedAt).sort((left, right) => left - right);
}

function byId(left: object, right: object): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}
