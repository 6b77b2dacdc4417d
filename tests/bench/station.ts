/**
 * A weighing station of harvest-dataset.mjs: the real local database in memory, and the records of the data set saved by
 * the app's own commands, its logs sealed as a browser's are (keys and seals of the real size). Ids are ours; members and
 * products are known to both sides before anything is counted. Our harvest has no price: what the data set calls
 * `unitPrice` is left out.
 */
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import type { LocalDatabase, Session } from '#local-db/index.ts';
import { registry } from '#modules/registry.ts';
import { addMember } from '#modules/members/commands.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { keysOf, requestKeyOf, sessionKeyOf } from '../helpers/known-key.ts';
import { tokenHash } from '#server/access/sessions.ts';
import type { SyncServer } from '#server/sync/handle-sync.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '#server/store/store.ts';
import { syncUntilComplete, type RequestKeys, type Transport } from '#sync/index.ts';
import { must, openDevice } from '../helpers/local-device.ts';
import { Random } from '../helpers/random.ts';
import { standInSigner, verifyStandIn } from '../sync/sim/signing.ts';
import { memberIds, PRODUCTS, record } from './harvest-dataset.mjs';

export const COOP = 'c0ffee0000000001';

export interface Station {
  readonly database: LocalDatabase;
  readonly clock: { now: number };
  /** The session proof, 32 hex digits. */
  readonly token: string;
  readonly keys: RequestKeys;
}

export interface BenchServer extends SyncServer {
  readonly store: EmbeddedStore;
}

/** A server with one co-op; everything in memory when `dataDir` is `:memory:`. */
export function benchServer(dataDir: string, now: () => number = () => Date.UTC(2026, 11, 31)): BenchServer {
  const server = { store: openSqliteStore({ dataDir }), registry, now, verify: verifyStandIn };
  server.store.catalogue.addCoop({ coop: COOP, name: 'bench', createdAt: 0 });
  return server;
}

/** A session of the office at the server. `number` tells devices apart, and seeds them. */
export function openSession(
  server: BenchServer,
  number: number,
): { readonly token: string; readonly session: Session; readonly keys: RequestKeys } {
  const userId = `a${number}`.padStart(16, '0');
  const session: Session = { coop: COOP, isEnrolled: true, person: { userId, roles: FOUNDER_ROLES } };
  const token = userId.padStart(32, '0');
  const owner = { coop: COOP, user: userId, token };
  const label = { deviceName: 'bench', createdAt: 0, key: sessionKeyOf(owner) };
  server.store.catalogue.addSession({ tokenHash: tokenHash(token), coop: COOP, person: session.person, ...label });
  return { token, session, keys: keysOf(requestKeyOf(owner, server.now)) };
}

export function openStation(server: BenchServer, number: number): Station {
  const { token, session, keys } = openSession(server, number);
  const clock = { now: Date.UTC(2026, 6, 31) };
  const random = new Random(number);
  const database = openDevice({
    session,
    now: () => clock.now,
    randomBytes: (length) => random.bytes(length),
    signer: standInSigner(random),
  });
  return { database, clock, token, keys };
}

/** Members and products by the data set's names for them; gives what ids they have with us. */
export async function saveLists(station: Station): Promise<(name: string) => string> {
  const ids = new Map<string, string>();
  for (const name of memberIds) ids.set(name, await must(station.database, addMember, { name }));
  for (const [name] of PRODUCTS) ids.set(name, await must(station.database, addProduct, { name, unit: 'kg' }));
  return (name) => ids.get(name) ?? '';
}

export async function saveHarvests(
  station: Station,
  idOf: (name: string) => string,
  range: { readonly from: number; readonly count: number },
): Promise<void> {
  for (let index = range.from; index < range.from + range.count; index += 1) {
    const { memberId, product, quantityKg, grade, date, note, createdAt } = record(0, index);
    station.clock.now = Date.parse(createdAt);
    await must(station.database, recordHarvest, {
      memberId: idOf(memberId),
      productId: idOf(product),
      grade,
      quantityMilli: Math.round(quantityKg * 1000),
      harvestedOn: date,
      ...(note === '' ? {} : { note }),
    });
  }
}

/** Gives how many requests it took. */
export async function syncStation({ database, token, keys }: Station, transport: Transport): Promise<number> {
  return syncUntilComplete(database, transport, { token, keys, build: '0.1.0', byteBudget: 512 * 1024 });
}
