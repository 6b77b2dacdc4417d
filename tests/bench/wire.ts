/**
 * What travels, in bytes of HTTP bodies as a browser sends and receives them (requests and answers deflated above 300
 * bytes). Exact, so the budgets of issues 2 and 3 are checked here.
 */
import { deflateSync } from 'node:zlib';
import { harvests } from '#modules/harvests/index.ts';
import { members } from '#modules/members/index.ts';
import { addPlot, editPlot } from '#modules/plots/commands.ts';
import { products } from '#modules/products/index.ts';
import { handleSync, type SyncServer } from '#server/sync/handle-sync.ts';
import type { Transport } from '#sync/index.ts';
import { must } from '../helpers/local-device.ts';
import type { Budget } from './budget.ts';
import { record } from './harvest-dataset.mjs';
import { benchServer, openStation, saveHarvests, saveLists, syncStation, type Station } from './station.ts';

export interface Traffic {
  bytesUp: number;
  bytesDown: number;
  requests: number;
}

export interface WireResults {
  readonly traffic: Readonly<Record<string, Traffic>>;
  /** How many rows each of them moved. */
  readonly rows: Readonly<Record<string, number>>;
}

const COMPRESS_FROM_BYTES = 300;
const DAY_MS = 86_400_000;
const EDIT_ROUNDS = 10;

export async function wireSuite(): Promise<WireResults> {
  const [season, edits] = [await seasonOfHarvests(), await historyOfEdits()];
  return { traffic: { ...season.traffic, ...edits.traffic }, rows: { ...season.rows, ...edits.rows } };
}

async function seasonOfHarvests(): Promise<WireResults> {
  const server = benchServer(':memory:');
  const [station, fresh] = [openStation(server, 1), openStation(server, 2)];
  const idOf = await saveLists(station);
  await counted(server, station);

  let next = 0;
  const push = async (count: number): Promise<Traffic> => {
    await saveHarvests(station, idOf, { from: next, count });
    next += count;
    return counted(server, station);
  };
  const traffic: Record<string, Traffic> = {};
  traffic['push1000'] = await push(1_000);
  traffic['ten'] = await push(10);
  // More than a week of the data set went by: the first sync with nothing to say carries the sums of the weekly check.
  traffic['scrub'] = await counted(server, station);
  traffic['idle'] = await counted(server, station);
  traffic['one'] = await push(1);
  traffic['push10000'] = await push(10_000);
  traffic['boot10000'] = await counted(server, fresh);
  const pulled = await Promise.all(
    [members, products, harvests].map(async (table) => fresh.database.store.reader.count(table.name)),
  );
  server.store.close();
  const rows = { push1000: 1_000, ten: 10, scrub: 0, idle: 0, one: 1, push10000: 10_000 };
  return { traffic, rows: { ...rows, boot10000: pulled.reduce((sum, count) => sum + count, 0) } };
}

/**
 * A thousand plots as new devices pull them: never edited, edited once, edited ten times. Each of the devices holds the
 * lists already, so that nothing but the thousand rows is counted.
 */
async function historyOfEdits(): Promise<WireResults> {
  // The server's clock goes with the station's: one that stood still would hold the times of later rounds together.
  const server = benchServer(':memory:', () => station.clock.now);
  const station = openStation(server, 1);
  const [unedited, once, tenTimes] = [openStation(server, 2), openStation(server, 3), openStation(server, 4)];
  const idOf = await saveLists(station);
  for (const each of [station, unedited, once, tenTimes]) await counted(server, each);

  const ids: string[] = [];
  for (let index = 0; index < 1_000; index += 1) {
    const { memberId, product, quantityKg, note, createdAt } = record(0, index);
    station.clock.now = Date.parse(createdAt);
    const plot = { memberId: idOf(memberId), productId: idOf(product), name: `Lô ${index % 7}`, areaUnit: 'm2' };
    const area = { areaM2: areaOf(quantityKg, 0), ...(note === '' ? {} : { note }) };
    ids.push(await must(station.database, addPlot, { ...plot, ...area }));
  }
  const traffic: Record<string, Traffic> = {};
  await counted(server, station);
  traffic['plots1000'] = await counted(server, unedited);
  for (let round = 1; round <= EDIT_ROUNDS; round += 1) {
    for (const [index, id] of ids.entries()) {
      // Another station's times, so that the edits do not follow the pattern of the first entries.
      station.clock.now = Date.parse(record(round, index).createdAt) + round * 20 * DAY_MS;
      const { quantityKg } = record(0, index);
      await must(station.database, editPlot, { id, fields: { areaM2: areaOf(quantityKg, round) } });
    }
    await counted(server, station);
    if (round === 1) traffic['editedOnce'] = await counted(server, once);
  }
  traffic['history'] = await counted(server, tenTimes);
  server.store.close();
  return { traffic, rows: { plots1000: 1_000, editedOnce: 1_000, history: 1_000 } };
}

/** The data set's own edit (`editedKg`), on an area in m². */
function areaOf(quantityKg: number, round: number): number {
  return Math.round(quantityKg * 10) + round;
}

/** Budgets of issues 2 and 3. */
export function wireBudgets({ traffic, rows }: WireResults): readonly Budget[] {
  const of = (name: string): Traffic => traffic[name] ?? { bytesUp: Number.NaN, bytesDown: Number.NaN, requests: 0 };
  const perRow = (name: string, bytes: number): number => bytes / (rows[name] ?? 0);
  return [
    { what: 'bytes up for each of 1,000 harvests', found: perRow('push1000', of('push1000').bytesUp), atMost: 15 },
    { what: 'requests for 1,000 harvests', found: of('push1000').requests, atMost: 1 },
    { what: 'bytes up when nothing is to be said', found: of('idle').bytesUp, atMost: 250 },
    { what: 'bytes down when nothing is to be said', found: of('idle').bytesDown, atMost: 250 },
    { what: 'requests when nothing is to be said', found: of('idle').requests, atMost: 1 },
    { what: 'bytes up for one record', found: of('one').bytesUp, atMost: 250 },
    {
      what: 'bytes down for each row of a first pull',
      found: perRow('boot10000', of('boot10000').bytesDown),
      atMost: 15,
    },
    { what: 'requests of a first pull of 10,000', found: of('boot10000').requests, atMost: 3 },
    {
      what: '% of an unedited pull, after ten edits of every row',
      found: (of('history').bytesDown * 100) / of('plots1000').bytesDown,
      atLeast: 95,
      atMost: 105,
    },
  ];
}

/** Syncs until all is sent and pulled. */
async function counted(server: SyncServer, station: Station): Promise<Traffic> {
  const traffic: Traffic = { bytesUp: 0, bytesDown: 0, requests: 0 };
  const transport: Transport = {
    async send(body) {
      const answer = await handleSync(server, body);
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      traffic.requests += 1;
      traffic.bytesUp += bodyBytes(body);
      traffic.bytesDown += bodyBytes(answer.body);
      return answer.body;
    },
  };
  await syncStation(station, transport);
  return traffic;
}

function bodyBytes(body: Uint8Array): number {
  return body.length <= COMPRESS_FROM_BYTES ? body.length : deflateSync(body, { level: 6 }).length;
}
