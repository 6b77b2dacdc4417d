import { expect, test } from 'vitest';
import { Fault } from '#kernel/result.ts';
import { writeReconnecting, type Connection } from './reconnect.ts';
import type { StoreRecord, WriteTransaction } from './store.ts';

/** A disk of one table, and a browser that drops the first connection when its transaction was as good as done. */
class DroppingBrowser implements Connection {
  readonly tables = [{ name: 'log', key: 'n', indexes: [] }];
  readonly disk = new Map<unknown, StoreRecord>();
  readonly reader = {
    get: async (_table: string, key: unknown) => this.disk.get(key),
    getMany: async (_table: string, keys: readonly unknown[]) => keys.map((key) => this.disk.get(key)),
    range: async () => [...this.disk.values()],
    count: async () => this.disk.size,
  };
  runs = 0;
  readonly #left: (written: readonly StoreRecord[]) => readonly StoreRecord[];

  /** `left`: what of the first transaction's records is on the disk afterwards, with what others did meanwhile. */
  constructor(left: (written: readonly StoreRecord[]) => readonly StoreRecord[]) {
    this.#left = left;
  }

  async run<T>(_tables: readonly string[], body: (transaction: WriteTransaction) => Promise<T>): Promise<T> {
    this.runs += 1;
    const written: StoreRecord[] = [];
    const put = async (_table: string, records: readonly StoreRecord[]): Promise<void> => {
      written.push(...records);
    };
    const output = await body({ ...this.reader, put, delete: async () => undefined });
    const isFirst = this.runs === 1;
    for (const record of isFirst ? this.#left(written) : written) this.disk.set(record['n'], record);
    if (isFirst) throw new Fault('storage.closed');
    return output;
  }

  async reopen(): Promise<void> {
    // It opens at once.
  }
}

/** As a save does it: the operation, and the log's head after it. */
async function save(browser: DroppingBrowser): Promise<string> {
  return writeReconnecting(browser, ['log'], async (transaction) => {
    await transaction.put('log', [{ n: 1, row: 'a' }]);
    await transaction.put('log', [{ n: 0, head: 1 }]);
    return 'saved';
  });
}

test('[I3] everything that was put is there: it was saved, and is not saved again', async () => {
  const browser = new DroppingBrowser((written) => written);
  expect(await save(browser)).toBe('saved');
  expect(browser.runs).toBe(1);
});

test('[X23] nothing of it is there: it is done once more', async () => {
  const browser = new DroppingBrowser(() => []);
  expect(await save(browser)).toBe('saved');
  expect(browser.runs).toBe(2);
});

test('[I23] another tab saved on top of it meanwhile: nobody can tell, and that is said instead of guessed', async () => {
  const browser = new DroppingBrowser(([operation = {}]) => [operation, { n: 0, head: 2 }]);
  await expect(save(browser)).rejects.toThrow('storage.unsure');
  expect(browser.runs).toBe(1);
});
