/**
 * A province on one machine: a thousand devices in a hundred co-ops, each sending one record a request and taking in what
 * the others of its co-op send, so many requests at a time; on SQLite files, and on PostgreSQL with several server
 * processes. The devices and the database share the machine's processors with the servers, so figures are low, and say
 * how the arrangements compare.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hexOf } from '#kernel/ids.ts';
import { required } from '#kernel/result.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { readOutbox, type Session } from '#local-db/index.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import type { Operation } from '#protocol/operation.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { ServerStore } from '#server/store/store.ts';
import { keysOf, requestKeyOf, sessionKeyOf, type KeyOwner } from '../../helpers/known-key.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { syncUntilComplete, type Transport } from '#sync/index.ts';
import { syncTransport } from '../../../src/app/sync-transport.ts';
import { must, openDevice } from '../../helpers/local-device.ts';
import { nodePost } from '../../helpers/node-post.ts';
import { startCluster } from '../../helpers/postgres.ts';
import { Random } from '../../helpers/random.ts';
import { startServer } from '../../journeys/start-server.ts';
import type { Budget } from '../budget.ts';
import { pusherOf, pushOne, type Pusher } from '../server/pusher.ts';

export interface Arrangement {
  readonly name: string;
  readonly isPostgres: boolean;
  readonly processes: number;
}

export interface ProvinceResult {
  readonly name: string;
  readonly pushes: number;
  readonly errors: number;
  readonly pushesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of all server processes at the end, MiB. */
  readonly rssMib: number;
}

const COOPS = 100;
const DEVICES_PER_COOP = 10;
const AT_ONCE = 32;
export const SECONDS = { small: 4, whole: 30 } as const;

const ARRANGEMENTS: readonly Arrangement[] = [
  { name: 'SQLite, 1 process', isPostgres: false, processes: 1 },
  { name: 'PostgreSQL, 1 process', isPostgres: true, processes: 1 },
  { name: 'PostgreSQL, 2 processes', isPostgres: true, processes: 2 },
  { name: 'PostgreSQL, 4 processes', isPostgres: true, processes: 4 },
];

export async function provinceSuite(seconds: number): Promise<readonly ProvinceResult[]> {
  const found: ProvinceResult[] = [];
  for (const arrangement of ARRANGEMENTS) found.push(await measure(arrangement, seconds));
  return found;
}

export function provinceBudgets(found: readonly ProvinceResult[]): readonly Budget[] {
  return found.flatMap(({ name, errors, pushes }) => [
    { what: `${name}: errors`, found: errors, atMost: 0 },
    { what: `${name}: pushes`, found: pushes, atLeast: COOPS * DEVICES_PER_COOP },
  ]);
}

async function measure({ name, isPostgres, processes }: Arrangement, seconds: number): Promise<ProvinceResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'so-mua-province-'));
  const cluster = isPostgres ? await startCluster({ isDurable: true }) : undefined;
  const databaseUrl = cluster?.newDatabase();
  const place = { dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
  const sessions = await enrolled(
    databaseUrl === undefined ? openSqliteStore({ dataDir }) : await openPostgresStore({ url: databaseUrl }),
  );
  const servers = [];
  for (let index = 0; index < processes; index += 1) servers.push(await startServer(place));
  const carriers = servers.map(({ port }) => nodePost({ port, connections: AT_ONCE }));
  const transports = carriers.map(({ post }) => syncTransport(post));
  const transportOf = (index: number): Transport => required(transports[index % processes], 'one for each process');
  try {
    const devices: { readonly pusher: Pusher; readonly pattern: Operation }[] = [];
    for (const [index, { coop, tokens }] of sessions.entries()) {
      const pattern = await foundedCoop(coop, required(tokens[0], 'there are ten'), transportOf(index));
      tokens.forEach((token, at) =>
        devices.push({ pusher: pusherOf(coop, at + 1, requestKeyOf(ownerOf(coop, at, token))), pattern }),
      );
    }
    const took: number[] = [];
    let errors = 0;
    let next = 0;
    const startedAt = performance.now();
    const isOver = (): boolean => performance.now() - startedAt > seconds * 1_000 && next >= devices.length;
    const hands = Array.from({ length: AT_ONCE }, async () => {
      while (!isOver()) {
        const index = next;
        next += 1;
        const { pusher, pattern } = required(devices[index % devices.length], 'one of them');
        const sentAt = performance.now();
        try {
          await pushOne(transportOf(index), pusher, pattern);
          took.push(performance.now() - sentAt);
        } catch {
          // Counted: none is allowed.
          errors += 1;
        }
      }
    });
    await Promise.all(hands);
    const ms = performance.now() - startedAt;
    took.sort((left, right) => left - right);
    return {
      name,
      pushes: took.length,
      errors,
      pushesPerSecond: Math.round((took.length / ms) * 1_000),
      p50Ms: Math.round(took[Math.floor(took.length * 0.5)] ?? Number.NaN),
      p99Ms: Math.round(took[Math.floor(took.length * 0.99)] ?? Number.NaN),
      rssMib: Math.round(servers.reduce((sum, { pid }) => sum + rssOf(pid), 0)),
    };
  } finally {
    for (const carrier of carriers) carrier.close();
    for (const server of servers) await server.kill();
    cluster?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Co-ops and their devices' sessions, written straight into the store; closes it. */
async function enrolled(store: ServerStore): Promise<readonly { readonly coop: string; readonly tokens: string[] }[]> {
  const random = new Random(COOPS);
  const coops: { coop: string; tokens: string[] }[] = [];
  for (let index = 0; index < COOPS; index += 1) {
    const coop = hexOf(random.bytes(8));
    const tokens: string[] = [];
    await store.catalogue.addCoop({ coop, name: `HTX ${index + 1}`, createdAt: 0 });
    for (let device = 0; device < DEVICES_PER_COOP; device += 1) {
      const token = hexOf(random.bytes(16));
      tokens.push(token);
      const person = personOf(device);
      const key = sessionKeyOf(ownerOf(coop, device, token));
      await store.catalogue.addSession({
        tokenHash: tokenHash(token),
        coop,
        person,
        deviceName: '',
        createdAt: 0,
        key,
      });
    }
    coops.push({ coop, tokens });
  }
  await store.close();
  return coops;
}

function ownerOf(coop: string, device: number, token: string): KeyOwner {
  return { coop, user: personOf(device).userId, token };
}

function personOf(device: number): Session['person'] {
  return { userId: String(device + 1).padStart(16, '0'), roles: FOUNDER_ROLES };
}

/** A member and a product are on the server; gives a harvest as the app makes it. */
async function foundedCoop(coop: string, token: string, transport: Transport): Promise<Operation> {
  const random = new Random(1);
  const database = openDevice({
    session: { coop, isEnrolled: true, person: personOf(0) },
    now: Date.now,
    randomBytes: (length) => random.bytes(length),
  });
  const memberId = await must(database, addMember, { name: 'Tẩn Láo Hín' });
  const productId = await must(database, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  const keys = keysOf(requestKeyOf(ownerOf(coop, 0, token)));
  await syncUntilComplete(database, transport, { token, keys, build: 'bench', byteBudget: 32 * 1024 });
  await must(database, recordHarvest, { memberId, productId, quantityMilli: 1_000 });
  const [operation] = (await readOutbox(database)).segments.flatMap((segment) => segment.operations);
  return required(operation, 'a harvest was saved');
}

function rssOf(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1_024;
}
