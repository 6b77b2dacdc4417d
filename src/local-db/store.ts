/**
 * The storage seam: what the local database needs from a key-value engine with indexes and transactions. Dexie keeps
 * it in a browser, memory in the simulator; one contract suite proves both (tests/contract/local-store.ts).
 */
import type { RangeQuery } from '#kernel/module.ts';

export type StoreKey = string | number | readonly (string | number)[];
/** A stored record: plain structured-clone data. */
export type StoreRecord = Readonly<Record<string, unknown>>;

export interface ReadTransaction {
  get(table: string, key: StoreKey): Promise<StoreRecord | undefined>;
  getMany(table: string, keys: readonly StoreKey[]): Promise<readonly (StoreRecord | undefined)[]>;
  /** In index order. `index` is an index specification, or `id` / the primary key's name. */
  range(table: string, query?: RangeQuery): Promise<readonly StoreRecord[]>;
  count(table: string, query?: RangeQuery): Promise<number>;
}

export interface WriteTransaction extends ReadTransaction {
  put(table: string, records: readonly StoreRecord[]): Promise<void>;
  delete(table: string, keys: readonly StoreKey[]): Promise<void>;
}

export interface LocalStore {
  /** Reads outside any transaction of the caller; each read sees the newest committed state. */
  readonly reader: ReadTransaction;
  /**
   * All writes of the body become durable together, or none. The body may await nothing but the transaction's own
   * methods. Reading or writing a table that is not named fails. Faults: `storage.full`, `storage.unavailable`,
   * `storage.closed`, `storage.version`.
   */
  write<T>(tables: readonly string[], body: (transaction: WriteTransaction) => Promise<T>): Promise<T>;
  /** Runs the query again whenever something that it read by the given reader has changed. Returns the way to stop. */
  live<T>(query: (reader: ReadTransaction) => Promise<T>, listener: LiveListener<T>): () => void;
  close(): void;
}

export interface LiveListener<T> {
  readonly next: (value: T) => void;
  readonly fail: (error: unknown) => void;
}

/** A table of the store: its primary key and its indexes in Dexie's own form. */
export interface StoreTable {
  readonly name: string;
  readonly key: string;
  readonly indexes: readonly string[];
}
