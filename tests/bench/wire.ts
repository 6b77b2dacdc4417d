/**
 * What travels, in bytes of HTTP bodies as a browser sends and receives them (requests and answers deflated above 300
 * bytes). The records are those of harvest-dataset.mjs; ids are ours, members, plots and products are known to both
 * sides. Our harvest has no price: what the data set calls `unitPrice` is left out.
 */
import { deflateSync } from 'node:zlib';
import type { LocalDatabase, Session } from '#local-db/index.ts';
import { registry } from '#modules/registry.ts';
import { addMember } from '#modules/members/commands.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { addProduct } from '#modules/products/commands.ts';
import { handleSync, tokenHash, type SyncServer } from '#server/sync/handle-sync.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { syncUntilComplete, type Transport } from '#sync/index.ts';
import { must, openDevice } from '../helpers/local-device.ts';
import { Random } from '../helpers/random.ts';
import { memberIds, PRODUCTS, record } from './harvest-dataset.mjs';

export interface Traffic {
  bytesUp: number;
  bytesDown: number;
  requests: number;
}

const COOP = 'c0ffee0000000001';
const COMPRESS_FROM_BYTES = 300;

interface Peer {
  readonly database: LocalDatabase;
  readonly clock: { now: number };
  readonly transport: Transport;
  readonly token: string;
  readonly traffic: Traffic;
}

/** Traffic by what was done, and how many rows it moved. */
export async function wireSuite(): Promise<{
  readonly traffic: Readonly<Record<string, Traffic>>;
  readonly rows: Readonly<Record<string, number>>;
}> {
  const server: SyncServer = {
    store: openSqliteStore({ dataDir: ':memory:' }),
    registry,
    now: () => Date.UTC(2026, 11, 31),
  };
  server.store.catalogue.addCoop({ coop: COOP, name: 'bench', createdAt: 0 });
  const [station, fresh] = [peer(server, 1), peer(server, 2)];
  const idOf = await shared(station);
  await sync(station);

  const results: Record<string, Traffic> = {};
  let next = 0;
  const push = async (count: number): Promise<Traffic> => {
    for (let index = 0; index < count; index += 1, next += 1) {
      const { memberId, product, quantityKg, grade, date, note, createdAt } = record(0, next);
      station.clock.now = Date.parse(createdAt);
      const input = {
        memberId: idOf(memberId),
        productId: idOf(product),
        grade,
        quantityMilli: Math.round(quantityKg * 1000),
        harvestedOn: date,
        ...(note === '' ? {} : { note }),
      };
      await must(station.database, recordHarvest, input);
    }
    return sync(station);
  };
  results['push1000'] = await push(1_000);
  results['ten'] = await push(10);
  results['idle'] = await sync(station);
  results['one'] = await push(1);
  results['push10000'] = await push(10_000);
  results['boot10000'] = await sync(fresh);
  const pulled = await Promise.all(
    [members, products, harvests].map(async (table) => fresh.database.store.reader.count(table.name)),
  );
  server.store.close();
  const rows = { push1000: 1_000, ten: 10, idle: 0, one: 1, push10000: 10_000 };
  return { traffic: results, rows: { ...rows, boot10000: pulled.reduce((sum, count) => sum + count, 0) } };
}

/** Members and products, before anything is counted. */
async function shared(station: Peer): Promise<(name: string) => string> {
  const ids = new Map<string, string>();
  for (const name of memberIds) ids.set(name, await must(station.database, addMember, { name }));
  for (const [name] of PRODUCTS) ids.set(name, await must(station.database, addProduct, { name, unit: 'kg' }));
  return (name) => ids.get(name) ?? '';
}

function peer(server: SyncServer, number: number): Peer {
  const userId = `00000000000000a${number}`;
  const session: Session = { coop: COOP, isEnrolled: true, person: { userId, role: 'office' } };
  const token = userId.padStart(32, '0');
  server.store.catalogue.addSession(
    tokenHash(token),
    { coop: COOP, person: session.person },
    { deviceName: 'bench', createdAt: 0 },
  );
  const clock = { now: Date.UTC(2026, 6, 31) };
  const random = new Random(number);
  const database = openDevice({ session, now: () => clock.now, randomBytes: (length) => random.bytes(length) });
  const traffic: Traffic = { bytesUp: 0, bytesDown: 0, requests: 0 };
  const transport: Transport = {
    async send(body) {
      const answer = handleSync(server, body);
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      traffic.requests += 1;
      traffic.bytesUp += bodyBytes(body);
      traffic.bytesDown += bodyBytes(answer.body);
      return answer.body;
    },
  };
  return { database, clock, transport, token, traffic };
}

async function sync(station: Peer): Promise<Traffic> {
  Object.assign(station.traffic, { bytesUp: 0, bytesDown: 0, requests: 0 });
  await syncUntilComplete(station.database, station.transport, {
    token: station.token,
    build: '0.1.0',
    byteBudget: 512 * 1024,
  });
  return { ...station.traffic };
}

function bodyBytes(body: Uint8Array): number {
  return body.length <= COMPRESS_FROM_BYTES ? body.length : deflateSync(body, { level: 6 }).length;
}
