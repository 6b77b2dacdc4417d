import { beforeEach, expect, test } from 'vitest';
import { BEAT_EVERY_MS, LOOK_EVERY_MS, StoreLease } from '#local-db/lease.ts';
import { FakeTime } from '../helpers/fake-time.ts';
import { newDisk } from '../helpers/local-device.ts';
import { MemoryStore } from '../helpers/memory-store.ts';

let time: FakeTime;
let store: MemoryStore;
/** What the tabs did, in order. */
let story: string[];

beforeEach(() => {
  time = new FakeTime();
  store = new MemoryStore({ disk: newDisk(), turn: async () => undefined });
  story = [];
});

interface Tab {
  readonly lease: StoreLease;
  isFrozen: boolean;
}

let tabs = 0;

/** A tab whose timers stop while it is frozen, as a browser stops them. */
function openTab(): Tab {
  tabs += 1;
  const number = tabs;
  const tab: Tab = {
    isFrozen: false,
    lease: new StoreLease(store, {
      randomBytes: (length) => new Uint8Array(length).fill(number),
      async sleep(ms) {
        await time.sleep(ms);
        while (tab.isFrozen) await time.sleep(1_000);
      },
    }),
  };
  return tab;
}

function sync(name: string, tab: Tab, ms: number): Promise<void> {
  return tab.lease.hold(async () => {
    story.push(`${name} begins`);
    await time.sleep(ms);
    story.push(`${name} ends`);
  });
}

test('[X21] two tabs take turns, and nobody waits longer than to the next look', async () => {
  const [first, second] = [openTab(), openTab()];
  void sync('first', first, 20_000);
  await time.pass(100);
  void sync('second', second, 20_000);
  await time.pass(20_000 + LOOK_EVERY_MS);
  expect(story).toEqual(['first begins', 'first ends', 'second begins']);
  await time.pass(60_000);
  expect(story.at(-1)).toBe('second ends');
});

test('[X21] a long sync keeps its turn for as long as its tab lives', async () => {
  const [first, second] = [openTab(), openTab()];
  void sync('first', first, 60 * 60_000);
  await time.pass(100);
  void sync('second', second, 1_000);
  await time.pass(59 * 60_000);
  expect(story).toEqual(['first begins']);
});

test('[X21] a frozen tab that holds the turn stops the other for about a minute and no longer', async () => {
  const [first, second] = [openTab(), openTab()];
  void sync('first', first, 60 * 60_000);
  await time.pass(BEAT_EVERY_MS * 3);
  first.isFrozen = true;
  void sync('second', second, 1_000);
  await time.pass(40_000);
  expect(story).toEqual(['first begins']);
  await time.pass(25_000);
  expect(story).toEqual(['first begins', 'second begins', 'second ends']);
});

test('[X21] a tab that was closed in the middle of a sync stops the next one for about a minute', async () => {
  const closed = openTab();
  void sync('closed', closed, 60 * 60_000);
  await time.pass(100);
  closed.isFrozen = true;
  await time.pass(60 * 60_000);
  void sync('next', openTab(), 1_000);
  await time.pass(65_000);
  expect(story.slice(-2)).toEqual(['next begins', 'next ends']);
});

test('a device that slept with both tabs does not take the turn from the one that holds it', async () => {
  const [first, second] = [openTab(), openTab()];
  void sync('first', first, 30 * 60_000);
  await time.pass(100);
  void sync('second', second, 1_000);
  await time.pass(10_000);
  first.isFrozen = true;
  second.isFrozen = true;
  await time.pass(10 * 60_000);
  first.isFrozen = false;
  second.isFrozen = false;
  await time.pass(5 * 60_000);
  expect(story).toEqual(['first begins']);
});

test('a tab that lost its turn while frozen does not take it away from its successor when it ends', async () => {
  const [first, second] = [openTab(), openTab()];
  const frozen = first.lease.hold(() => time.sleep(100_000));
  await time.pass(BEAT_EVERY_MS);
  first.isFrozen = true;
  void sync('second', second, 60 * 60_000);
  await time.pass(70_000);
  expect(story).toEqual(['second begins']);
  first.isFrozen = false;
  await time.pass(60_000);
  await frozen;
  void sync('third', openTab(), 1_000);
  await time.pass(10 * 60_000);
  expect(story).toEqual(['second begins']);
});
