/**
 * A province on one machine: a thousand devices in a hundred co-ops, of ten requests five with one slip, one with a day's
 * twenty, and four that only ask; every one takes in what the others of its co-op have sent. So many at a time as keep
 * the machine busy; on SQLite files, and on PostgreSQL (committing to the disk) with several server processes. Devices and
 * database share the machine's processors with the servers: what one request costs each of them counts, and how the
 * arrangements compare; the requests a second are those of this machine.
 */
import { required } from '#kernel/result.ts';
import { startCluster } from '../../helpers/postgres.ts';
import type { Budget } from '../budget.ts';
import { foundedCoop } from './load-coop.ts';
import { pushSome, type Pattern, type Pusher } from './pusher.ts';
import type { ProvinceResult } from './results.ts';
import { startServers } from './station-server.ts';
import { memoryMib, usageOf, usedBetween } from './usage.ts';

const COOPS = 100;
const DEVICES_PER_COOP = 10;
const MEMBERS_PER_COOP = 10;
const AT_ONCE = 32;
/** What ten requests carry. */
export const MIX = [1, 0, 1, 0, 1, 20, 1, 0, 1, 0] as const;
export const SECONDS = { small: 4, whole: 30 } as const;

const ARRANGEMENTS = [
  { name: 'SQLite, 1 process', isPostgres: false, processes: 1 },
  { name: 'PostgreSQL, 1 process', isPostgres: true, processes: 1 },
  { name: 'PostgreSQL, 2 processes', isPostgres: true, processes: 2 },
  { name: 'PostgreSQL, 4 processes', isPostgres: true, processes: 4 },
] as const;
type Arrangement = (typeof ARRANGEMENTS)[number];

export async function provinceSuite(seconds: number): Promise<readonly ProvinceResult[]> {
  const found: ProvinceResult[] = [];
  for (const arrangement of ARRANGEMENTS) found.push(await measure(arrangement, seconds));
  return found;
}

export function provinceBudgets(found: readonly ProvinceResult[]): readonly Budget[] {
  return found.flatMap(({ name, errors, requests }) => [
    { what: `${name}: errors`, found: errors, atMost: 0 },
    { what: `${name}: requests`, found: requests, atLeast: COOPS * DEVICES_PER_COOP },
  ]);
}

export function provinceLine(result: ProvinceResult): string {
  const { name, requestsPerSecond, p50Ms, p99Ms, serverCpuMs, databaseCpuMs, writtenBytes } = result;
  return [
    `${name.padEnd(24)} ${requestsPerSecond} requests/s`,
    `p50 ${p50Ms} ms`,
    `p99 ${p99Ms} ms`,
    `server ${serverCpuMs.toFixed(2)} ms CPU, ${Math.round(result.serverMib)} MiB`,
    `database ${databaseCpuMs.toFixed(2)} ms CPU, ${Math.round(result.databaseMib)} MiB`,
    `${Math.round(writtenBytes)} B written`,
    `${result.requests} requests with ${result.slips} slips`,
    `${result.errors} errors`,
  ].join(' · ');
}

async function measure({ name, isPostgres, processes }: Arrangement, seconds: number): Promise<ProvinceResult> {
  const cluster = isPostgres ? await startCluster({ isDurable: true }) : undefined;
  const databasePids = cluster === undefined ? [] : [cluster.pid];
  const size = { coops: COOPS, devices: DEVICES_PER_COOP };
  const servers = await startServers({ cluster, processes, ...size, connections: AT_ONCE });
  try {
    const devices: { readonly pusher: Pusher; readonly pattern: Pattern }[] = [];
    for (const [index, coop] of servers.coops.entries()) {
      const founded = await foundedCoop(coop, servers.transportOf(index), MEMBERS_PER_COOP);
      devices.push(...founded.devices.map((pusher) => ({ pusher, pattern: founded.pattern })));
    }
    const took: number[] = [];
    let slips = 0;
    let errors = 0;
    let next = 0;
    const before = { server: servers.usage(), database: usageOf(databasePids) };
    const startedAt = performance.now();
    const isOver = (): boolean => performance.now() - startedAt > seconds * 1_000 && next >= devices.length;
    const hands = Array.from({ length: AT_ONCE }, async () => {
      while (!isOver()) {
        const index = next;
        next += 1;
        const { pusher, pattern } = required(devices[index % devices.length], 'one of them');
        // A round of all devices later each one carries the next of the mix.
        const count = required(MIX[(index + Math.floor(index / devices.length)) % MIX.length], 'ten of them');
        const sentAt = performance.now();
        try {
          await pushSome(servers.transportOf(index), pusher, pattern, count);
          took.push(performance.now() - sentAt);
          slips += count;
        } catch {
          // Counted: none is allowed.
          errors += 1;
        }
      }
    });
    await Promise.all(hands);
    const ms = performance.now() - startedAt;
    const server = usedBetween(before.server, servers.usage());
    const database = usedBetween(before.database, usageOf(databasePids));
    const part = [...took].sort((left, right) => left - right);
    const requests = took.length;
    return {
      name,
      processes,
      requests,
      slips,
      errors,
      requestsPerSecond: Math.round((requests / ms) * 1_000),
      p50Ms: Math.round(part[Math.floor(requests * 0.5)] ?? Number.NaN),
      p99Ms: Math.round(part[Math.floor(requests * 0.99)] ?? Number.NaN),
      serverCpuMs: server.cpuMs / requests,
      databaseCpuMs: database.cpuMs / requests,
      writtenBytes: (server.written + database.written) / requests,
      serverMib: servers.memoryMib(),
      databaseMib: memoryMib(databasePids),
    };
  } finally {
    await servers.close();
    cluster?.stop();
  }
}
