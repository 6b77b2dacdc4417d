/**
 * A browser may drop the connection to its database at any time: it needs memory, the disk was slow, the system slept
 * (sync.md X23, X24). Then the store is opened again and the work is done once more, and only a second failure is a
 * fault. A transaction that was lost while it was being completed may be durable all the same: before a body runs a
 * second time, the store is asked whether what the first run put is there, so that nobody's record is saved twice.
 */
import { Fault } from '#kernel/result.ts';
import type { ReadTransaction, StoreKey, StoreRecord, StoreTable, WriteTransaction } from './store.ts';

export interface Connection {
  readonly tables: readonly StoreTable[];
  /** Reads outside any transaction, without trying again. */
  readonly reader: ReadTransaction;
  /** One transaction, without trying again. Fault `storage.closed` when the connection was lost. */
  run<T>(tables: readonly string[], body: (transaction: WriteTransaction) => Promise<T>): Promise<T>;
  /** Faults of opening: `storage.unavailable`, `storage.noRoom`, `storage.version`. */
  reopen(): Promise<void>;
}

/** Faults: those of `run` and `reopen`; `storage.unsure` when nobody can say whether the lost one is durable. */
export async function writeReconnecting<T>(
  connection: Connection,
  tables: readonly string[],
  body: (transaction: WriteTransaction) => Promise<T>,
): Promise<T> {
  const witness = new Witness<T>(connection.tables);
  try {
    return await connection.run(tables, (transaction) => witness.watch(transaction, body));
  } catch (cause) {
    if (!isLost(cause)) throw cause;
  }
  await connection.reopen();
  const fate = await witness.fate(connection.reader);
  if (fate.kind === 'unsure') throw new Fault('storage.unsure');
  return fate.kind === 'durable' ? fate.output : connection.run(tables, body);
}

export async function readReconnecting<T>(
  connection: Pick<Connection, 'reopen'>,
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt();
  } catch (cause) {
    if (!isLost(cause)) throw cause;
  }
  await connection.reopen();
  return attempt();
}

function isLost(cause: unknown): boolean {
  return cause instanceof Fault && cause.code === 'storage.closed';
}

type Fate<T> = { readonly kind: 'durable'; readonly output: T } | { readonly kind: 'gone' | 'unsure' };

/** Remembers what one run of a body put, to look afterwards whether it is there. */
class Witness<T> {
  readonly #keyByTable: ReadonlyMap<string, string>;
  readonly #put = new Map<string, Map<string, { readonly key: StoreKey; readonly record: StoreRecord }>>();
  #output: { readonly value: T } | undefined;

  constructor(tables: readonly StoreTable[]) {
    this.#keyByTable = new Map(tables.map((table) => [table.name, table.key]));
  }

  async watch(transaction: WriteTransaction, body: (transaction: WriteTransaction) => Promise<T>): Promise<T> {
    const value = await body({
      get: (table, key) => transaction.get(table, key),
      getMany: (table, keys) => transaction.getMany(table, keys),
      range: (table, query) => transaction.range(table, query),
      count: (table, query) => transaction.count(table, query),
      put: (table, records) => {
        this.#remember(table, records);
        return transaction.put(table, records);
      },
      delete: (table, keys) => {
        for (const key of keys) this.#put.get(table)?.delete(JSON.stringify(key));
        return transaction.delete(table, keys);
      },
    });
    this.#output = { value };
    return value;
  }

  /**
   * A body that did not come to its end has written nothing. Else everything that it put is there, or nothing of it;
   * a mixture means that another tab wrote in between, and that nobody can tell.
   */
  async fate(reader: ReadTransaction): Promise<Fate<T>> {
    if (this.#output === undefined) return { kind: 'gone' };
    let [there, asked] = [0, 0];
    for (const [table, entries] of this.#put) {
      const put = [...entries.values()];
      const standing = await reader.getMany(
        table,
        put.map(({ key }) => key),
      );
      asked += put.length;
      there += put.filter(({ record }, index) => JSON.stringify(record) === JSON.stringify(standing[index])).length;
    }
    if (there === asked) return { kind: 'durable', output: this.#output.value };
    return { kind: there === 0 ? 'gone' : 'unsure' };
  }

  #remember(table: string, records: readonly StoreRecord[]): void {
    const entries = this.#put.get(table) ?? new Map<string, { readonly key: StoreKey; readonly record: StoreRecord }>();
    for (const record of records) {
      const key = keyOf(record, this.#keyByTable.get(table) ?? 'id');
      entries.set(JSON.stringify(key), { key, record });
    }
    this.#put.set(table, entries);
  }
}

/** A record's primary key: one field, or several in brackets. */
function keyOf(record: StoreRecord, spec: string): StoreKey {
  const part = (name: string): string | number => {
    const value = record[name];
    return typeof value === 'number' ? value : String(value);
  };
  return spec.startsWith('[') ? spec.slice(1, -1).split('+').map(part) : part(spec);
}
