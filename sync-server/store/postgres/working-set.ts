/**
 * What a body sees of its co-op, and what it writes, while it runs. A body is synchronous and the database is not: what
 * is not here yet is noted, the body goes on with an empty answer, and its run is thrown away; then everything that was
 * noted is fetched at once and the body runs again (decision 0017). What it writes is kept here, seen by its own reads,
 * and handed over at the end.
 */
import { holds } from '#kernel/grants.ts';
import { operationId } from '#kernel/ids.ts';
import type { Person } from '#kernel/module.ts';
import { assert } from '#kernel/result.ts';
import { serverChainStart } from '#protocol/chain.ts';
import { encodeRows } from '#protocol/columns.ts';
import type { RowState } from '#protocol/row-state.ts';
import { fingerprint } from '../fingerprint.ts';
import type {
  CoopHead,
  CoopWriter,
  LogEvent,
  OperationOutcome,
  RowFilter,
  StoredOperation,
  WriterRecord,
} from '../store.ts';
import { Changes } from './changes.ts';
import type { Fetched } from './fetched.ts';
import { danglingKey } from './lookups.ts';

/** One run of a body over what was fetched. */
export class WorkingSet implements CoopWriter {
  readonly #coop: string;
  readonly #fetched: Fetched;
  readonly changes: Changes;

  constructor(coop: string, fetched: Fetched, head: CoopHead) {
    this.#coop = coop;
    this.#fetched = fetched;
    this.changes = new Changes(head);
  }

  // Reading: what was written in this run first, then what was fetched.

  head(): CoopHead {
    return this.changes.head;
  }

  chainAt(seq: number): string | undefined {
    return seq === 0 ? serverChainStart(this.#coop) : (this.changes.chain.get(seq) ?? this.#fetched.ask('chain', seq));
  }

  writer(writer: string): WriterRecord | undefined {
    return this.changes.writers.get(writer) ?? this.#fetched.ask('writer', writer);
  }

  writers(): readonly WriterRecord[] {
    const all = new Map(this.#fetched.ask('writers', null).map((record) => [record.writer, record]));
    for (const [writer, record] of this.changes.writers) all.set(writer, record);
    return [...all.values()].sort((left, right) => (left.writer < right.writer ? -1 : 1));
  }

  hasForks(writer: string): boolean {
    for (const { origin } of this.changes.writers.values()) if (origin?.writer === writer) return true;
    return this.#fetched.ask('forks', writer);
  }

  person(user: string): Person | undefined {
    return this.changes.persons.get(user) ?? this.#fetched.ask('person', user);
  }

  persons(): readonly Person[] {
    const all = new Map(this.#fetched.ask('persons', null).map((person) => [person.userId, person]));
    for (const [user, person] of this.changes.persons) all.set(user, person);
    return [...all.values()].sort((left, right) => (left.userId < right.userId ? -1 : 1));
  }

  operations(writer: string, fromN: number, toN: number): readonly OperationOutcome[] {
    const own = [...this.changes.operations.values()].filter(
      (each) => each.writer === writer && each.n >= fromN && each.n <= toN,
    );
    const outcomes = own.map(({ n, hash, seq, reason }) => ({ n, hash, seq, reason }));
    return [...this.#fetched.ask('operations', [writer, fromN, toN]), ...outcomes].sort(
      (left, right) => left.n - right.n,
    );
  }

  operation(id: string): StoredOperation | undefined {
    return this.changes.operations.get(id) ?? this.#fetched.ask('operation', id);
  }

  hasOperation(id: string): boolean {
    return this.changes.operations.has(id) || this.#fetched.ask('hasOperation', id);
  }

  row(id: string): RowState | undefined {
    return this.changes.rows.get(id)?.row ?? (this.changes.isCleared ? undefined : this.#fetched.ask('row', id));
  }

  rowsAfter(seq: number, { grants, person, limit }: RowFilter): readonly RowState[] {
    // As many more as this run may have changed, so that the limit is reached without them.
    const most = limit + this.changes.rows.size;
    const before = this.changes.isCleared ? [] : this.#fetched.ask('rowsAfter', { seq, grants, person, limit: most });
    const own = [...this.changes.rows.values()].filter(
      ({ row, year, author }) =>
        row.seq > seq && (author === person.userId || holds(grants, person, { scope: row.scope, year })),
    );
    return this.#merged(
      before,
      own.map(({ row }) => row),
      (left, right) => left.seq - right.seq,
    ).slice(0, limit);
  }

  rowsByAuthor(user: string): readonly RowState[] {
    const before = this.changes.isCleared ? [] : this.#fetched.ask('rowsByAuthor', user);
    const own = [...this.changes.rows.values()].filter(({ author }) => author === user);
    return this.#merged(
      before,
      own.map(({ row }) => row),
      (left, right) => left.seq - right.seq,
    );
  }

  allRows(afterId: string, limit: number): readonly RowState[] {
    const before = this.changes.isCleared
      ? []
      : this.#fetched.ask('allRows', [afterId, limit + this.changes.rows.size]);
    const own = [...this.changes.rows.values()].map(({ row }) => row).filter(({ id }) => id > afterId);
    return this.#merged(before, own, (left, right) => (left.id < right.id ? -1 : 1)).slice(0, limit);
  }

  claim(key: string): string | undefined {
    return this.changes.claims.get(key) ?? (this.changes.isCleared ? undefined : this.#fetched.ask('claim', key));
  }

  pointer(key: string): string | undefined {
    return this.changes.pointers.get(key) ?? (this.changes.isCleared ? undefined : this.#fetched.ask('pointer', key));
  }

  waitingFor(id: string): readonly string[] {
    const before = this.#fetched
      .ask('waitingFor', id)
      .filter((operation) => !this.changes.noLongerWaiting.has(operation));
    const own = [...this.changes.waiting.values()].filter((each) => each.id === id).map(({ operation }) => operation);
    return [...new Set([...before, ...own])].sort();
  }

  allWaiting(): readonly { readonly id: string; readonly operation: string }[] {
    const before = this.#fetched
      .ask('allWaiting', null)
      .filter((each) => !this.changes.noLongerWaiting.has(each.operation));
    const all = new Map(
      [...before, ...this.changes.waiting.values()].map((each) => [`${each.id} ${each.operation}`, each]),
    );
    return [...all].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, each]) => each);
  }

  isWaiting(operation: string): boolean {
    for (const each of this.changes.waiting.values()) if (each.operation === operation) return true;
    return !this.changes.noLongerWaiting.has(operation) && this.#fetched.ask('waitingOf', operation).length > 0;
  }

  isSuperseded(row: string, field: number, operation: string): boolean {
    if (this.changes.dangling.has(`${row}/${danglingKey(field, operation)}`)) return true;
    return !this.changes.isCleared && this.#fetched.ask('dangling', row).has(danglingKey(field, operation));
  }

  logAfter(seq: number, limit: number): readonly (StoredOperation | LogEvent)[] {
    const own = [...this.changes.operations.values(), ...this.changes.events].filter((entry) => entry.seq > seq);
    return [...this.#fetched.ask('log', [seq, limit]), ...own]
      .sort((left, right) => left.seq - right.seq)
      .slice(0, limit);
  }

  chainMarks(seq: number, limit: number): readonly { readonly seq: number; readonly chain: string }[] {
    const own = [...this.changes.chain].map(([at, chain]) => ({ seq: at, chain })).filter((mark) => mark.seq > seq);
    return [...this.#fetched.ask('chainMarks', [seq, limit]), ...own]
      .sort((left, right) => left.seq - right.seq)
      .slice(0, limit);
  }

  derived(): ReadonlyMap<string, string> {
    const pieces = new Map(this.changes.isCleared ? [] : this.#fetched.ask('derived', null));
    for (const [id, { row, year, author }] of this.changes.rows)
      pieces.set(`row ${id}`, fingerprint([row.scope, year, author ?? null, row.seq, encodeRows([row])]));
    for (const [key, row] of this.changes.claims) pieces.set(`claim ${key}`, fingerprint([row]));
    for (const [key, row] of this.changes.pointers) pieces.set(`pointer ${key}`, fingerprint([row]));
    for (const key of this.changes.dangling.keys()) pieces.set(`dangling ${key}`, fingerprint([]));
    return pieces;
  }

  seals(writer: string): readonly { readonly n: number; readonly signature: Uint8Array }[] {
    const all = new Map(this.#fetched.ask('seals', writer).map((seal) => [seal.n, seal]));
    for (const { writer: of, n, signature } of this.changes.seals.values())
      if (of === writer) all.set(n, { n, signature });
    return [...all.values()].sort((left, right) => left.n - right.n);
  }

  // Writing.

  putOperation(operation: StoredOperation, chain: string): void {
    const id = operationId(operation.writer, operation.n);
    assert(!this.changes.operations.has(id), `${id} is there once`);
    this.changes.operations.set(id, operation);
    this.#append(operation.seq, chain);
  }

  putEvent(event: LogEvent, chain: string): void {
    this.changes.events.push(event);
    this.#append(event.seq, chain);
  }

  putWriter(writer: WriterRecord): void {
    this.changes.isAny = true;
    this.changes.writers.set(writer.writer, writer);
  }

  putPerson(person: Person): void {
    this.changes.isAny = true;
    this.changes.persons.set(person.userId, person);
  }

  putSeal(writer: string, n: number, signature: Uint8Array): void {
    this.changes.isAny = true;
    this.changes.seals.set(operationId(writer, n), { writer, n, signature });
  }

  putRow(row: RowState, { year, author }: { readonly year: number; readonly author?: string }): void {
    this.changes.isAny = true;
    this.changes.rows.set(row.id, { row, year, author });
    const { firstYear } = this.changes.head;
    if (year > 0 && (firstYear === 0 || firstYear > year))
      this.changes.head = { ...this.changes.head, firstYear: year };
  }

  putClaim(key: string, row: string): void {
    this.changes.isAny = true;
    assert(!this.changes.claims.has(key), `${key} is claimed once`);
    this.changes.claims.set(key, row);
  }

  putPointer(key: string, row: string): void {
    this.changes.isAny = true;
    this.changes.pointers.set(key, row);
  }

  putWaiting(id: string, operation: string): void {
    this.changes.isAny = true;
    this.changes.waiting.set(`${id} ${operation}`, { id, operation });
  }

  removeWaiting(operation: string): void {
    this.changes.isAny = true;
    this.changes.noLongerWaiting.add(operation);
    for (const [key, each] of this.changes.waiting) if (each.operation === operation) this.changes.waiting.delete(key);
  }

  putDangling(row: string, field: number, operation: string): void {
    this.changes.isAny = true;
    this.changes.dangling.set(`${row}/${danglingKey(field, operation)}`, { row, field, operation });
  }

  putSafe(seq: number): void {
    this.changes.isAny = true;
    this.changes.head = { ...this.changes.head, safeSeq: seq };
  }

  clearDerived(): void {
    this.changes.isAny = true;
    this.changes.isCleared = true;
    for (const table of [this.changes.rows, this.changes.claims, this.changes.pointers, this.changes.dangling])
      table.clear();
    this.changes.head = { ...this.changes.head, firstYear: 0 };
  }

  #append(seq: number, chain: string): void {
    this.changes.isAny = true;
    assert(!this.changes.chain.has(seq), `${seq} is given once`);
    this.changes.chain.set(seq, chain);
    this.changes.head = { ...this.changes.head, seq, chain };
  }

  /** Rows as they were, but for those that this run has written. */
  #merged(
    before: readonly RowState[],
    own: readonly RowState[],
    order: (left: RowState, right: RowState) => number,
  ): readonly RowState[] {
    return [...before.filter(({ id }) => !this.changes.rows.has(id)), ...own].sort(order);
  }
}
