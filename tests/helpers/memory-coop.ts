/** One co-op's part of the server's store in memory, for simulations: maps in the place of the tables of SQLite. */
import { createHash } from 'node:crypto';
import { holds } from '#kernel/grants.ts';
import { operationId } from '#kernel/ids.ts';
import type { Person } from '#kernel/module.ts';
import { serverChainStart } from '#protocol/chain.ts';
import { encodeRows } from '#protocol/columns.ts';
import type { RowState } from '#protocol/row-state.ts';
import type {
  CoopHead,
  CoopWriter,
  LogEvent,
  OperationOutcome,
  RowFilter,
  StoredOperation,
  WriterRecord,
} from '#server/store/store.ts';
import { Journal } from './journal.ts';

type Entry = StoredOperation | LogEvent;

interface KeptRow {
  readonly row: RowState;
  readonly year: number;
  readonly author: string | undefined;
}

/** What lies on the disk. Values never change in place, so a copy of the maps is a backup. */
class Tables {
  readonly head = new Map<1, CoopHead>();
  readonly log = new Map<number, { readonly entry: Entry; readonly chain: string }>();
  readonly operations = new Map<string, StoredOperation>();
  readonly writers = new Map<string, WriterRecord>();
  readonly persons = new Map<string, Person>();
  readonly seals = new Map<string, { readonly writer: string; readonly n: number; readonly signature: Uint8Array }>();
  readonly rows = new Map<string, KeptRow>();
  readonly claims = new Map<string, string>();
  readonly pointers = new Map<string, string>();
  readonly waiting = new Map<string, { readonly id: string; readonly operation: string }>();
  readonly dangling = new Map<string, true>();

  copy(): Tables {
    const copy = new Tables();
    fill(copy.head, this.head);
    fill(copy.log, this.log);
    fill(copy.operations, this.operations);
    fill(copy.writers, this.writers);
    fill(copy.persons, this.persons);
    fill(copy.seals, this.seals);
    fill(copy.rows, this.rows);
    fill(copy.claims, this.claims);
    fill(copy.pointers, this.pointers);
    fill(copy.waiting, this.waiting);
    fill(copy.dangling, this.dangling);
    return copy;
  }
}

function fill<Key, Value>(target: Map<Key, Value>, source: ReadonlyMap<Key, Value>): void {
  for (const [key, value] of source) target.set(key, value);
}

export class MemoryCoop implements CoopWriter {
  readonly #coop: string;
  readonly #tables: Tables;
  readonly #journal = new Journal();

  constructor(coop: string, tables = new Tables()) {
    this.#coop = coop;
    this.#tables = tables;
  }

  /** The same data on another disk. */
  copy(): MemoryCoop {
    return new MemoryCoop(this.#coop, this.#tables.copy());
  }

  /** Runs the body in a transaction of its own. */
  within<T>(body: (writer: CoopWriter) => T): T {
    return this.#journal.atomically(() => body(this));
  }

  head(): CoopHead {
    return this.#tables.head.get(1) ?? { seq: 0, chain: serverChainStart(this.#coop), safeSeq: 0, firstYear: 0 };
  }

  chainAt(seq: number): string | undefined {
    return seq === 0 ? serverChainStart(this.#coop) : this.#tables.log.get(seq)?.chain;
  }

  writer(writer: string): WriterRecord | undefined {
    return this.#tables.writers.get(writer);
  }

  writers(): readonly WriterRecord[] {
    return [...this.#tables.writers.values()].sort((left, right) => (left.writer < right.writer ? -1 : 1));
  }

  hasForks(writer: string): boolean {
    for (const { origin } of this.#tables.writers.values()) if (origin?.writer === writer) return true;
    return false;
  }

  person(user: string): Person | undefined {
    return this.#tables.persons.get(user);
  }

  persons(): readonly Person[] {
    return [...this.#tables.persons.values()].sort((left, right) => (left.userId < right.userId ? -1 : 1));
  }

  operations(writer: string, fromN: number, toN: number): readonly OperationOutcome[] {
    const found: OperationOutcome[] = [];
    for (let n = fromN; n <= toN; n += 1) {
      const operation = this.#tables.operations.get(operationId(writer, n));
      if (operation === undefined) continue;
      const { hash, seq, reason } = operation;
      found.push({ n, hash, seq, reason });
    }
    return found;
  }

  operation(id: string): StoredOperation | undefined {
    return this.#tables.operations.get(id);
  }

  hasOperation(id: string): boolean {
    return this.#tables.operations.has(id);
  }

  row(id: string): RowState | undefined {
    return this.#tables.rows.get(id)?.row;
  }

  rowsAfter(seq: number, { grants, person, limit }: RowFilter): readonly RowState[] {
    const isSeen = ({ row, year, author }: KeptRow): boolean =>
      row.seq > seq && (author === person.userId || holds(grants, person, { scope: row.scope, year }));
    return this.#rowsWhere(isSeen).slice(0, limit);
  }

  rowsByAuthor(user: string): readonly RowState[] {
    return this.#rowsWhere(({ author }) => author === user);
  }

  allRows(afterId: string, limit: number): readonly RowState[] {
    return [...this.#tables.rows.values()]
      .map(({ row }) => row)
      .filter(({ id }) => id > afterId)
      .sort((left, right) => (left.id < right.id ? -1 : 1))
      .slice(0, limit);
  }

  claim(key: string): string | undefined {
    return this.#tables.claims.get(key);
  }

  pointer(key: string): string | undefined {
    return this.#tables.pointers.get(key);
  }

  waitingFor(id: string): readonly string[] {
    const found = [...this.#tables.waiting.values()].filter((each) => each.id === id);
    return found.map(({ operation }) => operation).sort();
  }

  allWaiting(): readonly { readonly id: string; readonly operation: string }[] {
    const key = ({ id, operation }: { readonly id: string; readonly operation: string }) => `${id} ${operation}`;
    return [...this.#tables.waiting.values()].sort((left, right) => (key(left) < key(right) ? -1 : 1));
  }

  isWaiting(operation: string): boolean {
    for (const each of this.#tables.waiting.values()) if (each.operation === operation) return true;
    return false;
  }

  isSuperseded(row: string, field: number, operation: string): boolean {
    return this.#tables.dangling.has(`${row}/${field}/${operation}`);
  }

  logAfter(seq: number, limit: number): readonly Entry[] {
    return this.#logWhere(seq, limit).map(({ entry }) => entry);
  }

  chainMarks(seq: number, limit: number): readonly { readonly seq: number; readonly chain: string }[] {
    return this.#logWhere(seq, limit).map(({ entry, chain }) => ({ seq: entry.seq, chain }));
  }

  derived(): ReadonlyMap<string, string> {
    const { rows, claims, pointers, dangling } = this.#tables;
    const pieces = new Map<string, string>();
    for (const [id, { row, year, author }] of rows)
      pieces.set(`row ${id}`, fingerprint(encodeRows([row]), [row.scope, year, author, row.seq]));
    for (const [key, row] of claims) pieces.set(`claim ${key}`, row);
    for (const [key, row] of pointers) pieces.set(`pointer ${key}`, row);
    for (const key of dangling.keys()) pieces.set(`dangling ${key}`, '');
    return pieces;
  }

  seals(writer: string): readonly { readonly n: number; readonly signature: Uint8Array }[] {
    return [...this.#tables.seals.values()]
      .filter((seal) => seal.writer === writer)
      .map(({ n, signature }) => ({ n, signature }))
      .sort((left, right) => left.n - right.n);
  }

  putOperation(operation: StoredOperation, chain: string): void {
    this.#journal.add(this.#tables.operations, operationId(operation.writer, operation.n), operation);
    this.#append(operation, chain);
  }

  putEvent(event: LogEvent, chain: string): void {
    this.#append(event, chain);
  }

  putWriter(writer: WriterRecord): void {
    this.#journal.set(this.#tables.writers, writer.writer, writer);
  }

  putPerson(person: Person): void {
    this.#journal.set(this.#tables.persons, person.userId, person);
  }

  putSeal(writer: string, n: number, signature: Uint8Array): void {
    this.#journal.set(this.#tables.seals, `${writer} ${n}`, { writer, n, signature });
  }

  putRow(row: RowState, { year, author }: { readonly year: number; readonly author?: string }): void {
    this.#journal.set(this.#tables.rows, row.id, { row, year, author });
    const { firstYear } = this.head();
    if (year > 0 && (firstYear === 0 || firstYear > year)) this.#changeHead({ firstYear: year });
  }

  putClaim(key: string, row: string): void {
    this.#journal.add(this.#tables.claims, key, row);
  }

  putPointer(key: string, row: string): void {
    this.#journal.set(this.#tables.pointers, key, row);
  }

  putWaiting(id: string, operation: string): void {
    this.#journal.set(this.#tables.waiting, `${id} ${operation}`, { id, operation });
  }

  removeWaiting(operation: string): void {
    for (const [key, each] of this.#tables.waiting)
      if (each.operation === operation) this.#journal.delete(this.#tables.waiting, key);
  }

  putDangling(row: string, field: number, operation: string): void {
    this.#journal.set(this.#tables.dangling, `${row}/${field}/${operation}`, true);
  }

  putSafe(seq: number): void {
    this.#changeHead({ safeSeq: seq });
  }

  clearDerived(): void {
    const { rows, claims, pointers, dangling } = this.#tables;
    for (const table of [rows, claims, pointers, dangling]) this.#journal.clear<string, unknown>(table);
    this.#changeHead({ firstYear: 0 });
  }

  /** By sequence, ascending. */
  #rowsWhere(isWanted: (kept: KeptRow) => boolean): readonly RowState[] {
    const found: RowState[] = [];
    for (const kept of this.#tables.rows.values()) if (isWanted(kept)) found.push(kept.row);
    return found.sort((left, right) => left.seq - right.seq);
  }

  #logWhere(seq: number, limit: number): readonly { readonly entry: Entry; readonly chain: string }[] {
    return [...this.#tables.log.values()]
      .filter(({ entry }) => entry.seq > seq)
      .sort((left, right) => left.entry.seq - right.entry.seq)
      .slice(0, limit);
  }

  #append(entry: Entry, chain: string): void {
    this.#journal.add(this.#tables.log, entry.seq, { entry, chain });
    this.#journal.set(this.#tables.head, 1, { ...this.head(), seq: entry.seq, chain });
  }

  /** Before the first step of the log there is no head that could say anything. */
  #changeHead(change: Partial<CoopHead>): void {
    const head = this.#tables.head.get(1);
    if (head !== undefined) this.#journal.set(this.#tables.head, 1, { ...head, ...change });
  }
}

function fingerprint(state: Uint8Array, columns: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(columns)).update(state).digest('base64');
}
