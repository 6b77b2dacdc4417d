/**
 * What has to be bought for how many co-ops, computed from what `npm run bench -- server` has measured and from how much
 * people are taken to work. `docs/capacity.md` holds the table that comes out of `docs/capacity.json`; a test compares.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { required } from '#kernel/result.ts';

/** Of the results of the bench what the table needs. */
export const capacityFiguresSchema = z.object({
  /** ISO date, and the machine in words. */
  measuredOn: z.string(),
  machine: z.string(),
  province: z.array(
    z.object({
      name: z.string(),
      processes: z.number(),
      requests: z.number(),
      slips: z.number(),
      errors: z.number(),
      requestsPerSecond: z.number(),
      p50Ms: z.number(),
      p99Ms: z.number(),
      serverCpuMs: z.number(),
      databaseCpuMs: z.number(),
      writtenBytes: z.number(),
      serverMib: z.number(),
      databaseMib: z.number(),
    }),
  ),
  growth: z.array(
    z.object({
      store: z.enum(['SQLite', 'PostgreSQL']),
      operations: z.number(),
      cpuMs: z.number(),
      p50Ms: z.number(),
      storedBytes: z.number(),
      serverMib: z.number(),
    }),
  ),
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
  // One process is where a request costs least, and where it costs most is not where there is a processor for each.
  const cost = required(
    province.find(({ name, processes }) => name.startsWith(store) && processes === 1),
    'measured on both stores',
  );
  const largest = required(growth.filter((each) => each.store === store).at(-1), 'measured on both stores');
  const devices = sum(level.groups.map(({ count, staff, members }) => count * (staff + members)));
  const requestsPerDay = sum(
    level.groups.map(
      ({ count, staff, members }) => count * (staff * WORK.staffRequests + members * WORK.memberRequests),
    ),
  );
  const peakPerSecond = (requestsPerDay * WORK.busiestHour * WORK.busiestMinute) / 3_600;
  const days = WORK.seasonDays + (365 - WORK.seasonDays) * WORK.otherDays;
  const slipsPerYear = requestsPerDay * days * (cost.slips / cost.requests);
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

/** Markdown. */
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
