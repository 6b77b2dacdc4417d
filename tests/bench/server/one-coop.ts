/**
 * What one co-op's server bears: twenty stations, each sending one record a request over its open connection and
 * following what the others send, to the real server on a SQLite file with synchronous FULL; as a ratio to bare
 * better-sqlite3 committing one row at a time beside it, and with what memory the process holds meanwhile.
 *
 * The stations are pushers instead of whole devices, so that this side costs less than the server.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod/mini';
import { required } from '#kernel/result.ts';
import { readOutbox } from '#local-db/index.ts';
import type { Transport } from '#sync/index.ts';
import { syncTransport } from '../../../src/app/sync-transport.ts';
import { nodePost } from '../../helpers/node-post.ts';
import { Random } from '../../helpers/random.ts';
import type { Budget } from '../budget.ts';
import { memberIds } from '../harvest-dataset.mjs';
import { requestKeyOf } from '../../helpers/known-key.ts';
import { pusherOf, pushSome, type Pattern, type Pusher } from './pusher.ts';
import { benchServer, COOP, openStation, saveHarvests, saveLists, syncStation } from '../station.ts';

export interface OneCoopResults {
  readonly pushes: number;
  readonly pushesPerSecond: number;
  readonly bareRowsPerSecond: number;
  readonly samples: readonly MemorySample[];
}

export interface MemorySample {
  readonly pushes: number;
  /** Bytes, after a forced collection. */
  readonly rss: number;
  readonly heapUsed: number;
}

/**
 * Issue 3 asks for 300 pushes a second. It is held as what it is on the design library's machine, where bare SQLite
 * commits 11,700 rows a second: one that is slower or busier must reach the same ratio, a faster one the figure itself.
 */
const WANTED_PER_SECOND = 300;
const REFERENCE_ROWS_PER_SECOND = 11_700;

export const PUSHES = { small: 5_000, whole: 100_000 } as const;

const STATIONS = 20;
const SAMPLES = 20;
const BARE_MS = 4_000;
const MIB = 1024 * 1024;

const startedSchema = z.object({ port: z.number() });
const memorySchema = z.object({ rss: z.number(), heapUsed: z.number() });

export async function oneCoopSuite(pushes: number): Promise<OneCoopResults> {
  const dataDir = mkdtempSync(join(tmpdir(), 'so-mua-bench-'));
  const server = await startServer(dataDir);
  const bare = openBare(join(dataDir, 'bare.sqlite'));
  const carrier = nodePost({ port: server.port, connections: STATIONS });
  try {
    const transport = syncTransport(carrier.post);
    const pattern = await harvestPattern(transport);
    const stations = Array.from({ length: STATIONS }, (_, index) => stationOf(index + 1));
    const samples: MemorySample[] = [];
    const bareRates: number[] = [];
    let pushingMs = 0;
    let done = 0;
    // In turns, so that a busy moment of the machine falls on both.
    while (done < pushes) {
      const turn = Math.ceil(Math.min(pushes / SAMPLES, pushes - done) / STATIONS);
      const startedAt = performance.now();
      await Promise.all(
        stations.map(async (station) => {
          for (let each = 0; each < turn; each += 1) await pushSome(transport, station, pattern, 1);
        }),
      );
      pushingMs += performance.now() - startedAt;
      done += turn * STATIONS;
      samples.push({ pushes: done, ...(await server.memory()) });
      bareRates.push(bare.rowsPerSecond(BARE_MS / SAMPLES));
    }
    const bareRowsPerSecond = bareRates.reduce((sum, rate) => sum + rate, 0) / bareRates.length;
    return { pushes: done, pushesPerSecond: (done / pushingMs) * 1_000, bareRowsPerSecond, samples };
  } finally {
    bare.close();
    carrier.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/**
 * Memory is flat when the second half of the pushes leaves no more than this behind: the middle of the last five samples
 * against the middle of the five after half of the pushes, so that one moment of an allocator says nothing.
 */
export function growthOfSecondHalf(
  samples: readonly MemorySample[],
  of: 'rss' | 'heapUsed',
): { readonly mib: number; readonly pushes: number } {
  const half = samples.slice(Math.floor(samples.length / 2));
  const middle = (from: readonly MemorySample[]): number =>
    [...from].sort((left, right) => left[of] - right[of])[Math.floor(from.length / 2)]?.[of] ?? Number.NaN;
  const pushes = (half.at(-1)?.pushes ?? 0) - (half[0]?.pushes ?? 0);
  return { mib: (middle(half.slice(-5)) - middle(half.slice(0, 5))) / MIB, pushes };
}

export function oneCoopLines({
  pushes,
  pushesPerSecond,
  bareRowsPerSecond,
  samples,
}: OneCoopResults): readonly string[] {
  const mib = (bytes: number): string => (bytes / MIB).toFixed(1);
  const ratio = (bareRowsPerSecond / pushesPerSecond).toFixed(1);
  return [
    ...samples.map(
      ({ pushes: after, rss, heapUsed }) => `after ${after} pushes: RSS ${mib(rss)} MiB · heap ${mib(heapUsed)} MiB`,
    ),
    `${pushes} pushes · ${Math.round(pushesPerSecond)}/s · bare rows ${Math.round(bareRowsPerSecond)}/s · ratio ${ratio}`,
    ...(['rss', 'heapUsed'] as const).map((what) => {
      const growth = growthOfSecondHalf(samples, what);
      return `${what.padEnd(8)} grew ${growth.mib.toFixed(1)} MiB over the last ${growth.pushes} pushes`;
    }),
  ];
}

export function oneCoopBudgets({ pushesPerSecond, bareRowsPerSecond, samples }: OneCoopResults): readonly Budget[] {
  const machine = Math.min(1, bareRowsPerSecond / REFERENCE_ROWS_PER_SECOND);
  return [
    { what: 'pushes a second on one co-op', found: pushesPerSecond, atLeast: Math.round(WANTED_PER_SECOND * machine) },
    { what: 'samples of memory', found: samples.length, atLeast: SAMPLES },
    {
      what: 'MiB of heap that the second half leaves behind',
      found: growthOfSecondHalf(samples, 'heapUsed').mib,
      atMost: 2,
    },
    {
      what: 'MiB of RSS that the second half leaves behind',
      found: growthOfSecondHalf(samples, 'rss').mib,
      atMost: 16,
    },
  ];
}

interface RunningServer {
  readonly port: number;
  memory(): Promise<z.infer<typeof memorySchema>>;
  stop(): Promise<void>;
}

async function startServer(dataDir: string): Promise<RunningServer> {
  const child = fork('tests/bench/server/process.ts', [dataDir, String(STATIONS)], {
    execArgv: ['--expose-gc', '--import', 'tsx'],
  });
  const ended = once(child, 'exit');
  const nextMessage = async (): Promise<unknown> => {
    const [message]: unknown[] = await Promise.race([once(child, 'message'), ended.then(() => ['the server ended'])]);
    return message;
  };
  const { port } = startedSchema.parse(await nextMessage());
  return {
    port,
    async memory() {
      child.send('memory');
      return memorySchema.parse(await nextMessage());
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The lists are put on the server; gives a harvest as the app makes it. */
async function harvestPattern(transport: Transport): Promise<Pattern> {
  const local = benchServer(':memory:', Date.now);
  const station = openStation(local, 1);
  local.store.close();
  const idOf = await saveLists(station);
  await syncStation(station, transport);
  await saveHarvests(station, idOf, { from: 0, count: 1 });
  const [operation] = (await readOutbox(station.database)).segments.flatMap((segment) => segment.operations);
  await syncStation(station, transport);
  return { operation: required(operation, 'a harvest was saved'), memberIds: memberIds.map(idOf) };
}

function stationOf(number: number): Pusher {
  const user = `a${number}`.padStart(16, '0');
  return pusherOf(COOP, number, requestKeyOf({ coop: COOP, user, token: user.padStart(32, '0') }));
}

interface Bare {
  /** One row a transaction for so long, each about as large as what a push stores. */
  rowsPerSecond(ms: number): number;
  close(): void;
}

function openBare(file: string): Bare {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE op (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)');
  const insert = db.prepare('INSERT INTO op (body) VALUES (?)');
  const body = new Random(1).bytes(300);
  return {
    rowsPerSecond(ms) {
      const startedAt = performance.now();
      let rows = 0;
      for (; performance.now() - startedAt < ms; rows += 1) insert.run(body);
      return (rows / (performance.now() - startedAt)) * 1_000;
    },
    close() {
      db.close();
    },
  };
}
