/**
 * A cheap phone after a year of a co-op: the built app in a real Chromium of 360 × 640 with touch, its page slowed down
 * six times, no server, and 50,000 records in the book. Starts are measured in turns with those of an empty book.
 */
import { rmSync } from 'node:fs';
import type { Budget } from '../budget.ts';
import { machineIndex } from '../machine-index.ts';
import { median } from '../median.ts';
import { processorShare } from '../processor-share.ts';
import { joinedPhone, pageScript, SlowPhone, type KeptPhone } from './phone.ts';
import { saves, scrolls, SEARCHES, searches, TAPS, taps, type Search, type Tap, type Times } from './use.ts';

const START_ROUNDS = 7;
/** %: on a machine that does nothing else it is nearly all. */
const QUIET_SHARE = 90;

export interface DeviceResults {
  /** From the beginning of the page until the first tile is drawn and answers, ms, round by round. */
  readonly startMs: { readonly full: readonly number[]; readonly empty: readonly number[] };
  /** From the tap on "Lưu" until "Đã lưu" is shown, ms. */
  readonly saveMs: readonly number[];
  /** From a tap to the next paint, ms, by what was tapped. */
  readonly tapMs: Times<Tap>;
  /** From a key until its result is shown, ms, by what was searched. */
  readonly searchMs: Times<Search>;
  /** What JavaScript holds after a forced collection, MiB, by where. */
  readonly heapMib: { readonly home: number; readonly list: number };
  /** The longest frame of each drag over the list of 10,000 rows, ms. */
  readonly frameMs: readonly number[];
  /** Of a processor, what a loop that wanted one whole got between these steps, 0 to 1. */
  readonly processorShares: readonly number[];
  /** Lighthouse's BenchmarkIndex of this machine, before and after: figures in ms belong to it. */
  readonly machineIndexes: readonly number[];
}

export async function deviceSuite(): Promise<DeviceResults> {
  const folders: string[] = [];
  const processorShares: number[] = [];
  const share = (): void => void processorShares.push(processorShare());
  const keep = (folder: string): void => void folders.push(folder);
  try {
    const indexBefore = await machineIndex();
    const script = await pageScript();
    const empty = await joinedPhone(keep, true);
    const full = await joinedPhone(keep, false);
    const startMs = await starts({ full, empty }, script, share);
    const phone = await SlowPhone.open(full, script);
    try {
      const home = await phone.heapMib();
      const saved = await saves(phone);
      share();
      const tapped = await taps(phone);
      share();
      const searchMs = await searches(phone);
      share();
      const frameMs = await scrolls(phone);
      const heapMib = { home, list: await phone.heapMib() };
      return {
        startMs,
        saveMs: saved.saved,
        tapMs: { ...tapped, save: saved.taps },
        searchMs,
        heapMib,
        frameMs,
        processorShares,
        machineIndexes: [indexBefore, await machineIndex()],
      };
    } finally {
      await phone.close();
    }
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** In turns, so that a noisy minute falls on both. The first of each is not counted: it fills the browser's code cache. */
async function starts(
  phones: { readonly full: KeptPhone; readonly empty: KeptPhone },
  script: string,
  share: () => void,
): Promise<DeviceResults['startMs']> {
  const startMs = { full: [] as number[], empty: [] as number[] };
  for (let round = 0; round <= START_ROUNDS; round += 1) {
    share();
    for (const which of round % 2 === 0 ? (['full', 'empty'] as const) : (['empty', 'full'] as const)) {
      const phone = await SlowPhone.open(phones[which], script);
      if (round > 0) startMs[which].push(phone.usableMs);
      await phone.close();
    }
  }
  return startMs;
}

/** Rules U50 to U52, failure F12. Medians, since one reading on a machine that does other things is no reading. */
export function deviceBudgets(found: DeviceResults): readonly Budget[] {
  const { full, empty } = found.startMs;
  return [
    { what: 'ms to a usable start', found: median(full), atMost: 3_000 },
    { what: 'times the start of an empty book', found: median(full) / median(empty), atMost: 1.15 },
    { what: 'ms from "Lưu" to "Đã lưu"', found: median(found.saveMs), atMost: 300 },
    ...TAPS.map((tap) => ({
      what: `ms from a tap to the next paint, ${tap}`,
      found: median(found.tapMs[tap]),
      atMost: 100,
    })),
    ...SEARCHES.map((search) => ({
      what: `ms from a key to its result, ${search}`,
      found: median(found.searchMs[search]),
      atMost: 150,
    })),
    { what: 'MiB of heap at the home', found: found.heapMib.home, atMost: 60 },
    { what: 'MiB of heap after all that, at 10,000 rows', found: found.heapMib.list, atMost: 60 },
    { what: 'ms of the longest frame over 10,000 rows', found: median(found.frameMs), atMost: 200 },
  ];
}

/** The least reading of each, and how busy the machine was: what the medians in the table cannot tell. */
export function deviceLines(found: DeviceResults): readonly string[] {
  const least = (times: readonly number[]): number => Math.round(Math.min(...times));
  const { full, empty } = found.startMs;
  const share = Math.round(median(found.processorShares) * 100);
  return [
    `least: start ${least(full)} ms, of the empty book ${least(empty)} ms · save ${least(found.saveMs)} ms`,
    `least, tap: ${TAPS.map((tap) => `${tap} ${least(found.tapMs[tap])} ms`).join(' · ')}`,
    `least, search: ${SEARCHES.map((search) => `${search} ${least(found.searchMs[search])} ms`).join(' · ')}`,
    `worst frame ${Math.round(Math.max(...found.frameMs))} ms`,
    `a loop that wanted one processor got ${share}% of it${share < QUIET_SHARE ? ': a busy machine, on which figures in ms are too high' : ''}`,
    `this machine's BenchmarkIndex before and after: ${found.machineIndexes.map(Math.round).join(', ')} (a phone six times slower has a sixth of it)`,
  ];
}
