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
import { plainCopy } from './plain-copy.ts';

/** What lies on the disk. */
export class MemoryDisk {
  readonly tables: ReadonlyMap<string, Map<string, StoreRecord>>;
  readonly definitions: ReadonlyMap<string, StoreTable>;

  constructor(tables: readonly StoreTable[]) {
    this.definitions = new Map(tables.map((table) => [table.name, table]));
    this.tables = new Map(tables.map((table) => [table.name, new Map<string, StoreRecord>()]));
  }

  /** The same data on another disk, as a copied browser profile has it. Stored records never change in place. */
  copy(): MemoryDisk {
    const copy = new MemoryDisk([...this.definitions.values()]);
    for (const [name, records] of this.tables) {
      const target = required(copy.tables.get(name), name);
      for (const [key, record] of records) target.set(key, record);
    }
    return copy;
  }
}

export interface MemoryStoreOptions {
  readonly disk: MemoryDisk;
  /** Awaited at every step; a simulation lets others run here, or ends the process by throwing. */
  readonly turn: () => Promise<void>;
  /** Ablation: the log's tables become durable in a transaction of their own, after the rows. */
  readonly isSplit?: boolean;
  /** Whether a transaction fails for want of space, with nothing of it kept. */
  readonly isFull?: () => boolean;
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
      if (transaction.hasWritten && this.#options.isFull?.() === true) throw new Fault('storage.full');
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

  live<T>(_query: (reader: ReadTransaction) => Promise<T>, _listener: LiveListener<T>): () => void {
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
    const key = specOf(this.#definition(table).key);
    for (const record of records) this.#buffer(table).set(keyText(keyOf(record, key)), plainCopy(record));
  }

  async delete(table: string, keys: readonly StoreKey[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#options.turn();
    this.#definition(table);
    for (const key of keys) this.#buffer(table).set(keyText(key), undefined);
  }

  get hasWritten(): boolean {
    return this.#written.size > 0;
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
    const key = specOf(definition.key);
    const index = query.index === 'id' ? key : specOf(query.index);
    const from = query.equals ?? query.from;
    const to = query.equals ?? query.to;
    const entries: Entry[] = [];
    for (const record of this.#recordsOf(table)) {
      if (!index.isMultiple) {
        const at = keyIn(record, index);
        if (at !== undefined && isWithin(at, from, to)) entries.push({ at, record });
        continue;
      }
      for (const at of wordsIn(record, index)) if (isWithin(at, from, to)) entries.push({ at, record });
    }
    if (entries.length > 1)
      entries.sort(
        (left, right) =>
          compareKeys(left.at, right.at) || compareKeys(keyOf(left.record, key), keyOf(right.record, key)),
      );
    if (query.reverse === true) entries.reverse();
    return entries.slice(0, query.limit ?? entries.length).map((entry) => entry.record);
  }

  /** What lies on the disk with this transaction's own writes over it. */
  *#recordsOf(table: string): Iterable<StoreRecord> {
    const written = this.#written.get(table);
    for (const [key, record] of this.#options.disk.tables.get(table) ?? []) {
      if (written?.has(key) !== true) yield record;
    }
    for (const record of written?.values() ?? []) if (record !== undefined) yield record;
  }
}

interface Entry {
  readonly at: StoreKey;
  readonly record: StoreRecord;
}

/** A key or an index, read once: `id`, `[writer+n]`, `*words`. */
interface KeySpec {
  readonly parts: readonly string[];
  readonly isCompound: boolean;
  readonly isMultiple: boolean;
}

const specs = new Map<string, KeySpec>();

function specOf(text: string): KeySpec {
  const known = specs.get(text);
  if (known !== undefined) return known;
  const isCompound = text.startsWith('[');
  const isMultiple = text.startsWith('*');
  const parts = isCompound ? text.slice(1, -1).split('+') : [isMultiple ? text.slice(1) : text];
  const spec = { parts, isCompound, isMultiple };
  specs.set(text, spec);
  return spec;
}

function isWithin(at: StoreKey, from: StoreKey | undefined, to: StoreKey | undefined): boolean {
  return (from === undefined || compareKeys(at, from) >= 0) && (to === undefined || compareKeys(at, to) <= 0);
}

function wordsIn(record: StoreRecord, { parts: [first = ''] }: KeySpec): readonly StoreKey[] {
  const values: unknown = record[first];
  return Array.isArray(values) ? values.filter(isKeyPart) : [];
}

/** Undefined for a record that an index leaves out. */
function keyIn(record: StoreRecord, { parts, isCompound }: KeySpec): StoreKey | undefined {
  const key: (string | number)[] = [];
  for (const part of parts) {
    const value = record[part];
    if (!isKeyPart(value)) return undefined;
    if (!isCompound) return value;
    key.push(value);
  }
  return key;
}

function keyOf(record: StoreRecord, spec: KeySpec): StoreKey {
  return required(keyIn(record, spec), `${spec.parts.join(', ')} make a key`);
}

function isKeyPart(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** Different keys have different texts: numbers are marked, and parts are joined by what stands in none of them. */
export function keyText(key: StoreKey): string {
  if (typeof key === 'string') return key;
  return typeof key === 'number' ? `\u0000${key}` : key.map(keyText).join('\u0001');
}

/** IndexedDB's order: numbers before strings, arrays part by part. */
export function compareKeys(left: StoreKey, right: StoreKey): number {
  if (typeof left !== 'object' && typeof right !== 'object') return comparePart(left, right);
  const leftParts = typeof left === 'object' ? left : [left];
  const rightParts = typeof right === 'object' ? right : [right];
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
