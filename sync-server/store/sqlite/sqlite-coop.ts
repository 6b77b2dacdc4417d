/** One co-op's file: its log, what the log was folded into, and what it is found by. */
import type Database from 'better-sqlite3';
import * as z from 'zod/mini';
import { holdsEverything, type Grant } from '#kernel/grants.ts';
import { splitId } from '#kernel/ids.ts';
import { memberScope, type Person } from '#kernel/module.ts';
import { required } from '#kernel/result.ts';
import { serverChainStart } from '#protocol/chain.ts';
import { encodeRows } from '#protocol/columns.ts';
import type { RowState } from '#protocol/row-state.ts';
import { fingerprint } from '../fingerprint.ts';
import { eventOf, personOf, writerOf } from '../records.ts';
import type {
  CoopHead,
  CoopWriter,
  LogEvent,
  OperationOutcome,
  RowFilter,
  StoredOperation,
  WriterRecord,
} from '../store.ts';
import { DecodedRows } from './decoded-rows.ts';
import { Statements } from './statements.ts';

const bytes = z.instanceof(Uint8Array);
const headRow = z.object({ seq: z.number(), chain: z.string(), safe_seq: z.number(), first_year: z.number() });
const chainRow = z.object({ chain: z.string() });
const bodyRow = z.object({ body: z.string() });
const outcomeRow = z.object({ n: z.number(), hash: z.string(), seq: z.number(), reason: z.nullable(z.string()) });
const operationRow = z.object({
  seq: z.number(),
  writer: z.string(),
  n: z.number(),
  hash: z.string(),
  reason: z.nullable(z.string()),
  row: z.string(),
  recv: z.number(),
  eff: z.number(),
  header: bytes,
  payload: bytes,
});
const stateRow = z.object({ state: bytes });
const rowIdRow = z.object({ row_id: z.string() });
const operationIdRow = z.object({ operation: z.string() });
const waitingRow = z.object({ id: z.string(), operation: z.string() });
const sealRow = z.object({ n: z.number(), signature: bytes });

const seqRow = z.object({ seq: z.number() });
const markRow = z.object({ seq: z.number(), chain: z.string() });

const WRITER_COLUMNS = 'writer, user, n, hash, public_key, origin_writer, origin_n, origin_hash';
const OPERATION_COLUMNS = 'seq, writer, n, hash, reason, row, recv, eff, header, payload';

/** What `clearDerived` empties: the name of each piece, then all its columns. */
const DERIVED: Readonly<Record<string, string>> = {
  row: 'SELECT row_id, scope, year, author, last_seq, state FROM row',
  claim: 'SELECT key, row_id FROM claim',
  pointer: 'SELECT key, row_id FROM pointer',
  dangling: "SELECT row_id || '/' || field || '/' || pred FROM dangling",
};

export class SqliteCoop implements CoopWriter {
  readonly db: Database.Database;
  readonly #coop: string;
  readonly #statements: Statements;
  readonly #decoded = new DecodedRows();
  readonly #transaction: Database.Transaction<(body: () => void) => void>;

  constructor(db: Database.Database, coop: string) {
    this.db = db;
    this.#coop = coop;
    this.#statements = new Statements(db);
    // One wrapper for all of them: making it takes longer than most of what is done inside.
    this.#transaction = db.transaction((body: () => void) => body());
  }

  /** Runs the body in a transaction of its own. */
  within<T>(mode: 'deferred' | 'immediate', body: (writer: CoopWriter) => T): T {
    const outcomes: { readonly value: T }[] = [];
    this.#transaction[mode](() => {
      outcomes.push({ value: body(this) });
    });
    return required(outcomes[0], 'a transaction that did not throw has an outcome').value;
  }

  head(): CoopHead {
    const found = this.#get('SELECT seq, chain, safe_seq, first_year FROM coop_head WHERE id = 1');
    if (found === undefined) return { seq: 0, chain: serverChainStart(this.#coop), safeSeq: 0, firstYear: 0 };
    const { seq, chain, safe_seq: safeSeq, first_year: firstYear } = headRow.parse(found);
    return { seq, chain, safeSeq, firstYear };
  }

  chainAt(seq: number): string | undefined {
    if (seq === 0) return serverChainStart(this.#coop);
    const found = this.#get('SELECT chain FROM chain_mark WHERE seq = ?', seq);
    return found === undefined ? undefined : chainRow.parse(found).chain;
  }

  writer(writer: string): WriterRecord | undefined {
    const found = this.#get(`SELECT ${WRITER_COLUMNS} FROM writer WHERE writer = ?`, writer);
    return found === undefined ? undefined : writerOf(found);
  }

  writers(): readonly WriterRecord[] {
    return this.#all(`SELECT ${WRITER_COLUMNS} FROM writer ORDER BY writer`).map(writerOf);
  }

  hasForks(writer: string): boolean {
    return this.#get('SELECT 1 AS found FROM writer WHERE origin_writer = ? LIMIT 1', writer) !== undefined;
  }

  person(user: string): Person | undefined {
    const found = this.#get('SELECT body FROM person WHERE user = ?', user);
    return found === undefined ? undefined : personOf(bodyRow.parse(found).body);
  }

  persons(): readonly Person[] {
    return this.#all('SELECT body FROM person ORDER BY user').map((found) => personOf(bodyRow.parse(found).body));
  }

  operations(writer: string, fromN: number, toN: number): readonly OperationOutcome[] {
    return this.#all(
      'SELECT n, hash, seq, reason FROM op WHERE writer = ? AND n BETWEEN ? AND ? ORDER BY n',
      writer,
      fromN,
      toN,
    ).map((found) => {
      const { reason, ...outcome } = outcomeRow.parse(found);
      return { ...outcome, reason: reason ?? undefined };
    });
  }

  operation(id: string): StoredOperation | undefined {
    const { writer, n } = splitId(id);
    const found = this.#get(`SELECT ${OPERATION_COLUMNS} FROM op WHERE writer = ? AND n = ?`, writer, n);
    return found === undefined ? undefined : operationOf(found);
  }

  hasOperation(id: string): boolean {
    const { writer, n } = splitId(id);
    return this.#get('SELECT 1 AS found FROM op WHERE writer = ? AND n = ?', writer, n) !== undefined;
  }

  row(id: string): RowState | undefined {
    const found = this.#get('SELECT state FROM row WHERE row_id = ?', id);
    return found === undefined ? undefined : this.#stateOf(found);
  }

  rowsAfter(seq: number, { grants, person, limit }: RowFilter): readonly RowState[] {
    if (holdsEverything(grants))
      return this.#all('SELECT state FROM row WHERE last_seq > ? ORDER BY last_seq LIMIT ?', seq, limit).map(
        this.#stateOf,
      );
    const own = this.#all(
      'SELECT state FROM row WHERE author = ? AND last_seq > ? ORDER BY last_seq LIMIT ?',
      person.userId,
      seq,
      limit,
    ).map(this.#stateOf);
    const found = new Map(own.map((row) => [row.id, row]));
    for (const grant of grants) for (const row of this.#rowsOf(grant, person, { seq, limit })) found.set(row.id, row);
    return [...found.values()].sort((left, right) => left.seq - right.seq).slice(0, limit);
  }

  #rowsOf(
    grant: Grant,
    { memberId }: Person,
    at: { readonly seq: number; readonly limit: number },
  ): readonly RowState[] {
    const years = 'AND (year = 0 OR year BETWEEN ? AND ?) ORDER BY last_seq LIMIT ?';
    const rest = [at.seq, grant.fromYear, grant.toYear, at.limit];
    if (grant.pattern === 'member:*') {
      const sql = `SELECT state FROM row WHERE scope >= 'member:' AND scope < 'member;' AND last_seq > ? ${years}`;
      return this.#all(sql, ...rest).map(this.#stateOf);
    }
    if (grant.pattern === 'member:self' && memberId === undefined) return [];
    const scope = grant.pattern === 'member:self' ? memberScope(memberId ?? '') : grant.pattern;
    const sql = `SELECT state FROM row WHERE scope = ? AND last_seq > ? ${years}`;
    return this.#all(sql, scope, ...rest).map(this.#stateOf);
  }

  rowsByAuthor(user: string): readonly RowState[] {
    return this.#all('SELECT state FROM row WHERE author = ? ORDER BY last_seq', user).map(this.#stateOf);
  }

  allRows(afterId: string, limit: number): readonly RowState[] {
    return this.#all('SELECT state FROM row WHERE row_id > ? ORDER BY row_id LIMIT ?', afterId, limit).map(
      this.#stateOf,
    );
  }

  claim(key: string): string | undefined {
    return this.#rowIdIn('claim', key);
  }

  pointer(key: string): string | undefined {
    return this.#rowIdIn('pointer', key);
  }

  #rowIdIn(table: 'claim' | 'pointer', key: string): string | undefined {
    const found = this.#get(`SELECT row_id FROM ${table} WHERE key = ?`, key);
    return found === undefined ? undefined : rowIdRow.parse(found).row_id;
  }

  waitingFor(id: string): readonly string[] {
    return this.#all('SELECT operation FROM waiting WHERE id = ? ORDER BY operation', id).map(
      (found) => operationIdRow.parse(found).operation,
    );
  }

  allWaiting(): readonly { readonly id: string; readonly operation: string }[] {
    return this.#all('SELECT id, operation FROM waiting ORDER BY id, operation').map((found) =>
      waitingRow.parse(found),
    );
  }

  isWaiting(operation: string): boolean {
    return this.#get('SELECT 1 AS found FROM waiting WHERE operation = ? LIMIT 1', operation) !== undefined;
  }

  isSuperseded(row: string, field: number, operation: string): boolean {
    const sql = 'SELECT 1 AS found FROM dangling WHERE row_id = ? AND field = ? AND pred = ?';
    return this.#get(sql, row, field, operation) !== undefined;
  }

  logAfter(seq: number, limit: number): readonly (StoredOperation | LogEvent)[] {
    const operations = this.#all(`SELECT ${OPERATION_COLUMNS} FROM op WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit);
    const events = this.#all(
      'SELECT seq, kind, op_seq, detail FROM event WHERE seq > ? ORDER BY seq LIMIT ?',
      seq,
      limit,
    );
    // Parsed after the cut, so that one entry alone can be read where the next one is damaged.
    return [
      ...operations.map((found) => ({ at: seqRow.parse(found).seq, entry: () => operationOf(found) })),
      ...events.map((found) => ({ at: seqRow.parse(found).seq, entry: () => eventOf(found) })),
    ]
      .sort((left, right) => left.at - right.at)
      .slice(0, limit)
      .map(({ entry }) => entry());
  }

  chainMarks(seq: number, limit: number): readonly { readonly seq: number; readonly chain: string }[] {
    return this.#all('SELECT seq, chain FROM chain_mark WHERE seq > ? ORDER BY seq LIMIT ?', seq, limit).map((found) =>
      markRow.parse(found),
    );
  }

  derived(): ReadonlyMap<string, string> {
    const pieces = new Map<string, string>();
    for (const [table, sql] of Object.entries(DERIVED)) {
      for (const found of this.#statements.of(sql).raw().iterate()) {
        const [key, ...rest] = z.array(z.unknown()).parse(found);
        pieces.set(`${table} ${String(key)}`, fingerprint(rest));
      }
    }
    return pieces;
  }

  seals(writer: string): readonly { readonly n: number; readonly signature: Uint8Array }[] {
    return this.#all('SELECT n, signature FROM seal WHERE writer = ? ORDER BY n', writer).map((found) =>
      sealRow.parse(found),
    );
  }

  putOperation(operation: StoredOperation, chain: string): void {
    this.#run(
      `INSERT INTO op (${OPERATION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      operation.seq,
      operation.writer,
      operation.n,
      operation.hash,
      operation.reason ?? null,
      operation.row,
      operation.receivedAt,
      operation.effectiveAt,
      operation.header,
      operation.payload,
    );
    this.#moveHead(operation.seq, chain);
  }

  putEvent({ seq, kind, operationSeq, detail }: LogEvent, chain: string): void {
    this.#run(
      'INSERT INTO event (seq, kind, op_seq, detail) VALUES (?, ?, ?, ?)',
      seq,
      kind,
      operationSeq,
      detail ?? null,
    );
    this.#moveHead(seq, chain);
  }

  #moveHead(seq: number, chain: string): void {
    this.#run('INSERT INTO chain_mark (seq, chain) VALUES (?, ?)', seq, chain);
    this.#run(
      'INSERT INTO coop_head (id, seq, chain) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, chain = excluded.chain',
      seq,
      chain,
    );
  }

  putWriter({ writer, user, n, hash, publicKey, origin }: WriterRecord): void {
    this.#run(
      `INSERT OR REPLACE INTO writer (${WRITER_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      writer,
      user,
      n,
      hash,
      publicKey ?? null,
      origin?.writer ?? null,
      origin?.n ?? null,
      origin?.hash ?? null,
    );
  }

  putPerson(person: Person): void {
    this.#run('INSERT OR REPLACE INTO person (user, body) VALUES (?, ?)', person.userId, JSON.stringify(person));
  }

  putSeal(writer: string, n: number, signature: Uint8Array): void {
    this.#run('INSERT OR REPLACE INTO seal (writer, n, signature) VALUES (?, ?, ?)', writer, n, signature);
  }

  putRow(row: RowState, { year, author }: { readonly year: number; readonly author?: string }): void {
    this.#run(
      'INSERT OR REPLACE INTO row (row_id, scope, year, author, last_seq, state) VALUES (?, ?, ?, ?, ?, ?)',
      row.id,
      row.scope,
      year,
      author ?? null,
      row.seq,
      encodeRows([row]),
    );
    if (year > 0)
      this.#run('UPDATE coop_head SET first_year = ? WHERE id = 1 AND (first_year = 0 OR first_year > ?)', year, year);
  }

  putClaim(key: string, row: string): void {
    this.#run('INSERT INTO claim (key, row_id) VALUES (?, ?)', key, row);
  }

  putPointer(key: string, row: string): void {
    this.#run('INSERT OR REPLACE INTO pointer (key, row_id) VALUES (?, ?)', key, row);
  }

  putWaiting(id: string, operation: string): void {
    this.#run('INSERT OR IGNORE INTO waiting (id, operation) VALUES (?, ?)', id, operation);
  }

  removeWaiting(operation: string): void {
    this.#run('DELETE FROM waiting WHERE operation = ?', operation);
  }

  putDangling(row: string, field: number, operation: string): void {
    this.#run('INSERT OR IGNORE INTO dangling (row_id, field, pred) VALUES (?, ?, ?)', row, field, operation);
  }

  putSafe(seq: number): void {
    this.#run('UPDATE coop_head SET safe_seq = ? WHERE id = 1', seq);
  }

  clearDerived(): void {
    for (const table of Object.keys(DERIVED)) this.#run(`DELETE FROM ${table}`);
    this.#run('UPDATE coop_head SET first_year = 0 WHERE id = 1');
  }

  readonly #stateOf = (found: unknown): RowState => this.#decoded.of(stateRow.parse(found).state);

  #get(sql: string, ...values: readonly (string | number)[]): unknown {
    return this.#statements.of(sql).get(...values);
  }

  #all(sql: string, ...values: readonly (string | number)[]): readonly unknown[] {
    return this.#statements.of(sql).all(...values);
  }

  #run(sql: string, ...values: readonly (string | number | null | Uint8Array)[]): void {
    this.#statements.of(sql).run(...values);
  }
}

function operationOf(found: unknown): StoredOperation {
  const { reason, recv: receivedAt, eff: effectiveAt, ...rest } = operationRow.parse(found);
  return { ...rest, reason: reason ?? undefined, receivedAt, effectiveAt };
}
