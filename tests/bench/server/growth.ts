/**
 * Whether a slip costs the same in a co-op that has a million of them: four stores of a thousand to a million operations,
 * each with a server of its own, that are sent slips one by one in turns, so that a busy moment of the machine falls on all.
 */
import { required } from '#kernel/result.ts';
import type { Cluster } from '../../helpers/postgres.ts';
import { startCluster } from '../../helpers/postgres.ts';
import type { Budget } from '../budget.ts';
import { foundedCoop } from './load-coop.ts';
import { pushSome, type Pattern, type Pusher } from './pusher.ts';
import type { GrowthResult } from './results.ts';
import { startServers, type Servers } from './station-server.ts';
import { usageOf, usedBetween, type Usage } from './usage.ts';

export const SIZES = { small: [1_000, 10_000], whole: [1_000, 10_000, 100_000, 1_000_000] } as const;
const TURNS = 20;
const SLIPS_A_TURN = 100;
const MEMBERS = 200;
/** So many in a request while a store is filled. */
const AT_ONCE = 1_000;
/** How much more a slip may cost in the largest store than in the smallest. */
const MOST_GROWTH = 1.25;

export async function growthSuite(sizes: readonly number[]): Promise<readonly GrowthResult[]> {
  const files = await measure(sizes, undefined);
  const cluster = await startCluster({ isDurable: true });
  try {
    return [...files, ...(await measure(sizes, cluster))];
  } finally {
    cluster.stop();
  }
}

export function growthBudgets(found: readonly GrowthResult[]): readonly Budget[] {
  return (['SQLite', 'PostgreSQL'] as const).map((store) => {
    const own = found.filter((each) => each.store === store);
    const growth = (own.at(-1)?.cpuMs ?? Number.NaN) / (own[0]?.cpuMs ?? Number.NaN);
    return { what: `${store}: cost of a slip, largest to smallest store`, found: growth, atMost: MOST_GROWTH };
  });
}

export function growthLine({ store, operations, cpuMs, p50Ms, storedBytes, serverMib }: GrowthResult): string {
  const size = `${store.padEnd(10)} ${String(operations).padStart(9)} operations`;
  return `${size} · one more ${cpuMs.toFixed(2)} ms CPU, p50 ${p50Ms.toFixed(1)} ms · ${Math.round(storedBytes)} B each · server ${Math.round(serverMib)} MiB`;
}

interface Filled {
  readonly servers: Servers;
  readonly operations: number;
  readonly storedBytes: number;
  readonly pattern: Pattern;
  readonly devices: readonly Pusher[];
  readonly cpu: number[];
  readonly took: number[];
}

async function measure(sizes: readonly number[], cluster: Cluster | undefined): Promise<readonly GrowthResult[]> {
  const filled: Filled[] = [];
  try {
    for (const size of sizes) filled.push(await fill(size, cluster));
    for (let turn = 0; turn < TURNS; turn += 1) for (const each of filled) await takeTurn(each, cluster);
    return filled.map(({ servers, operations, storedBytes, cpu, took }) => ({
      store: cluster === undefined ? 'SQLite' : 'PostgreSQL',
      operations,
      cpuMs: middle(cpu),
      p50Ms: middle(took),
      storedBytes,
      serverMib: servers.memoryMib(),
    }));
  } finally {
    for (const { servers } of filled) await servers.close();
  }
}

async function fill(operations: number, cluster: Cluster | undefined): Promise<Filled> {
  const servers = await startServers({ cluster, processes: 1, coops: 1, devices: 2, connections: 2 });
  const transport = servers.transportOf(0);
  const { pattern, devices } = await foundedCoop(required(servers.coops[0], 'there is one'), transport, MEMBERS);
  const first = required(devices[0], 'there are two');
  const bytesBefore = await servers.storedBytes();
  while (first.n < operations) await pushSome(transport, first, pattern, Math.min(AT_ONCE, operations - first.n));
  const storedBytes = ((await servers.storedBytes()) - bytesBefore) / operations;
  // The other one has taken everything in as well: what a device does in its first days is another measure.
  for (const device of devices) device.cursor = first.cursor;
  if (cluster !== undefined && servers.databaseUrl !== undefined) cluster.vacuum(servers.databaseUrl);
  const each = { servers, operations, storedBytes, pattern, devices, cpu: [], took: [] };
  // The first of a process is slower than all that follow.
  await takeTurn({ ...each, cpu: [], took: [] }, cluster);
  return each;
}

async function takeTurn({ servers, pattern, devices, cpu, took }: Filled, cluster: Cluster | undefined): Promise<void> {
  const used = (): readonly Usage[] => [servers.usage(), usageOf(cluster === undefined ? [] : [cluster.pid])];
  const before = used();
  for (let slip = 0; slip < SLIPS_A_TURN; slip += 1) {
    const sentAt = performance.now();
    await pushSome(servers.transportOf(0), required(devices[slip % devices.length], 'two of them'), pattern, 1);
    took.push(performance.now() - sentAt);
  }
  const after = used();
  const spent = after.map((usage, index) => usedBetween(required(before[index], 'looked at before'), usage).cpuMs);
  cpu.push(spent.reduce((sum, ms) => sum + ms, 0) / SLIPS_A_TURN);
}

function middle(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
