/**
 * Over 2G: 50 kbit/s each way and 600 ms for a round trip, with the real client code, the real HTTP server and real
 * sockets in between; the connection is open before anything is timed. In the same run the floor, which is no sync at
 * all: one POST of the same records as gzip JSON.
 */
import { createServer as createHttpServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createServer } from '#server/server.ts';
import { syncTransport, type HttpAnswer, type Post } from '../../../src/app/sync-transport.ts';
import { nodePost } from '../../helpers/node-post.ts';
import type { Budget } from '../budget.ts';
import { record } from '../harvest-dataset.mjs';
import { benchServer, openStation, saveHarvests, saveLists, syncStation } from '../station.ts';
import { openSlowLink, type LinkSpeed } from './slow-link.ts';

export interface LinkTime {
  readonly ms: number;
  readonly requests: number;
  /** The gzip JSON. */
  readonly floorMs: number;
}

export interface LinkResults {
  readonly ten: LinkTime;
  readonly thousand: LinkTime;
}

const TWO_G: LinkSpeed = { bitsPerSecond: 50_000, roundTripMs: 600 };

export async function linkSuite(): Promise<LinkResults> {
  const [ours, floor] = [await throughSync(), await throughJson()];
  return {
    ten: { ...ours.ten, floorMs: floor.ten },
    thousand: { ...ours.thousand, floorMs: floor.thousand },
  };
}

export function linkBudgets({ ten, thousand }: LinkResults): readonly Budget[] {
  return [
    { what: 'requests for 10 records over 2G', found: ten.requests, atMost: 1 },
    { what: 'ms for 1,000 records over 2G', found: thousand.ms, atMost: 4_000 },
  ];
}

async function throughSync(): Promise<{
  readonly ten: Omit<LinkTime, 'floorMs'>;
  readonly thousand: Omit<LinkTime, 'floorMs'>;
}> {
  const parts = benchServer(':memory:');
  const { http } = createServer(parts);
  await http.listen({ port: 0, host: '127.0.0.1' });
  const link = await openSlowLink(portOf(http.server), TWO_G);
  const carrier = nodePost({ port: link.port, connections: 1 });
  const transport = syncTransport(carrier.post);
  const station = openStation(parts, 1);
  const idOf = await saveLists(station);
  // Opens the connection.
  await syncStation(station, transport);

  const timed = async (from: number, count: number): Promise<Omit<LinkTime, 'floorMs'>> => {
    await saveHarvests(station, idOf, { from, count });
    const before = carrier.made();
    const ms = await timeOf(() => syncStation(station, transport));
    return { ms, requests: carrier.made() - before };
  };
  const [thousand, ten] = [await timed(0, 1_000), await timed(1_000, 10)];
  carrier.close();
  await link.close();
  await http.close();
  parts.store.close();
  return { ten, thousand };
}

async function throughJson(): Promise<{ readonly ten: number; readonly thousand: number }> {
  const server = createHttpServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const link = await openSlowLink(portOf(server), TWO_G);
  const carrier = nodePost({ port: link.port, connections: 1 });
  const send = async (from: number, count: number): Promise<HttpAnswer> =>
    sendJson(
      carrier.post,
      Array.from({ length: count }, (_, index) => record(0, from + index)),
    );
  await send(2_000, 1);
  const [thousand, ten] = [await timeOf(() => send(0, 1_000)), await timeOf(() => send(1_000, 10))];
  carrier.close();
  await link.close();
  await new Promise((resolve) => server.close(resolve));
  return { ten, thousand };
}

async function sendJson(post: Post, records: readonly object[]): Promise<HttpAnswer> {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const body = new Uint8Array(gzipSync(JSON.stringify(records)));
  const nothing = (): void => undefined;
  const { signal } = new AbortController();
  return post({ path: '/', headers, body }, { onSending: nothing, onReceiving: nothing, signal });
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt);
}

function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has a port');
  return address.port;
}
