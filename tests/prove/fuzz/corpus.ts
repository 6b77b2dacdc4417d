/**
 * Real messages to begin with: what devices and server said to each other while people worked, a server was put back, a
 * device was copied, grants came and went, and things were put aside and let in. Every field of both messages is in use.
 */
import { localDatabase, type LocalDatabase, type Session } from '#local-db/index.ts';
import { readerOver } from '#local-db/reader.ts';
import { exchange, syncUntilComplete, type Transport } from '#sync/index.ts';
import type { Signer } from '#kernel/env.ts';
import { grantsOfRoles, parseGrants } from '#kernel/grants.ts';
import { hexOf } from '#kernel/ids.ts';
import type { Person } from '#kernel/module.ts';
import { assert, Fault, required } from '#kernel/result.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { decide, setGrants } from '#modules/desk/commands.ts';
import { attention } from '#modules/desk/index.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { closePeriod } from '#modules/ledger/commands.ts';
import { addMember, editMember } from '#modules/members/commands.ts';
import { addPlot, editPlot } from '#modules/plots/commands.ts';
import { addProduct, setPrice } from '#modules/products/commands.ts';
import { registry } from '#modules/registry.ts';
import { addCustomer, confirmSales, recordSale, reverseSale } from '#modules/sales/commands.ts';
import { decodeOperations } from '#protocol/columns.ts';
import type { Operation } from '#protocol/operation.ts';
import { BUCKETS, SUM_BYTES } from '#protocol/scrub.ts';
import {
  decodeRequest,
  decodeResponse,
  decodeSyncError,
  encodeRequest,
  type SyncRequestMessage,
  type SyncResponseMessage,
} from '#protocol/sync-message.ts';
import { must, newDisk } from '../../helpers/local-device.ts';
import { MemoryStore, type MemoryDisk } from '../../helpers/memory-store.ts';
import type { Random } from '../../helpers/random.ts';
import { standInSigner } from '../../sync/sim/signing.ts';
import { COOP, OTHER_COOP, type Ground } from './ground.ts';

export interface Said {
  readonly bytes: Uint8Array;
  readonly request: SyncRequestMessage;
  readonly answerBytes: Uint8Array;
  readonly answer: SyncResponseMessage;
}

export interface Stored {
  readonly writer: string;
  readonly hash: string;
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
}

export interface Corpus {
  readonly said: readonly Said[];
  /** Runs of operations as somebody once pushed them. */
  readonly runs: readonly (readonly Operation[])[];
  readonly stored: readonly Stored[];
  /** Ids of rows and operations of this co-op, and one of the other one. */
  readonly ids: readonly string[];
  readonly tokens: readonly string[];
  /** A device with unsent work, to which answers are given. */
  readonly phone: Phone;
}

export class Phone {
  readonly disk: MemoryDisk;
  readonly database: LocalDatabase;
  readonly token: string;

  constructor(parts: {
    readonly ground: Ground;
    readonly random: Random;
    readonly session: Session;
    readonly signer?: Signer;
    readonly disk?: MemoryDisk;
  }) {
    const { ground, random, session, signer } = parts;
    this.disk = parts.disk ?? newDisk();
    this.token = tokenOf(session.person);
    const env = {
      now: () => (ground.nowMs += 1_000),
      random: () => 0.5,
      randomBytes: (length: number) => random.bytes(length),
      sleep: async () => undefined,
      ...(signer === undefined ? {} : { signer }),
    };
    const store = new MemoryStore({ disk: this.disk, turn: async () => undefined });
    this.database = localDatabase({ store, registry, env, session, rowsPerTransaction: 3 });
  }

  options(byteBudget = 16_000) {
    return { token: this.token, build: 'fuzz', byteBudget };
  }
}

function tokenOf({ userId }: Person): string {
  return userId.padStart(32, '0');
}

/** Plays the story on the ground and gives what was said. */
export async function playStory(ground: Ground, random: Random): Promise<Corpus> {
  const said: Said[] = [];
  const signer = standInSigner(random);
  const transport: Transport = {
    send: async (bytes) => {
      const answer = await ground.handle(bytes);
      if (answer.status !== 200) throw new Fault(decodeSyncError(answer.body).code);
      said.push({
        bytes,
        request: decodeRequest(bytes),
        answerBytes: answer.body,
        answer: decodeResponse(answer.body, bytes),
      });
      return answer.body;
    },
  };
  const open = (person: Person, more: { coop?: string; isWeak?: boolean; isLiar?: boolean } = {}): Phone => {
    const session = { coop: more.coop ?? COOP, person, isEnrolled: more.isLiar !== true };
    ground.addSession(tokenOf(person), session);
    return new Phone({ ground, random, session, ...(more.isWeak === true ? {} : { signer }) });
  };
  const sync = async (phone: Phone, budget?: number): Promise<void> => {
    await syncUntilComplete(phone.database, transport, phone.options(budget));
  };

  const stranger = open({ userId: '00000000000000c0', roles: FOUNDER_ROLES }, { coop: OTHER_COOP });
  const strangerId = await must(stranger.database, addMember, { name: 'Người của hợp tác xã khác' });
  await sync(stranger);

  const office = open({ userId: '00000000000000f0', roles: FOUNDER_ROLES });
  const [hin, quy] = [
    await must(office.database, addMember, { name: 'Tẩn Láo Hín', code: 'SV-001' }),
    await must(office.database, addMember, { name: 'Vũ Ngọc Quý', code: 'SV-002' }),
  ];
  const teaId = await must(office.database, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  const plotId = await must(office.database, addPlot, { memberId: hin, name: 'Đồi trên', areaM2: 720 });
  const customerId = await must(office.database, addCustomer, { name: 'Công ty Chè' });
  await must(office.database, setPrice, { productId: teaId, unitPriceDong: 28_000 });
  await sync(office);

  const farmer = open({ userId: '00000000000000a0', roles: ['member'], memberId: hin });
  const weak = open({ userId: '00000000000000a1', roles: ['member'], memberId: quy }, { isWeak: true });
  const liar = open({ userId: '00000000000000a2', roles: ['member'], memberId: quy }, { isLiar: true });
  const newcomer = open({ userId: '00000000000000b0', roles: ['member'], memberId: quy, isPending: true });
  for (const phone of [farmer, weak, liar, newcomer]) await sync(phone, 200);

  const harvest = async (phone: Phone, memberId: string, harvestedOn = '2026-11-02'): Promise<string> =>
    must(phone.database, recordHarvest, {
      memberId,
      productId: teaId,
      quantityMilli: (1 + random.below(900)) * 100,
      harvestedOn,
      note: `#${random.below(1_000_000)}`,
    });
  const sell = async (phone: Phone, memberId: string): Promise<string> => {
    const quantityMilli = (1 + random.below(900)) * 100;
    const sale = { memberId, productId: teaId, quantityMilli, unitPriceDong: 20_000, payment: 'credit' as const };
    return must(phone.database, recordSale, { ...sale, direction: 'member-coop' });
  };
  const sold = await sell(farmer, hin);
  for (let index = 0; index < 6; index += 1) await harvest(farmer, hin);
  await must(farmer.database, reverseHarvest, await harvest(farmer, hin));
  await must(farmer.database, editPlot, { id: plotId, fields: { name: 'Đồi dưới' } });
  await must(office.database, editPlot, { id: plotId, fields: { name: 'Đồi giữa', areaM2: 800 } });
  await harvest(weak, quy);
  await must(newcomer.database, addPlot, { memberId: quy, name: 'Vườn', areaM2: 360 });
  await must(liar.database, addPlot, { memberId: hin, name: 'Không phải của tôi', areaM2: 1 });
  for (const phone of [farmer, weak, liar, newcomer, office]) await sync(phone, 300);

  await must(office.database, confirmSales, [sold]);
  await must(office.database, closePeriod, '2026-10-31');
  await must(office.database, editMember, { id: quy, fields: { village: 'Bản Hồ' } });
  await sync(office);
  const lateId = await harvest(weak, quy, '2026-10-20');
  await harvest(weak, quy, '2026-10-21');
  await must(farmer.database, reverseSale, sold);
  for (const phone of [weak, farmer, office]) await sync(phone);
  for (const card of await readerOver(office.database.store.reader).list(attention)) {
    if (card.why !== 'late') continue;
    const action = card.operation === lateId ? ('release' as const) : ('dismiss' as const);
    await must(office.database, decide, { cardId: card.id, action, postOn: '2026-11-01' });
  }
  const userId = '00000000000000a2';
  await must(office.database, setGrants, { userId, grants: [] });
  await sync(office);
  await harvest(liar, quy);
  await sync(liar);
  await must(office.database, setGrants, { userId, grants: grantsOfRoles({ roles: ['member'] }) });
  await must(office.database, setGrants, { userId: '00000000000000a1', grants: parseGrants(['coop']) });
  for (const phone of [office, liar, weak]) await sync(phone);

  // A copy of the farmer's phone writes under the same writer; one of the two branches is issued anew.
  const { session } = farmer.database;
  const copy = new Phone({ ground, random, session, signer, disk: farmer.disk.copy() });
  await harvest(farmer, hin);
  await must(copy.database, recordHarvest, { memberId: hin, productId: teaId, quantityMilli: 77_000 });
  await sync(farmer);
  await sync(copy);

  // The server is put back: receipts, rows fetched again, marks, operations pushed again.
  const before = ground.keep();
  await harvest(farmer, hin);
  await harvest(office, hin);
  const sale = { customerId, productId: teaId, quantityMilli: 1_000, unitPriceDong: 1_000, payment: 'cash' as const };
  await must(office.database, recordSale, { ...sale, direction: 'coop-customer' });
  for (const phone of [farmer, office, copy]) await sync(phone);
  ground.putBack(before);
  for (const phone of [office, farmer, copy, weak, newcomer, liar]) await sync(phone, 400);
  await harvest(farmer, hin);
  await exchange(farmer.database, transport, farmer.options());
  await harvest(farmer, hin);

  said.push(...(await scrubbed(ground, said)));
  return corpusOf(ground, said, {
    phone: farmer,
    strangerId,
    tokens: [office, farmer, weak, newcomer, liar, stranger],
  });
}

/** No device asks for a scrub by itself; these are requests that could, with right and with wrong sums. */
async function scrubbed(ground: Ground, said: readonly Said[]): Promise<readonly Said[]> {
  const asked = said.slice(-3).map(async ({ request, answer }) => {
    const sums = new Uint8Array(BUCKETS * SUM_BYTES).fill(7);
    const [version, build, token, coop, , budget, , marks, receipts, refetch, pull] = request;
    const cursor = answer[13] ?? answer[6];
    const bytes = encodeRequest([
      version,
      build,
      token,
      coop,
      cursor,
      budget,
      [],
      marks,
      receipts,
      refetch,
      pull,
      sums,
    ]);
    const { body } = await ground.handle(bytes);
    return { bytes, request: decodeRequest(bytes), answerBytes: body, answer: decodeResponse(body, bytes) };
  });
  return Promise.all(asked);
}

function corpusOf(
  ground: Ground,
  said: readonly Said[],
  parts: { readonly phone: Phone; readonly strangerId: string; readonly tokens: readonly Phone[] },
): Corpus {
  const runs = said.flatMap(({ request }) =>
    request[6].map(([writer, firstN, count, , columns]) =>
      decodeOperations(columns, { writer: hexOf(writer), firstN, count }),
    ),
  );
  const { stored, ids } = ground.read((reader) => {
    const operations = reader.logAfter(0, 100_000).flatMap((entry) => ('kind' in entry ? [] : [entry]));
    const rows = reader.allRows('', 100_000).map((row) => row.id);
    return { stored: operations, ids: [...rows, ...operations.map(({ writer, n }) => `${writer}-${n}`)] };
  });
  const used = new Set(said.flatMap(({ request }) => request.flatMap((part, at) => (part === null ? [] : at))));
  const answered = new Set(said.flatMap(({ answer }) => answer.flatMap((part, at) => (part === null ? [] : at))));
  for (let at = 0; at < 12; at += 1) assert(used.has(at), `some request uses field ${at}`);
  for (const at of [2, 3, 9, 10, 13, 14, 15, 16]) assert(answered.has(at), `some answer uses field ${at}`);
  const segments = said.flatMap(({ request }) => request[6]);
  for (const at of [5, 6, 7])
    assert(
      segments.some((segment) => (segment[at] ?? null) !== null),
      `some segment uses field ${at}`,
    );
  required(runs[0], 'somebody pushed something');
  return {
    said,
    runs,
    stored,
    ids: [...ids, parts.strangerId],
    tokens: parts.tokens.map((phone) => phone.token),
    phone: parts.phone,
  };
}
