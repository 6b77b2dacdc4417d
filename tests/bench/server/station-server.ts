/** A store with its server processes, for the length of a measurement. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { required } from '#kernel/result.ts';
import { openStore } from '#server/store/open-store.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import type { Transport } from '#sync/index.ts';
import { syncTransport } from '../../../src/app/sync-transport.ts';
import { nodePost } from '../../helpers/node-post.ts';
import type { Cluster } from '../../helpers/postgres.ts';
import { startServer } from '../../journeys/start-server.ts';
import { enrolled, type LoadCoop } from './load-coop.ts';
import { folderBytes, memoryMib, usageOf, type Usage } from './usage.ts';

export interface Servers {
  readonly coops: readonly LoadCoop[];
  /** To each process in turn. */
  readonly transportOf: (index: number) => Transport;
  /** Of the server processes so far. */
  readonly usage: () => Usage;
  readonly memoryMib: () => number;
  /** What the co-ops take on the disk, bytes. */
  readonly storedBytes: () => Promise<number>;
  readonly databaseUrl: string | undefined;
  close(): Promise<void>;
}

export async function startServers(options: {
  /** Files where there is none. */
  readonly cluster: Cluster | undefined;
  readonly processes: number;
  readonly coops: number;
  readonly devices: number;
  readonly connections: number;
}): Promise<Servers> {
  const { cluster, processes, connections } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'so-mua-load-'));
  const databaseUrl = cluster?.newDatabase();
  const coops = await enrolled(await openStore({ dataDir, databaseUrl }), options);
  const place = { dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
  const servers: Awaited<ReturnType<typeof startServer>>[] = [];
  for (let index = 0; index < processes; index += 1) servers.push(await startServer(place));
  const carriers = servers.map(({ port }) => nodePost({ port, connections }));
  const transports = carriers.map(({ post }) => syncTransport(post));
  const pids = servers.map(({ pid }) => pid);
  return {
    coops,
    databaseUrl,
    transportOf: (index) => required(transports[index % processes], 'one for each process'),
    usage: () => usageOf(pids),
    memoryMib: () => memoryMib(pids),
    async storedBytes() {
      if (databaseUrl === undefined) return folderBytes(dataDir);
      const store = await openPostgresStore({ url: databaseUrl, connections: 1 });
      const bytes = (await store.bytes()) ?? 0;
      await store.close();
      return bytes;
    },
    async close() {
      for (const carrier of carriers) carrier.close();
      for (const server of servers) await server.kill();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
