import { expect, test } from 'vitest';
import { Fault } from '#kernel/result.ts';
import { openDexieStore } from '#local-db/dexie-store.ts';
import { BreakableIndexedDb } from '../helpers/breakable-indexed-db.ts';
import { MemoryDisk, MemoryStore, type MemoryFaults } from '../helpers/memory-store.ts';
import { CONTRACT_TABLES } from './local-store.ts';
import { describeStorageFaults } from './storage-faults.ts';

describeStorageFaults('memory', async () => {
  const faults: MemoryFaults = {};
  return {
    store: new MemoryStore({ disk: new MemoryDisk(CONTRACT_TABLES), turn: async () => undefined, faults }),
    lose: (when) => Object.assign(faults, { lose: when }),
    setFull: (isFull) => Object.assign(faults, { isFull }),
    setUnopenable: () => Object.assign(faults, { isUnopenable: true }),
  };
});

describeStorageFaults('Dexie', async () => {
  const browser = new BreakableIndexedDb();
  return {
    store: await open(browser),
    lose: (when) => {
      browser.lose = when;
    },
    setFull: (isFull) => {
      browser.isFull = isFull;
    },
    setUnopenable: () => {
      browser.openError = new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError');
    },
  };
});

const NAME = 'contract';

async function open(
  browser: BreakableIndexedDb,
  more: { readonly version?: number; readonly onBlocked?: () => void; readonly onVersionChange?: () => void } = {},
) {
  return openDexieStore({ name: NAME, tables: CONTRACT_TABLES, version: 3, indexedDb: browser.indexedDb, ...more });
}

async function codeOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => 'opened',
    (cause: unknown) => (cause instanceof Fault ? cause.code : cause),
  );
}

test('[X24] a database that cannot be opened and a disk too full to open it are told apart', async () => {
  const browser = new BreakableIndexedDb();
  browser.openError = new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError');
  expect(await codeOf(open(browser))).toBe('storage.unavailable');
  browser.openError = new DOMException(
    'Encountered full disk while opening backing store for indexedDB.open.',
    'UnknownError',
  );
  expect(await codeOf(open(browser))).toBe('storage.noRoom');
  browser.openError = new DOMException('', 'QuotaExceededError');
  expect(await codeOf(open(browser))).toBe('storage.noRoom');
});

test('[X22] an old tab that does not close blocks the upgrade, which says so and goes on when it has closed', async () => {
  const browser = new BreakableIndexedDb();
  const old = await connectionOf(browser.otherTab(NAME, 10));
  let blocked = 0;
  let blockedSaid: () => void = () => undefined;
  const isBlocked = new Promise<void>((resolve) => {
    blockedSaid = resolve;
  });
  const opening = open(browser, {
    onBlocked: () => {
      blocked += 1;
      blockedSaid();
    },
  });
  await isBlocked;
  old.close();
  const store = await opening;
  expect(blocked).toBe(1);
  expect(await store.reader.count('log')).toBe(0);
  store.close();
});

test('[X22] a tab closes at once when a newer version asks, says so, and writes nothing into what it does not know', async () => {
  const browser = new BreakableIndexedDb();
  let asked = 0;
  const store = await open(browser, { onVersionChange: () => (asked += 1) });
  const newer = await connectionOf(browser.otherTab(NAME, 40));
  expect(asked).toBe(1);
  const save = store.write(['log'], (transaction) => transaction.put('log', [{ writer: 'w', n: 1, row: 'a' }]));
  expect(await codeOf(save)).toBe('storage.version');
  newer.close();
  expect(await codeOf(open(browser))).toBe('storage.version');
  expect(await codeOf(open(browser, { version: 4 }))).toBe('opened');
});

test('a store that was closed on purpose stays closed', async () => {
  const store = await open(new BreakableIndexedDb());
  store.close();
  expect(await codeOf(store.reader.count('log'))).toBe('storage.closed');
});

async function connectionOf(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not opened'));
  });
}
