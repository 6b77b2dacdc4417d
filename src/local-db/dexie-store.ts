/** IndexedDB by Dexie. The only file that opens Dexie. */
import { Dexie, liveQuery, type Collection, type Table, type Transaction } from 'dexie';
import type { RangeQuery } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import type {
  LiveListener,
  LocalStore,
  ReadTransaction,
  StoreKey,
  StoreRecord,
  StoreTable,
  WriteTransaction,
} from './store.ts';

export interface DexieStoreOptions {
  readonly name: string;
  readonly tables: readonly StoreTable[];
  readonly version: number;
  /** Another tab holds an old version open; the person has to close it. */
  readonly onBlocked?: () => void;
  /** Another tab wants to upgrade: this one has closed its connection. */
  readonly onVersionChange?: () => void;
  /** Only for tests that bring their own IndexedDB. */
  readonly indexedDb?: { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange };
}

/** Opens (and upgrades) the database. Faults: `storage.unavailable`, `storage.full`, `storage.version`. */
export async function openDexieStore(options: DexieStoreOptions): Promise<LocalStore> {
  const db = new Dexie(options.name, { ...options.indexedDb, chromeTransactionDurability: 'strict' });
  db.version(options.version).stores(
    Object.fromEntries(options.tables.map((table) => [table.name, [table.key, ...table.indexes].join(',')])),
  );
  db.on('blocked', () => options.onBlocked?.());
  db.on('versionchange', () => {
    db.close();
    options.onVersionChange?.();
  });
  try {
    await db.open();
  } catch (cause) {
    throw storageFault(cause);
  }
  return new DexieStore(db);
}

class DexieStore implements LocalStore {
  readonly reader: ReadTransaction;
  readonly #db: Dexie;

  constructor(db: Dexie) {
    this.#db = db;
    this.reader = new DexieTransaction((name) => db.table(name));
  }

  async write<T>(tables: readonly string[], body: (transaction: WriteTransaction) => Promise<T>): Promise<T> {
    try {
      return await this.#db.transaction('rw', [...tables], (transaction: Transaction) =>
        body(new DexieTransaction((name) => transaction.table(name))),
      );
    } catch (cause) {
      throw storageFault(cause);
    }
  }

  live<T>(query: () => Promise<T>, listener: LiveListener<T>): () => void {
    const subscription = liveQuery(query).subscribe({
      next: listener.next,
      error: (error: unknown) => listener.fail(storageFault(error)),
    });
    return () => subscription.unsubscribe();
  }

  close(): void {
    this.#db.close();
  }
}

class DexieTransaction implements WriteTransaction {
  readonly #table: (name: string) => Table<StoreRecord, StoreKey>;

  constructor(table: (name: string) => Table<StoreRecord, StoreKey>) {
    this.#table = table;
  }

  async get(table: string, key: StoreKey): Promise<StoreRecord | undefined> {
    return this.#table(table).get(key);
  }

  async getMany(table: string, keys: readonly StoreKey[]): Promise<readonly (StoreRecord | undefined)[]> {
    return keys.length === 0 ? [] : this.#table(table).bulkGet([...keys]);
  }

  async range(table: string, query?: RangeQuery): Promise<readonly StoreRecord[]> {
    return collectionOf(this.#table(table), query).toArray();
  }

  async count(table: string, query?: RangeQuery): Promise<number> {
    return collectionOf(this.#table(table), query).count();
  }

  async put(table: string, records: readonly StoreRecord[]): Promise<void> {
    const [first] = records;
    if (first === undefined) return;
    if (records.length === 1) await this.#table(table).put(first);
    else await this.#table(table).bulkPut([...records]);
  }

  async delete(table: string, keys: readonly StoreKey[]): Promise<void> {
    if (keys.length > 0) await this.#table(table).bulkDelete([...keys]);
  }
}

function collectionOf(
  table: Table<StoreRecord, StoreKey>,
  query: RangeQuery = { index: ':id' },
): Collection<StoreRecord, StoreKey> {
  const index = query.index === 'id' ? ':id' : query.index.replace(/^\*/, '');
  const from = query.equals ?? query.from;
  const to = query.equals ?? query.to;
  // Without bounds it is asked without any: where Dexie finds no `IDBKeyRange` of its own, its greatest key is a text, and
  // a key of two parts is greater.
  let collection =
    from === undefined && to === undefined
      ? table.orderBy(index)
      : table.where(index).between(from ?? Dexie.minKey, to ?? Dexie.maxKey, true, true);
  if (query.reverse === true) collection = collection.reverse();
  return query.limit === undefined ? collection : collection.limit(query.limit);
}

const FAULT_BY_ERROR_NAME: Readonly<Record<string, string>> = {
  QuotaExceededError: 'storage.full',
  VersionError: 'storage.version',
  DatabaseClosedError: 'storage.closed',
  InvalidStateError: 'storage.closed',
  OpenFailedError: 'storage.unavailable',
  MissingAPIError: 'storage.unavailable',
  UnknownError: 'storage.unavailable',
  NotFoundError: 'storage.unavailable',
};

/** Names what failed, each with its path for the person (docs/ARCHITECTURE.md "storage faults"). */
function storageFault(cause: unknown): unknown {
  if (cause instanceof Fault) return cause;
  for (let error = cause; error instanceof Error || error instanceof DOMException; error = innerOf(error)) {
    const code = FAULT_BY_ERROR_NAME[error.name];
    if (code !== undefined && !(error.name === 'OpenFailedError' && innerOf(error) !== undefined))
      return new Fault(code, { cause });
  }
  return cause;
}

function innerOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'inner' in error ? error.inner : undefined;
}
