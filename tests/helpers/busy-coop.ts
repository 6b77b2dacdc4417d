/**
 * A co-op in which everything has happened that a log can tell: work, disagreements, work that was put aside for each of
 * several reasons, let in, filed away; by real devices against the real server.
 */
import { readerOver, type LocalDatabase } from '#local-db/index.ts';
import { parseGrants } from '#kernel/grants.ts';
import type { Person, Reader } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { decide, setGrants } from '#modules/desk/commands.ts';
import { attention } from '#modules/desk/index.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { closePeriod } from '#modules/ledger/commands.ts';
import { addMember, editMember } from '#modules/members/commands.ts';
import { addPlot, editPlot } from '#modules/plots/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { registry } from '#modules/registry.ts';
import { decodeIds } from '#protocol/columns.ts';
import { LIMITS } from '#protocol/operation.ts';
import { decodeRequest, decodeSyncError } from '#protocol/sync-message.ts';
import { confirmSales, recordSale, reverseSale } from '#modules/sales/commands.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { handleSync, type SyncServer } from '#server/sync/handle-sync.ts';
import type { ServerStore } from '#server/store/store.ts';
import type { Arrival } from '#server/sync/receive.ts';
import { syncUntilComplete } from '#sync/index.ts';
import { must, openDevice } from './local-device.ts';
import { nodeSigner } from './node-signer.ts';
import { Random } from './random.ts';

export const COOP = 'c0ffee0000000001';
const START_MS = Date.UTC(2026, 10, 2, 1);

export interface Worker {
  readonly database: LocalDatabase;
  readonly person: Person;
  ask<T>(query: (read: Reader) => Promise<T>): Promise<T>;
  sync(): Promise<void>;
}

/** The server around a store, and devices for people. The clock goes on by a second with every look. */
export class CoopServer {
  readonly #sessions: { readonly token: string; readonly person: Person }[] = [];
  #server: SyncServer;
  #admitting: Promise<void> = Promise.resolve();
  #nowMs = START_MS;

  constructor(store: ServerStore, onArrivals: (arrivals: readonly Arrival[]) => void = () => undefined) {
    this.#server = { store, registry, now: this.now, onArrivals };
  }

  /** How many rows devices have asked for again, and how often they compared sums. */
  refetched = 0;
  scrubs = 0;

  wait(ms: number): void {
    this.#nowMs += ms;
  }

  readonly now = (): number => (this.#nowMs += 1_000);

  /** The same people and clock over another store: a server that was put back. Resolves when it knows everybody. */
  async over(store: ServerStore): Promise<void> {
    this.#server = { ...this.#server, store };
    for (const session of this.#sessions) this.#admit(session);
    await this.#admitting;
  }

  /** Another device of a person. `isWeak`: one that can make no keys. */
  device(person: Person, { isWeak = false }: { readonly isWeak?: boolean } = {}): Worker {
    const session = { token: String(this.#sessions.length + 1).padStart(32, '0'), person };
    this.#sessions.push(session);
    this.#admit(session);
    const random = new Random(this.#sessions.length);
    const database = openDevice({
      session: { coop: COOP, person, isEnrolled: true },
      now: this.now,
      randomBytes: (length) => random.bytes(length),
      ...(isWeak ? {} : { signer: nodeSigner }),
    });
    const send = async (body: Uint8Array): Promise<Uint8Array> => {
      const request = decodeRequest(body);
      if (request[9] instanceof Uint8Array) this.refetched += decodeIds(request[9], LIMITS.refetchIds).length;
      if (request[11] instanceof Uint8Array) this.scrubs += 1;
      await this.#admitting;
      const answer = await handleSync(this.#server, body);
      if (answer.status !== 200) throw new Fault(decodeSyncError(answer.body).code);
      return answer.body;
    };
    return {
      database,
      person,
      ask: async (query) => query(readerOver(database.store.reader)),
      sync: async () => {
        await syncUntilComplete(database, { send }, { token: session.token, build: 'test', byteBudget: 100_000 });
      },
    };
  }

  #admit({ token, person }: { readonly token: string; readonly person: Person }): void {
    const { catalogue } = this.#server.store;
    const session = { tokenHash: tokenHash(token), coop: COOP, person, deviceName: 'test', createdAt: START_MS };
    this.#admitting = this.#admitting.then(async () => {
      if ((await catalogue.session(session.tokenHash)) === undefined) await catalogue.addSession(session);
    });
  }
}

export interface BusyCoop {
  readonly office: Worker;
  readonly colleague: Worker;
  /** One of the members, on a phone that can make no keys. */
  readonly farmer: Worker;
  readonly memberId: string;
  readonly productId: string;
  readonly harvestId: string;
}

/** Ends with every device having everything. Needs an empty store. */
export async function busyCoop(coop: CoopServer): Promise<BusyCoop> {
  const office = coop.device({ userId: '00000000000000f0', roles: FOUNDER_ROLES });
  const colleague = coop.device({ userId: '00000000000000f1', roles: FOUNDER_ROLES });
  const memberId = await must(office.database, addMember, { name: 'Tẩn Láo Hín' });
  const productId = await must(office.database, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  const plotId = await must(office.database, addPlot, { memberId, name: 'Đồi trên', areaM2: 720 });
  await office.sync();
  await colleague.sync();
  const farmer = coop.device({ userId: '00000000000000a0', roles: ['member'], memberId }, { isWeak: true });
  await farmer.sync();

  const harvest = { memberId, productId, quantityMilli: 12_500 };
  const harvestId = await must(farmer.database, recordHarvest, harvest);
  await must(farmer.database, recordHarvest, { ...harvest, quantityMilli: 7_000, harvestedOn: '2026-10-15' });
  const purchase = { memberId, productId, quantityMilli: 9_000, unitPriceDong: 12_000 } as const;
  const saleId = await must(farmer.database, recordSale, { ...purchase, direction: 'member-coop', payment: 'credit' });
  await everybody(office, colleague, farmer);

  // Two take the same harvest back, and two edit the same plot: the second reversal is put aside, the edits disagree.
  await must(farmer.database, reverseHarvest, harvestId);
  await must(office.database, reverseHarvest, harvestId);
  await must(office.database, editPlot, { id: plotId, fields: { name: 'Đồi chè' } });
  await must(colleague.database, editPlot, { id: plotId, fields: { name: 'Đồi trên cao' } });
  await must(office.database, confirmSales, [saleId]);
  await everybody(farmer, colleague, office);
  await settle(office, 'already-reversed', { action: 'dismiss', note: 'đã hủy rồi' });

  // A day is closed; what comes for it is late and gets an open day.
  await must(office.database, closePeriod, '2026-10-31');
  await office.sync();
  await must(farmer.database, recordHarvest, { ...harvest, quantityMilli: 3_000, harvestedOn: '2026-10-20' });
  await must(farmer.database, reverseSale, saleId);
  await everybody(farmer, office);
  await settle(office, 'late', { action: 'release', postOn: '2026-11-01' });

  // Somebody who was not approved yet writes, edits what he wrote, and is approved.
  const pending: Person = { userId: '00000000000000f2', roles: FOUNDER_ROLES, isPending: true };
  const newcomer = coop.device(pending);
  const plot = await must(newcomer.database, addPlot, { memberId, name: 'Nương mới', areaM2: 360 });
  await newcomer.sync();
  await must(newcomer.database, editPlot, { id: plot, fields: { name: 'Nương ba' } });
  await newcomer.sync();
  await must(office.database, editMember, { id: memberId, fields: { village: 'Bản 4' } });
  await must(office.database, setGrants, {
    userId: pending.userId,
    grants: parseGrants(['coop', 'member:*', 'book']),
  });
  await everybody(office, newcomer, colleague, farmer);
  return { office, colleague, farmer, memberId, productId, harvestId };
}

/** Everybody comes near Wi-Fi, twice. */
export async function everybody(...workers: readonly Worker[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const worker of workers) await worker.sync();
}

/** The office decides about every open card with this reason. */
async function settle(
  office: Worker,
  why: string,
  decision: { readonly action: 'release' | 'dismiss'; readonly postOn?: string; readonly note?: string },
): Promise<void> {
  const cards = await office.ask((read) => read.list(attention));
  const open = cards.filter((card) => card.state === 'open' && card.why === why);
  if (open.length === 0) throw new Error(`nothing was put aside as ${why}`);
  for (const card of open) await must(office.database, decide, { cardId: card.id, ...decision });
  await office.sync();
}
