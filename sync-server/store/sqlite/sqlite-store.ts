/**
 * SQLite: one file per co-op and one catalogue; write-ahead log, synchronous FULL (an office PC without a battery is
 * our normal case), so that what was answered as stored is on the disk.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod/mini';
import { Fault, required } from '#kernel/result.ts';
import { encodeRows } from '#protocol/columns.ts';
import { serverChainStart } from '#protocol/chain.ts';
import { isWriter, splitId } from '#kernel/ids.ts';
import type { RowState } from '#protocol/row-state.ts';
import type {
  Catalogue,
  CoopHead,
  CoopRecord,
  CoopWriter,
  Invitation,
  OperationOutcome,
  ServerSession,
  ServerStore,
  StoredOperation,
  WriterRecord,
} from '../store.ts';
import { DecodedRows } from './decoded-rows.ts';
import { CATALOGUE_MIGRATIONS, COOP_MIGRATIONS } from './migrations.ts';

export interface EmptiableStore extends ServerStore {
  /** Takes everything out, for simulations: faster by far than to open another. */
  empty(): void;
}

/** Fault `server.storageFull` when the disk is full. `dataDir` `:memory:` keeps everything in memory, for simulations. */
export function openSqliteStore(options: { readonly dataDir: string }): EmptiableStore {
  return new SqliteStore(options.dataDir);
}

class SqliteStore implements EmptiableStore {
  readonly catalogue: Catalogue;
  readonly #dataDir: string;
  readonly #catalogueDb: Database.Database;
  readonly #coops = new Map<string, SqliteCoop>();

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    if (dataDir !== ':memory:') mkdirSync(join(dataDir, 'coops'), { recursive: true });
    this.#catalogueDb = open(
      dataDir === ':memory:' ? ':memory:' : join(dataDir, 'catalog.sqlite'),
      CATALOGUE_MIGRATIONS,
    );
    this.catalogue = new SqliteCatalogue(this.#catalogueDb);
  }

  write<T>(coop: string, body: (writer: CoopWriter) => T): T {
    return guarded(() => this.#coop(coop).within('immediate', body));
  }

  read<T>(coop: string, body: (reader: CoopWriter) => T): T {
    return this.#coop(coop).within('deferred', body);
  }

  close(): void {
    for (const coop of this.#coops.values()) coop.db.close();
    this.#catalogueDb.close();
  }

  empty(): void {
    for (const coop of this.#coops.values()) empty(coop.db);
    empty(this.#catalogueDb);
  }

  #coop(coop: string): SqliteCoop {
    const known = this.#coops.get(coop);
    if (known !== undefined) return known;
    if (!isWriter(coop)) throw new Fault('server.unknownCoop');
    const file = this.#dataDir === ':memory:' ? ':memory:' : join(this.#dataDir, 'coops', `${coop}.sqlite`);
    const opened = new SqliteCoop(open(file, COOP_MIGRATIONS), coop);
    this.#coops.set(coop, opened);
    return opened;
  }
}

const headRow = z.object({ seq: z.number(), chain: z.string() });
const chainRow = z.object({ chain: z.string() });
const writerRow = z.object({ writer: z.string(), user: z.string(), n: z.number(), hash: z.string() });
const outcomeRow = z.object({ n: z.number(), hash: z.string(), seq: z.number(), reason: z.nullable(z.string()) });
const stateRow = z.object({ state: z.instanceof(Uint8Array) });
const claimRow = z.object({ row_id: z.string() });

class SqliteCoop implements CoopWriter {
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

  within<T>(mode: 'deferred' | 'immediate', body: (writer: CoopWriter) => T): T {
    const outcomes: { readonly value: T }[] = [];
    this.#transaction[mode](() => {
      outcomes.push({ value: body(this) });
    });
    return required(outcomes[0], 'a transaction that did not throw has an outcome').value;
  }

  head(): CoopHead {
    const found = this.#get('SELECT seq, chain FROM coop_head WHERE id = 1');
    return found === undefined ? { seq: 0, chain: serverChainStart(this.#coop) } : headRow.parse(found);
  }

  chainAt(seq: number): string | undefined {
    if (seq === 0) return serverChainStart(this.#coop);
    const found = this.#get('SELECT chain FROM op WHERE seq = ?', seq);
    return found === undefined ? undefined : chainRow.parse(found).chain;
  }

  writer(writer: string): WriterRecord | undefined {
    const found = this.#get('SELECT writer, user, n, hash FROM writer WHERE writer = ?', writer);
    return found === undefined ? undefined : writerRow.parse(found);
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

  hasOperation(id: string): boolean {
    const { writer, n } = splitId(id);
    return this.#get('SELECT 1 AS found FROM op WHERE writer = ? AND n = ?', writer, n) !== undefined;
  }

  row(id: string): RowState | undefined {
    const found = this.#get('SELECT state FROM row WHERE row_id = ?', id);
    return found === undefined ? undefined : this.#stateOf(found);
  }

  rowsAfter(
    seq: number,
    options: { readonly scopes?: readonly string[]; readonly limit: number },
  ): readonly RowState[] {
    const { scopes, limit } = options;
    if (scopes === undefined)
      return this.#all('SELECT state FROM row WHERE last_seq > ? ORDER BY last_seq LIMIT ?', seq, limit).map((found) =>
        this.#stateOf(found),
      );
    const perScope = scopes.flatMap((scope) =>
      this.#all(
        'SELECT state FROM row WHERE scope = ? AND last_seq > ? ORDER BY last_seq LIMIT ?',
        scope,
        seq,
        limit,
      ).map((found) => this.#stateOf(found)),
    );
    return perScope.sort((left, right) => left.seq - right.seq).slice(0, limit);
  }

  claim(key: string): string | undefined {
    const found = this.#get('SELECT row_id FROM claim WHERE key = ?', key);
    return found === undefined ? undefined : claimRow.parse(found).row_id;
  }

  isSuperseded(row: string, field: number, operation: string): boolean {
    return (
      this.#get(
        'SELECT 1 AS found FROM dangling WHERE row_id = ? AND field = ? AND pred = ?',
        row,
        field,
        operation,
      ) !== undefined
    );
  }

  putOperation(operation: StoredOperation, chain: string): void {
    this.#run(
      'INSERT INTO op (seq, writer, n, hash, reason, row, recv, eff, header, payload, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
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
      chain,
    );
    this.#run('INSERT OR REPLACE INTO coop_head (id, seq, chain) VALUES (1, ?, ?)', operation.seq, chain);
  }

  putWriter({ writer, user, n, hash }: WriterRecord): void {
    this.#run('INSERT OR REPLACE INTO writer (writer, user, n, hash) VALUES (?, ?, ?, ?)', writer, user, n, hash);
  }

  putRow(row: RowState): void {
    this.#run(
      'INSERT OR REPLACE INTO row (row_id, scope, last_seq, state) VALUES (?, ?, ?, ?)',
      row.id,
      row.scope,
      row.seq,
      encodeRows([row]),
    );
  }

  putClaim(key: string, row: string): void {
    this.#run('INSERT INTO claim (key, row_id) VALUES (?, ?)', key, row);
  }

  putDangling(row: string, field: number, operation: string): void {
    this.#run('INSERT OR IGNORE INTO dangling (row_id, field, pred) VALUES (?, ?, ?)', row, field, operation);
  }

  #stateOf(found: unknown): RowState {
    return this.#decoded.of(stateRow.parse(found).state);
  }

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

/** A database's statements, each prepared once. */
class Statements {
  readonly #db: Database.Database;
  readonly #bySql = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  of(sql: string): Database.Statement {
    const known = this.#bySql.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#db.prepare(sql);
    this.#bySql.set(sql, prepared);
    return prepared;
  }
}

const coopRow = z.object({ coop: z.string(), name: z.string(), created_at: z.number() });
const sessionRow = z.object({
  coop: z.string(),
  user: z.string(),
  role: z.enum(['member', 'office']),
  member_id: z.nullable(z.string()),
});
const invitationRow = z.object({ body: z.string() });
const invitationBody = z.object({
  code: z.string(),
  coop: z.string(),
  coopName: z.string(),
  role: z.enum(['member', 'office']),
  memberId: z.optional(z.string()),
  memberName: z.optional(z.string()),
  memberCode: z.optional(z.string()),
  memberVillage: z.optional(z.string()),
  expiresAt: z.number(),
});

class SqliteCatalogue implements Catalogue {
  readonly #db: Database.Database;
  readonly #statements: Statements;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  coops(): readonly CoopRecord[] {
    return this.#db
      .prepare('SELECT coop, name, created_at FROM coop ORDER BY created_at, coop')
      .all()
      .map((found) => coopRow.parse(found))
      .map(({ coop, name, created_at: createdAt }) => ({ coop, name, createdAt }));
  }

  addCoop({ coop, name, createdAt }: CoopRecord): void {
    this.#db.prepare('INSERT INTO coop (coop, name, created_at) VALUES (?, ?, ?)').run(coop, name, createdAt);
  }

  session(tokenHash: string): ServerSession | undefined {
    const found = this.#statements
      .of('SELECT coop, user, role, member_id FROM session WHERE token_hash = ?')
      .get(tokenHash);
    if (found === undefined) return undefined;
    const { coop, user, role, member_id: memberId } = sessionRow.parse(found);
    return { coop, person: { userId: user, role, ...(memberId === null ? {} : { memberId }) } };
  }

  addSession(
    tokenHash: string,
    { coop, person }: ServerSession,
    label: { readonly deviceName: string; readonly createdAt: number },
  ): void {
    this.#db
      .prepare(
        'INSERT INTO session (token_hash, coop, user, role, member_id, device_name, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(tokenHash, coop, person.userId, person.role, person.memberId ?? null, label.deviceName, label.createdAt);
  }

  invitation(code: string): Invitation | undefined {
    const found = this.#db.prepare('SELECT body FROM invitation WHERE code = ?').get(code);
    if (found === undefined) return undefined;
    const parsed: unknown = JSON.parse(invitationRow.parse(found).body);
    const { memberId, memberName, memberCode, memberVillage, ...always } = invitationBody.parse(parsed);
    return {
      ...always,
      ...(memberId === undefined ? {} : { memberId }),
      ...(memberName === undefined ? {} : { memberName }),
      ...(memberCode === undefined ? {} : { memberCode }),
      ...(memberVillage === undefined ? {} : { memberVillage }),
    };
  }

  addInvitation(invitation: Invitation): void {
    this.#db
      .prepare('INSERT INTO invitation (code, expires_at, body) VALUES (?, ?, ?)')
      .run(invitation.code, invitation.expiresAt, JSON.stringify(invitation));
  }

  removeInvitation(code: string): void {
    this.#db.prepare('DELETE FROM invitation WHERE code = ?').run(code);
  }

  hasSetupToken(tokenHash: string, since: number): boolean {
    const sql = 'SELECT 1 AS found FROM setup_token WHERE token_hash = ? AND created_at >= ?';
    return this.#db.prepare(sql).get(tokenHash, since) !== undefined;
  }

  addSetupToken(tokenHash: string, createdAt: number): void {
    this.#db.prepare('INSERT INTO setup_token (token_hash, created_at) VALUES (?, ?)').run(tokenHash, createdAt);
  }

  clearSetupTokens(): void {
    this.#db.prepare('DELETE FROM setup_token').run();
  }

  atomically<T>(body: () => T): T {
    return guarded(() => this.#db.transaction(body).immediate());
  }
}

function open(file: string, migrations: readonly string[]): Database.Database {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  db.transaction(() => {
    const done = z.number().parse(db.pragma('user_version', { simple: true }));
    migrations.slice(done).forEach((sql) => db.exec(sql));
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
  return db;
}

function empty(db: Database.Database): void {
  const names = z
    .array(z.string())
    .parse(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all());
  db.transaction(() => names.forEach((name) => db.exec(`DELETE FROM "${name}"`))).immediate();
}

function guarded<T>(body: () => T): T {
  try {
    return body();
  } catch (cause) {
    if (
      cause instanceof Database.SqliteError &&
      (cause.code === 'SQLITE_FULL' || cause.code.startsWith('SQLITE_IOERR'))
    ) {
      throw new Fault('server.storageFull', { cause });
    }
    throw cause;
  }
}
