/**
 * What has to be bought for how many co-ops, computed from what `npm run bench -- server` has measured and from how much
 * people are taken to work. `docs/capacity.md` holds the table that comes out of `docs/capacity.json`; a test compares.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { required } from '#kernel/result.ts';
import { growthResultSchema, provinceResultSchema } from './results.ts';

/** Of the results of the bench what the table needs. */
export const capacityFiguresSchema = z.object({
  /** ISO date, and the machine in words. */
  measuredOn: z.string(),
  machine: z.string(),
  /** One busy co-op on files, and bare commits of one row beside it. */
  oneCoop: z.object({ pushes: z.number(), pushesPerSecond: z.number(), bareRowsPerSecond: z.number() }),
  province: z.array(provinceResultSchema),
  growth: z.array(growthResultSchema),
});
export type CapacityFigures = z.infer<typeof capacityFiguresSchema>;

const FIGURES = new URL('../../../docs/capacity.json', import.meta.url);

export function readFigures(): CapacityFigures {
  return capacityFiguresSchema.parse(JSON.parse(readFileSync(FIGURES, 'utf8')));
}

/** How much people are taken to work: estimates, none of them measured. */
export const WORK = {
  /** Requests of one device on a day of the season. A storekeeper's sends every slip by itself. */
  staffRequests: 100,
  memberRequests: 4,
  /** Slips of one device on such a day. */
  staffSlips: 60,
  memberSlips: 1,
  seasonDays: 150,
  /** The other days, as a part of a day of the season. */
  otherDays: 0.2,
  /** Of a day's requests, in its busiest hour; and how much busier its busiest minute is than the hour's average. */
  busiestHour: 0.2,
  busiestMinute: 3,
  /** A photo with every so manieth slip, bytes each. */
  slipsPerPhoto: 50,
  photoBytes: 120_000,
  /** Processors are bought so that the busiest minute takes so much of them. */
  busyAtMost: 0.5,
} as const;

export interface Level {
  readonly name: string;
  readonly isPostgres: boolean;
  readonly groups: readonly { readonly count: number; readonly staff: number; readonly members: number }[];
}

/** A device for each of the staff, and for one in four or five members. */
export const LEVELS: readonly Level[] = [
  { name: 'one large co-op, 3,000 members', isPostgres: false, groups: [{ count: 1, staff: 12, members: 600 }] },
  { name: 'a province, 435 co-ops, files', isPostgres: false, groups: [{ count: 435, staff: 4, members: 25 }] },
  { name: 'a province, 435 co-ops, PostgreSQL', isPostgres: true, groups: [{ count: 435, staff: 4, members: 25 }] },
  {
    name: 'the country, 30,000 co-ops and 100,000 groups',
    isPostgres: true,
    groups: [
      { count: 30_000, staff: 4, members: 25 },
      { count: 100_000, staff: 1, members: 5 },
    ],
  },
];

export interface Need {
  readonly name: string;
  readonly devices: number;
  readonly requestsPerDay: number;
  readonly peakPerSecond: number;
  /** Processors like the measured one's. */
  readonly serverCores: number;
  readonly databaseCores: number;
  readonly slipsPerYear: number;
  /** Gigabytes (10⁹ bytes). */
  readonly slipsGbPerYear: number;
  readonly photosGbPerYear: number;
  /** To the disk in the busiest minute, megabytes a second. */
  readonly writtenMbPerSecond: number;
}

export function needOf(level: Level, { province, growth }: CapacityFigures): Need {
  const store = level.isPostgres ? 'PostgreSQL' : 'SQLite';
  // With more processes than cores a request costs more, and nobody would run it so.
  const cost = required(
    province.find(({ name, processes }) => name.startsWith(store) && processes === 1),
    'measured on both stores',
  );
  const largest = required(growth.filter((each) => each.store === store).at(-1), 'measured on both stores');
  const devices = sum(level.groups.map(({ count, staff, members }) => count * (staff + members)));
  const perDay = (ofStaff: number, ofMember: number): number =>
    sum(level.groups.map(({ count, staff, members }) => count * (staff * ofStaff + members * ofMember)));
  const requestsPerDay = perDay(WORK.staffRequests, WORK.memberRequests);
  const peakPerSecond = (requestsPerDay * WORK.busiestHour * WORK.busiestMinute) / 3_600;
  const days = WORK.seasonDays + (365 - WORK.seasonDays) * WORK.otherDays;
  const slipsPerYear = perDay(WORK.staffSlips, WORK.memberSlips) * days;
  const coresFor = (cpuMs: number): number => (peakPerSecond * cpuMs) / 1_000 / WORK.busyAtMost;
  return {
    name: level.name,
    devices,
    requestsPerDay,
    peakPerSecond,
    serverCores: coresFor(cost.serverCpuMs),
    databaseCores: coresFor(cost.databaseCpuMs),
    slipsPerYear,
    slipsGbPerYear: (slipsPerYear * largest.storedBytes) / 1e9,
    photosGbPerYear: ((slipsPerYear / WORK.slipsPerPhoto) * WORK.photoBytes) / 1e9,
    writtenMbPerSecond: (peakPerSecond * cost.writtenBytes) / 1e6,
  };
}

/** Markdown: the figures themselves. */
export function figuresTable({ province }: CapacityFigures): string {
  return [
    '| 1,000 devices, 100 co-ops, mixed | requests/s | p50 ms | p99 ms | server, CPU ms a request | database, CPU ms a request | memory, servers + database, MB | errors |',
    '|---|---|---|---|---|---|---|---|',
    ...province.map(({ name, requestsPerSecond, p50Ms, p99Ms, serverCpuMs, databaseCpuMs, ...rest }) => {
      const memory = `${Math.round(rest.serverMib)} + ${Math.round(rest.databaseMib)}`;
      const cells = [requestsPerSecond, p50Ms, p99Ms, serverCpuMs.toFixed(1), databaseCpuMs.toFixed(1), memory];
      return `| ${[name, ...cells, rest.errors].join(' | ')} |`;
    }),
  ].join('\n');
}

/** Markdown: one more slip, sent alone, by how many there are. */
export function growthTable({ growth }: CapacityFigures): string {
  const sizes = [...new Set(growth.map(({ operations }) => operations))];
  const of = (store: string, size: number) =>
    required(
      growth.find((each) => each.store === store && each.operations === size),
      'each store was measured at each size',
    );
  return [
    `| | ${sizes.map((size) => `${size.toLocaleString('en')}`).join(' | ')} |`,
    `|---|${sizes.map(() => '---').join('|')}|`,
    ...(['SQLite', 'PostgreSQL'] as const).flatMap((store) => [
      `| ${store}: CPU ms | ${sizes.map((size) => of(store, size).cpuMs.toFixed(1)).join(' | ')} |`,
      `| ${store}: ms until it is answered, p50 | ${sizes.map((size) => of(store, size).p50Ms.toFixed(1)).join(' | ')} |`,
      `| ${store}: bytes on the disk, each | ${sizes.map((size) => Math.round(of(store, size).storedBytes)).join(' | ')} |`,
    ]),
  ].join('\n');
}

/** Markdown: what people need. */
export function capacityTable(figures: CapacityFigures): string {
  const needs = LEVELS.map((level) => needOf(level, figures));
  return [
    '| | devices | requests a day in the season | in the busiest minute, a second | cores, servers | cores, database | slips a year | GB a year, slips | GB a year, photos | written, MB/s |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...needs.map((need) => {
      const cells = [
        need.devices,
        need.requestsPerDay,
        need.peakPerSecond,
        need.serverCores,
        need.databaseCores,
        need.slipsPerYear,
        need.slipsGbPerYear,
        need.photosGbPerYear,
        need.writtenMbPerSecond,
      ];
      return `| ${[need.name, ...cells.map(shown)].join(' | ')} |`;
    }),
  ].join('\n');
}

/** Two digits that count: more would say more than the estimates do. */
function shown(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 1 - Math.floor(Math.log10(value)));
  const rounded = Number(value.toPrecision(2));
  return rounded.toLocaleString('en', { maximumFractionDigits: digits });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
