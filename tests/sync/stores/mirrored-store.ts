/**
 * Dexie over a real IndexedDB, with a mirror of everything that became durable: the checkers look at the mirror at any
 * moment, and in the end the database itself must be the same.
 */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { openDexieStore } from '#local-db/index.ts';
import type {
  LiveListener,
  LocalStore,
  ReadTransaction,
  StoreKey,
  StoreRecord,
  WriteTransaction,
} from '#local-db/store.ts';
import { catalogueOf } from '#local-db/tables.ts';
import { required } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { keyText, type MemoryDisk } from '../../helpers/memory-store.ts';
import { plainCopy } from '../../helpers/plain-copy.ts';
import { isSameData } from '../../helpers/same-data.ts';

export interface Life {
  /** Lets others run; throws when the process has died. */
  turn(): Promise<void>;
  /** Throws when the process has died. Inside a transaction nothing else may be awaited. */
  mustLive(): void;
  /** Throws when there is no space for what is being written. */
  mustFit(): void;
}

const databases = new WeakMap<MemoryDisk, { readonly factory: IDBFactory; open?: Promise<LocalStore> }>();

const NAME = 'so-mua';

/** The database of a disk; a disk that was copied or put back has its tables copied into a new one first. */
async function opened(disk: MemoryDisk): Promise<LocalStore> {
  const known = databases.get(disk);
  const entry = known ?? { factory: new IDBFactory() };
  databases.set(disk, entry);
  // Whatever still runs on the old connection ends as it does when a tab is closed.
  if (entry.open !== undefined) (await entry.open).close();
  const { storeTables, version } = catalogueOf(registry);
  const indexedDb = { indexedDB: entry.factory, IDBKeyRange };
  entry.open = openDexieStore({ name: NAME, tables: storeTables, version, indexedDb });
  const store = await entry.open;
  if (known === undefined) await copyInto(store, disk);
  return store;
}

async function copyInto(store: LocalStore, disk: MemoryDisk): Promise<void> {
  const filled = [...disk.tables].filter(([, records]) => records.size > 0);
  if (filled.length === 0) return;
  await store.write(
    filled.map(([name]) => name),
    async (transaction) => {
      for (const [name, records] of filled) await transaction.put(name, [...records.values()]);
    },
  );
}

/** What the database holds and the mirror does not, or the other way round; empty when they are the same. */
export async function differenceFromMirror(disk: MemoryDisk): Promise<string> {
  const open = databases.get(disk)?.open;
  if (open === undefined) return '';
  const store = await open;
  for (const [name, mirrored] of disk.tables) {
    const stored = await store.reader.range(name);
    const { key } = required(disk.definitions.get(name), name);
    for (const record of stored) {
      if (!isSameData(record, mirrored.get(keyText(keyOf(record, key))))) return `${name} ${JSON.stringify(record)}`;
    }
    if (stored.length !== mirrored.size) return `${name} has ${stored.length} records, the mirror ${mirrored.size}`;
  }
  return '';
}

export async function closeDatabase(disk: MemoryDisk): Promise<void> {
  (await databases.get(disk)?.open)?.close();
}

export class MirroredStore implements LocalStore {
  readonly reader: ReadTransaction;
  readonly #disk: MemoryDisk;
  readonly #life: Life;
  readonly #store: Promise<LocalStore>;

  constructor(disk: MemoryDisk, life: Life) {
    this.#disk = disk;
    this.#life = life;
    this.#store = opened(disk);
    const read = async (): Promise<ReadTransaction> => {
      await life.turn();
      return (await this.#store).reader;
    };
    this.reader = {
      get: async (table, key) => (await read()).get(table, key),
      getMany: async (table, keys) => (await read()).getMany(table, keys),
      range: async (table, query) => (await read()).range(table, query),
      count: async (table, query) => (await read()).count(table, query),
    };
  }

  async write<T>(tables: readonly string[], body: (transaction: WriteTransaction) => Promise<T>): Promise<T> {
    await this.#life.turn();
    const store = await this.#store;
    const changes: (() => void)[] = [];
    const value = await store.write(tables, async (transaction) => {
      const outcome = await body(this.#recorded(transaction, changes));
      this.#life.mustLive();
      if (changes.length > 0) this.#life.mustFit();
      return outcome;
    });
    for (const apply of changes) apply();
    return value;
  }

  live<T>(_query: (reader: ReadTransaction) => Promise<T>, _listener: LiveListener<T>): () => void {
    throw new Error('simulations look at the store themselves');
  }

  close(): void {
    void this.#store.then((store) => store.close());
  }

  #recorded(transaction: WriteTransaction, changes: (() => void)[]): WriteTransaction {
    const mustLive = (): void => this.#life.mustLive();
    const recordsOf = (table: string): Map<string, StoreRecord> => required(this.#disk.tables.get(table), table);
    const { definitions } = this.#disk;
    return {
      get: (table, key) => (mustLive(), transaction.get(table, key)),
      getMany: (table, keys) => (mustLive(), transaction.getMany(table, keys)),
      range: (table, query) => (mustLive(), transaction.range(table, query)),
      count: (table, query) => (mustLive(), transaction.count(table, query)),
      put: (table, records) => {
        mustLive();
        const { key } = required(definitions.get(table), table);
        const copies = records.map(plainCopy);
        changes.push(() => copies.forEach((copy) => recordsOf(table).set(keyText(keyOf(copy, key)), copy)));
        return transaction.put(table, records);
      },
      delete: (table, keys) => {
        mustLive();
        changes.push(() => keys.forEach((key) => recordsOf(table).delete(keyText(key))));
        return transaction.delete(table, keys);
      },
    };
  }
}

function keyOf(record: StoreRecord, key: string): StoreKey {
  const part = (name: string): string | number => {
    const value = record[name];
    return typeof value === 'number' ? value : String(value);
  };
  return key.startsWith('[') ? key.slice(1, -1).split('+').map(part) : part(key);
}
