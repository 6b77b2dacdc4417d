/**
 * The storage seam in memory, for simulations: transactions one after the other, all or nothing, a place to stop at
 * every await. The data outlives the store object, as a disk outlives a process.
 */
import type {
  LiveListener,
  LocalStore,
  ReadTransaction,
  StoreKey,
  StoreRecord,
  StoreTable,
  WriteTransaction,
} from '#local-db/store.ts';
import { writeReconnecting, type Connection } from '#local-db/reconnect.ts';
import type { RangeQuery } from '#kernel/module.ts';
import { assert, Fault, required } from '#kernel/result.ts';

/** What lies on the disk. */
export class MemoryDisk {
  readonly tables: ReadonlyMap<string, Map<string, StoreRecord>>;
  readonly definitions: ReadonlyMap<string, StoreTable>;

  constructor(tables: readonly StoreTable[]) {
    this.definitions = new Map(tables.map((table) => [table.name, table]));
    this.tables = new Map(tables.map((table) => [table.name, new Map<string, StoreRecord>()]));
  }
}

export interface MemoryStoreOptions {
  readonly disk: MemoryDisk;
  /** Awaited at every step; a simulation lets others run here, or ends the process by throwing. */
  readonly turn: () => Promise<void>;
  /** Ablation: the log's tables become durable in a transaction of their own, after the rows. */
  readonly isSplit?: boolean;
  /** What the disk and the browser do to it. Absent: nothing, ever. */
  readonly faults?: MemoryFaults;
}

export interface MemoryFaults {
  /** The next transaction loses its connection: before it is durable, or just after. Taken away when it happened. */
  lose?: 'before' | 'after' | undefined;
  /** There is no room for anything more. */
  isFull?: boolean;
  /** A lost connection cannot be opened again. */
  isUnopenable?: boolean;
}

const LOG_TABLES = new Set(['operations', 'meta']);

export class MemoryStore implements LocalStore, Connection {
  readonly reader: ReadTransaction;
  readonly tables: readonly StoreTable[];
  readonly #options: MemoryStoreOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: MemoryStoreOptions) {
    this.#options = options;
    this.tables = [...options.disk.definitions.values()];
    this.reader = new MemoryTransaction(options, undefined);
  }

  async write<T>(tables: readonly string[], body: (transaction: WriteTransaction) => Promise<T>): Promise<T> {
    return this.#options.faults === undefined ? this.run(tables, body) : writeReconnecting(this, tables, body);
  }

  async reopen(): Promise<void> {
    if (this.#options.faults?.isUnopenable === true) throw new Fault('storage.unavailable');
  }

  async run<T>(tables: readonly string[], body: (transaction: WriteTransaction) => Promise<T>): Promise<T> {
    const before = this.#last;
    const run = async (): Promise<T> => {
      await before.catch(() => undefined);
      const transaction = new MemoryTransaction(this.#options, new Set(tables));
      const outcome = await body(transaction);
      await this.#options.turn();
      if (this.#options.faults?.isFull === true) throw new Fault('storage.full');
      if (this.#isLost('before')) throw new Fault('storage.closed');
      if (this.#options.isSplit === true) {
        transaction.flush((table) => !LOG_TABLES.has(table));
        await this.#options.turn();
      }
      transaction.flush(() => true);
      if (this.#isLost('after')) throw new Fault('storage.closed');
      return outcome;
    };
    const running = run();
    this.#last = running;
    return running;
  }

  #isLost(when: 'before' | 'after'): boolean {
    const { faults } = this.#options;
    if (faults?.lose !== when) return false;
    faults.lose = undefined;
    return true;
  }

  live<T>(_query: () => Promise<T>, _listener: LiveListener<T>): () => void {
    throw new Error('simulations look at the store themselves');
  }

  close(): void {
    this.#last = Promise.resolve();
  }
}

class MemoryTransaction implements WriteTransaction {
  readonly #options: MemoryStoreOptions;
  readonly #named: ReadonlySet<string> | undefined;
  readonly #written = new Map<string, Map<string, StoreRecord | undefined>>();

  constructor(options: MemoryStoreOptions, named: ReadonlySet<string> | undefined) {
    this.#options = options;
    this.#named = named;
  }

  async get(table: string, key: StoreKey): Promise<StoreRecord | undefined> {
    await this.#options.turn();
    return this.#find(table, keyText(key));
  }

  async getMany(table: string, keys: readonly StoreKey[]): Promise<readonly (StoreRecord | undefined)[]> {
    await this.#options.turn();
    return keys.map((key) => this.#find(table, keyText(key)));
  }

  async range(table: string, query: RangeQuery = { index: 'id' }): Promise<readonly StoreRecord[]> {
    await this.#options.turn();
    return this.#rangeNow(table, query);
  }

  async count(table: string, query: RangeQuery = { index: 'id' }): Promise<number> {
    await this.#options.turn();
    return this.#rangeNow(table, query).length;
  }

  async put(table: string, records: readonly StoreRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#options.turn();
    const key = this.#definition(table).key;
    for (const record of records) this.#buffer(table).set(keyText(keyOf(record, key)), structuredClone(record));
  }

  async delete(table: string, keys: readonly StoreKey[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#options.turn();
    this.#definition(table);
    for (const key of keys) this.#buffer(table).set(keyText(key), undefined);
  }

  flush(which: (table: string) => boolean): void {
    for (const [table, changes] of this.#written) {
      if (!which(table)) continue;
      const stored = required(this.#options.disk.tables.get(table), table);
      for (const [key, record] of changes) {
        if (record === undefined) stored.delete(key);
        else stored.set(key, record);
      }
      this.#written.delete(table);
    }
  }

  #definition(table: string): StoreTable {
    assert(this.#named === undefined || this.#named.has(table), `${table} is named by the transaction`);
    return required(this.#options.disk.definitions.get(table), `${table} is a table`);
  }

  #buffer(table: string): Map<string, StoreRecord | undefined> {
    const buffer = this.#written.get(table) ?? new Map<string, StoreRecord | undefined>();
    this.#written.set(table, buffer);
    return buffer;
  }

  #find(table: string, key: string): StoreRecord | undefined {
    this.#definition(table);
    const buffer = this.#written.get(table);
    if (buffer?.has(key) === true) return buffer.get(key);
    return this.#options.disk.tables.get(table)?.get(key);
  }

  #rangeNow(table: string, query: RangeQuery): readonly StoreRecord[] {
    const definition = this.#definition(table);
    const all = new Map(this.#options.disk.tables.get(table));
    for (const [key, record] of this.#written.get(table) ?? []) {
      if (record === undefined) all.delete(key);
      else all.set(key, record);
    }
    const index = query.index === 'id' ? definition.key : query.index;
    const from = query.equals ?? query.from;
    const to = query.equals ?? query.to;
    const entries: { readonly at: StoreKey; readonly record: StoreRecord }[] = [];
    for (const record of all.values()) {
      for (const at of indexedKeys(record, index)) {
        if ((from === undefined || compareKeys(at, from) >= 0) && (to === undefined || compareKeys(at, to) <= 0))
          entries.push({ at, record });
      }
    }
    const primary = (record: StoreRecord): StoreKey => keyOf(record, definition.key);
    entries.sort(
      (left, right) => compareKeys(left.at, right.at) || compareKeys(primary(left.record), primary(right.record)),
    );
    if (query.reverse === true) entries.reverse();
    return entries.slice(0, query.limit ?? entries.length).map((entry) => entry.record);
  }
}

function indexedKeys(record: StoreRecord, index: string): readonly StoreKey[] {
  if (index.startsWith('*')) {
    const values: unknown = record[index.slice(1)];
    return Array.isArray(values)
      ? values.filter((value) => typeof value === 'string' || typeof value === 'number')
      : [];
  }
  const key = partsOf(index).map((part) => record[part]);
  if (key.some((part) => typeof part !== 'string' && typeof part !== 'number')) return [];
  return [keyOf(record, index)];
}

function keyOf(record: StoreRecord, spec: string): StoreKey {
  const parts = partsOf(spec).map((part) => {
    const value = record[part];
    assert(typeof value === 'string' || typeof value === 'number', `${part} is a key`);
    return value;
  });
  return spec.startsWith('[') ? parts : required(parts[0], 'a key has a part');
}

function partsOf(spec: string): readonly string[] {
  return spec.startsWith('[') ? spec.slice(1, -1).split('+') : [spec];
}

function keyText(key: StoreKey): string {
  return JSON.stringify(key);
}

/** IndexedDB's order: numbers before strings, arrays part by part. */
export function compareKeys(left: StoreKey, right: StoreKey): number {
  const leftParts: readonly (string | number)[] = typeof left === 'object' ? left : [left];
  const rightParts: readonly (string | number)[] = typeof right === 'object' ? right : [right];
  for (let index = 0; index < Math.min(leftParts.length, rightParts.length); index += 1) {
    const order = comparePart(leftParts[index] ?? 0, rightParts[index] ?? 0);
    if (order !== 0) return order;
  }
  return leftParts.length - rightParts.length;
}

function comparePart(left: string | number, right: string | number): number {
  if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
