/** IndexedDB by Dexie. The only file that opens Dexie. */
import { Dexie, liveQuery, type Collection, type Table, type Transaction } from 'dexie';
import type { RangeQuery } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { readReconnecting, writeReconnecting, type Connection } from './reconnect.ts';
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
  /** Another tab holds an old version open; the person has to close it, and opening then goes on by itself. */
  readonly onBlocked?: () => void;
  /** Another tab wants to upgrade: this one has closed its connection. */
  readonly onVersionChange?: () => void;
  /** Only for tests that bring their own IndexedDB. */
  readonly indexedDb?: { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange };
}

/** Opens (and upgrades) the database. Faults: `storage.unavailable`, `storage.noRoom`, `storage.version`. */
export async function openDexieStore(options: DexieStoreOptions): Promise<LocalStore> {
  // Opened again by us alone, since what is opened has to be looked at.
  const db = new Dexie(options.name, {
    ...options.indexedDb,
    chromeTransactionDurability: 'strict',
    autoOpen: false,
  });
  db.version(options.version).stores(
    Object.fromEntries(options.tables.map((table) => [table.name, [table.key, ...table.indexes].join(',')])),
  );
  db.on('blocked', () => options.onBlocked?.());
  db.on('versionchange', () => {
    db.close();
    options.onVersionChange?.();
  });
  await openChecked(db, options.version);
  return new DexieStore(db, options);
}

async function openChecked(db: Dexie, version: number): Promise<void> {
  try {
    await db.open();
  } catch (cause) {
    throw openingFault(cause);
  }
  // Dexie opens what a newer app made, as far as it understands it. We do not write into what we do not know.
  if (Math.floor(db.backendDB().version / NATIVE_VERSIONS) > version) {
    db.close();
    throw new Fault('storage.version');
  }
}

/** Dexie counts in tenths of IndexedDB's versions. */
const NATIVE_VERSIONS = 10;

class DexieStore implements LocalStore, Connection {
  readonly reader: ReadTransaction;
  readonly tables: readonly StoreTable[];
  readonly #db: Dexie;
  readonly #version: number;
  #isClosed = false;
  #reopening: Promise<void> | undefined;

  constructor(db: Dexie, options: Pick<DexieStoreOptions, 'tables' | 'version'>) {
    this.#db = db;
    this.#version = options.version;
    this.tables = options.tables;
    this.reader = this.#readerBy((attempt) => attempt());
  }

  #readerBy(enter: <T>(attempt: () => Promise<T>) => Promise<T>): ReadTransaction {
    const direct = new DexieTransaction((name) => this.#db.table(name));
    const again = <T>(attempt: () => Promise<T>): Promise<T> =>
      readReconnecting(this, () => named(() => enter(attempt)));
    return {
      get: (table, key) => again(() => direct.get(table, key)),
      getMany: (table, keys) => again(() => direct.getMany(table, keys)),
      range: (table, query) => again(() => direct.range(table, query)),
      count: (table, query) => again(() => direct.count(table, query)),
    };
  }

  async write<T>(tables: readonly string[], body: (transaction: WriteTransaction) => Promise<T>): Promise<T> {
    return writeReconnecting(this, tables, body);
  }

  async run<T>(tables: readonly string[], body: (transaction: WriteTransaction) => Promise<T>): Promise<T> {
    return named(() =>
      this.#db.transaction('rw', [...tables], (transaction: Transaction) =>
        body(new DexieTransaction((name) => transaction.table(name))),
      ),
    );
  }

  /** Many reads may notice one lost connection: it is opened again once. */
  async reopen(): Promise<void> {
    if (this.#isClosed) throw new Fault('storage.closed');
    this.#reopening ??= this.#openAgain().finally(() => {
      this.#reopening = undefined;
    });
    return this.#reopening;
  }

  async #openAgain(): Promise<void> {
    // A connection that somebody else has opened meanwhile is used and not closed under him.
    if (!this.#db.isOpen() || !isAlive(this.#db)) this.#db.close({ disableAutoOpen: false });
    return openChecked(this.#db, this.#version);
  }

  live<T>(query: (reader: ReadTransaction) => Promise<T>, listener: LiveListener<T>): () => void {
    const ask = async (): Promise<T> => {
      const zone = ZONES.PSD;
      return query(this.#readerBy((attempt) => ZONES.usePSD(zone, attempt)));
    };
    const subscription = liveQuery(ask).subscribe({
      next: listener.next,
      error: (error: unknown) => listener.fail(storageFault(error)),
    });
    return () => subscription.unsubscribe();
  }

  close(): void {
    this.#isClosed = true;
    this.#db.close();
  }
}

/**
 * Dexie knows by a zone whose reads belong to a live question, and loses it when the question goes through many awaits of
 * its own. So each read enters the zone of its question. Dexie has this for its add-ons and not in its types.
 */
const ZONES = Dexie.Promise as unknown as {
  readonly PSD: object;
  usePSD<T>(zone: object, body: () => T): T;
};

/** A connection that the browser has dropped refuses every new transaction. */
function isAlive(db: Dexie): boolean {
  const [table] = db.tables;
  if (table === undefined) return true;
  try {
    db.backendDB().transaction(table.name, 'readonly');
    return true;
  } catch {
    // What it says does not matter: it is opened anew, and what that says does.
    return false;
  }
}

async function named<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (cause) {
    throw storageFault(cause);
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

/** Dexie's own is a text where there is no IndexedDB of the browser, and would leave out keys of several parts. */
const AFTER_EVERY_KEY = [[]];

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
      : table.where(index).between(from ?? Dexie.minKey, to ?? AFTER_EVERY_KEY, true, true);
  if (query.reverse === true) collection = collection.reverse();
  return query.limit === undefined ? collection : collection.limit(query.limit);
}

/** What a browser calls it, and what it means for a store that is open. */
const FAULT_BY_ERROR_NAME: Readonly<Record<string, string>> = {
  QuotaExceededError: 'storage.full',
  VersionError: 'storage.version',
  DatabaseClosedError: 'storage.closed',
  InvalidStateError: 'storage.closed',
  TimeoutError: 'storage.closed',
  // Safari's "connection to Indexed Database server lost", Chromium's internal errors.
  UnknownError: 'storage.closed',
  OpenFailedError: 'storage.unavailable',
  MissingAPIError: 'storage.unavailable',
  NotFoundError: 'storage.unavailable',
  NotReadableError: 'storage.damaged',
};

/** Names what failed, each with its path for the person (docs/ARCHITECTURE.md "storage faults"). */
function storageFault(cause: unknown): unknown {
  if (cause instanceof Fault) return cause;
  const errors = chainOf(cause);
  for (const error of errors) {
    const code = FAULT_BY_ERROR_NAME[error.name];
    if (code !== undefined && !(error.name === 'OpenFailedError' && innerOf(error) !== undefined))
      return new Fault(code, { cause });
  }
  // Aborted by nobody: the browser closed the database under the transaction.
  return errors.at(-1)?.name === 'AbortError' ? new Fault('storage.closed', { cause }) : cause;
}

/** The same while opening: what is not said otherwise is a database that cannot be opened. */
function openingFault(cause: unknown): Fault {
  const fault = storageFault(cause);
  const isFull = chainOf(cause).some(
    (error) => error.name === 'QuotaExceededError' || /full disk/i.test(error.message),
  );
  if (isFull) return new Fault('storage.noRoom', { cause });
  const isSaid = fault instanceof Fault && fault.code !== 'storage.closed';
  return isSaid ? fault : new Fault('storage.unavailable', { cause });
}

function chainOf(cause: unknown): readonly (Error | DOMException)[] {
  const chain: (Error | DOMException)[] = [];
  for (let error = cause; error instanceof Error || error instanceof DOMException; error = innerOf(error))
    chain.push(error);
  return chain;
}

function innerOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'inner' in error ? error.inner : undefined;
}
