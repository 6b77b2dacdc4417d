import { expect, test } from 'vitest';
import { brokenBudgets, type Budget } from './budget.ts';
import { deviceBudgets, type DeviceResults } from './device/device.ts';
import { lighthouseBudgets } from './lighthouse.ts';
import { linkBudgets } from './link/link.ts';
import { localBudgets } from './local/local.ts';
import { oneCoopBudgets, type MemorySample } from './server/one-coop.ts';
import { wireBudgets, type Traffic } from './wire.ts';

const MIB = 1024 * 1024;

/** What each broken budget is about. */
function broken(budgets: readonly Budget[]): readonly string[] {
  return brokenBudgets(budgets).map((line) => line.split(':')[0] ?? '');
}

const traffic: Readonly<Record<string, Traffic>> = {
  push1000: { bytesUp: 15_000, bytesDown: 60, requests: 1 },
  idle: { bytesUp: 250, bytesDown: 250, requests: 1 },
  one: { bytesUp: 250, bytesDown: 60, requests: 1 },
  boot10000: { bytesUp: 150, bytesDown: 150_000, requests: 3 },
  plots1000: { bytesUp: 52, bytesDown: 10_000, requests: 1 },
  history: { bytesUp: 52, bytesDown: 10_500, requests: 1 },
};
const rows = { push1000: 1_000, boot10000: 10_000 };

test('[BN1] what travels may be as much as its budget, and one byte or request more is said', () => {
  expect(broken(wireBudgets({ traffic, rows }))).toEqual([]);
  const found = (name: string, change: Partial<Traffic>): readonly string[] => {
    const standing = traffic[name] ?? { bytesUp: 0, bytesDown: 0, requests: 0 };
    return broken(wireBudgets({ traffic: { ...traffic, [name]: { ...standing, ...change } }, rows }));
  };
  expect(found('push1000', { bytesUp: 15_001 })).toEqual(['bytes up for each of 1,000 harvests']);
  expect(found('push1000', { requests: 2 })).toEqual(['requests for 1,000 harvests']);
  expect(found('idle', { bytesUp: 251 })).toEqual(['bytes up when nothing is to be said']);
  expect(found('idle', { bytesDown: 251 })).toEqual(['bytes down when nothing is to be said']);
  expect(found('idle', { requests: 2 })).toEqual(['requests when nothing is to be said']);
  expect(found('one', { bytesUp: 251 })).toEqual(['bytes up for one record']);
  expect(found('boot10000', { bytesDown: 150_001 })).toEqual(['bytes down for each row of a first pull']);
  expect(found('boot10000', { requests: 4 })).toEqual(['requests of a first pull of 10,000']);
  expect(found('history', { bytesDown: 10_501 })).toEqual(['% of an unedited pull, after ten edits of every row']);
  expect(found('history', { bytesDown: 9_499 })).toEqual(['% of an unedited pull, after ten edits of every row']);
});

test('[BN2] a thousand records over 2G take four seconds, and ten of them one exchange', () => {
  const time = { ms: 4_000, requests: 1, floorMs: 7_800 };
  expect(broken(linkBudgets({ ten: time, thousand: time }))).toEqual([]);
  expect(broken(linkBudgets({ ten: { ...time, requests: 2 }, thousand: time }))).toEqual([
    'requests for 10 records over 2G',
  ]);
  expect(broken(linkBudgets({ ten: time, thousand: { ...time, ms: 4_001 } }))).toEqual([
    'ms for 1,000 records over 2G',
  ]);
});

test('[BN3] a slow server and one that keeps memory are said, a busy machine is not the server', () => {
  const samples = (heapMib: number, rssMib: number): readonly MemorySample[] =>
    Array.from({ length: 20 }, (_, index) => ({
      pushes: (index + 1) * 5_000,
      heapUsed: (20 + (index * heapMib) / 20) * MIB,
      rss: (150 + (index * rssMib) / 20) * MIB,
    }));
  const good = { pushes: 100_000, pushesPerSecond: 300, bareRowsPerSecond: 20_000, samples: samples(0, 0) };
  expect(broken(oneCoopBudgets(good))).toEqual([]);
  expect(broken(oneCoopBudgets({ ...good, pushesPerSecond: 299 }))).toEqual(['pushes a second on one co-op']);
  expect(broken(oneCoopBudgets({ ...good, pushesPerSecond: 150, bareRowsPerSecond: 5_850 }))).toEqual([]);
  expect(broken(oneCoopBudgets({ ...good, pushesPerSecond: 149, bareRowsPerSecond: 5_850 }))).toEqual([
    'pushes a second on one co-op',
  ]);
  expect(broken(oneCoopBudgets({ ...good, samples: samples(10, 0) }))).toEqual([
    'MiB of heap that the second half leaves behind',
  ]);
  expect(broken(oneCoopBudgets({ ...good, samples: samples(0, 80) }))).toEqual([
    'MiB of RSS that the second half leaves behind',
  ]);
  expect(broken(oneCoopBudgets({ ...good, samples: [] }))).toContain('samples of memory');
});

test('[BN4] saving and taking in may cost three times raw IndexedDB, and grow by three tenths more with ten times the records', () => {
  const good = {
    saveToRaw10000: 3,
    saveToRaw100000: 3,
    applyToRaw1000: 3,
    saveGrowthToRaw: 1.3,
    queryGrowthToRaw: 1.3,
  };
  expect(broken(localBudgets(good))).toEqual([]);
  for (const what of ['saveToRaw10000', 'saveToRaw100000', 'applyToRaw1000'])
    expect(broken(localBudgets({ ...good, [what]: 3.01 }))).toEqual([what]);
  for (const what of ['saveGrowthToRaw', 'queryGrowthToRaw'])
    expect(broken(localBudgets({ ...good, [what]: 1.31 }))).toEqual([what]);
});

test('[BN5] a figure that is missing breaks its budget', () => {
  expect(broken(localBudgets({}))).toEqual([
    'saveToRaw10000',
    'saveToRaw100000',
    'applyToRaw1000',
    'saveGrowthToRaw',
    'queryGrowthToRaw',
  ]);
  expect(broken(wireBudgets({ traffic: {}, rows: {} })).length).toBeGreaterThan(3);
});

const taps = (ms: number): DeviceResults['tapMs'] => ({
  'tile of a form': [ms],
  'key of the keypad': [ms],
  save: [ms],
  'tile of 1,000 members': [ms],
  'tile of 10,000 sales': [ms],
  'row of 10,000 sales': [ms],
  'back to 10,000 sales': [ms],
  'back to the home': [ms],
});
const searches = (ms: number): DeviceResults['searchMs'] => ({
  '1,000 members': [ms],
  '10,000 sales': [ms],
  'newest 2,000 harvests': [ms],
});

test('[BN6] a cheap phone with a year in its book may be as slow as its budgets, and one that is slower is said', () => {
  const good: DeviceResults = {
    startMs: { full: [9_000, 3_000, 1], empty: [3_000] },
    saveMs: [1, 300, 900],
    tapMs: taps(100),
    searchMs: searches(150),
    heapMib: { home: 60, list: 60 },
    frameMs: [200],
    processorShares: [1],
    machineIndexes: [1_000, 1_000],
  };
  const found = (change: Partial<DeviceResults>): readonly string[] => broken(deviceBudgets({ ...good, ...change }));
  expect(found({})).toEqual([]);
  expect(found({ startMs: { full: [3_001], empty: [3_000] } })).toEqual(['ms to a usable start']);
  expect(found({ startMs: { full: [1_160], empty: [1_000] } })).toEqual(['times the start of an empty book']);
  expect(found({ saveMs: [1, 301, 302] })).toEqual(['ms from "Lưu" to "Đã lưu"']);
  expect(found({ tapMs: taps(101) })).toHaveLength(8);
  expect(found({ tapMs: { ...taps(100), save: [] } })).toEqual(['ms from a tap to the next paint, save']);
  expect(found({ searchMs: searches(151) })).toHaveLength(3);
  expect(found({ heapMib: { home: 61, list: 60 } })).toEqual(['MiB of heap at the home']);
  expect(found({ heapMib: { home: 60, list: 61 } })).toEqual(['MiB of heap after all that, at 10,000 rows']);
  expect(found({ frameMs: [201] })).toEqual(['ms of the longest frame over 10,000 rows']);
});

test('[BN7] a first screen that Lighthouse likes less than it did is said', () => {
  const good = {
    performance: 90,
    accessibility: 100,
    bestPractices: 95,
    lcpMs: 1,
    tbtMs: 1,
    cls: 0,
    failed: [],
    runs: [90],
    machineIndexes: [1_000],
  };
  expect(broken(lighthouseBudgets(good))).toEqual([]);
  expect(broken(lighthouseBudgets({ ...good, performance: 89 }))).toEqual(['performance, of 100']);
  expect(broken(lighthouseBudgets({ ...good, accessibility: 99 }))).toEqual(['accessibility, of 100']);
  expect(broken(lighthouseBudgets({ ...good, bestPractices: 94 }))).toEqual(['best practices, of 100']);
  expect(broken(lighthouseBudgets({ ...good, performance: Number.NaN }))).toEqual(['performance, of 100']);
});
