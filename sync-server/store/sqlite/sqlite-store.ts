/**
 * SQLite: one file per co-op and one catalogue; write-ahead log, synchronous FULL (an office PC without a battery is
 * our normal case), so that what was answered as stored is on the disk.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import { isWriter } from '#kernel/ids.ts';
import type { Person } from '#kernel/module.ts';
import { readRoles } from '#kernel/roles.ts';
import type {
  BoundSession,
  CoopReader,
  CoopRecord,
  CoopWriter,
  Device,
  EmbeddedCatalogue,
  EmbeddedStore,
  Invitation,
  Measured,
  NewSession,
  SessionKey,
  SessionPlace,
  Sighting,
  VerifiedBackup,
} from '../store.ts';
import { backupOf, boundOf, devicesOf, coopOf, invitationOf, keyColumns, keyOf } from '../records.ts';
import { CATALOGUE_MIGRATIONS, COOP_MIGRATIONS } from './migrations.ts';
import { catalogueFile, coopFile, sizeOf, unfinishedRestoreOf } from './files.ts';
import { SqliteCoop } from './sqlite-coop.ts';
import { Statements } from './statements.ts';

export interface EmptiableStore extends EmbeddedStore, Measured {
  /** Takes everything out, for simulations: faster by far than to open another. */
  empty(): void;
}

/**
 * `dataDir` `:memory:` keeps everything in memory, for simulations. Faults of the store: `server.storageFull`,
 * `server.busy` when another process holds a file too long, `server.restoreUnfinished` where a restore was stopped.
 */
export function openSqliteStore(options: {
  readonly dataDir: string;
  /** So many co-ops' files are open at a time; the one that was asked for longest ago is closed. */
  readonly mostOpen?: number;
}): EmptiableStore {
  return new SqliteStore(options.dataDir, options.mostOpen ?? MOST_OPEN);
}

/** Three files and two or three MiB each. */
const MOST_OPEN = 200;

class SqliteStore implements EmptiableStore {
  readonly catalogue: EmbeddedCatalogue;
  readonly #dataDir: string;
  readonly #mostOpen: number;
  readonly #catalogueDb: Database.Database;
  /** Whoever was asked for last stands last. */
  readonly #coops = new Map<string, SqliteCoop>();

  constructor(dataDir: string, mostOpen: number) {
    this.#dataDir = dataDir;
    // What is in memory alone would be gone.
    this.#mostOpen = dataDir === ':memory:' ? Number.POSITIVE_INFINITY : mostOpen;
    if (dataDir !== ':memory:') mkdirSync(join(dataDir, 'coops'), { recursive: true });
    this.#catalogueDb = open(dataDir === ':memory:' ? ':memory:' : catalogueFile(dataDir), CATALOGUE_MIGRATIONS);
    this.catalogue = new SqliteCatalogue(this.#catalogueDb);
  }

  write<T>(coop: string, body: (writer: CoopWriter) => T): T {
    return guarded(() => this.#coop(coop).within('immediate', body));
  }

  read<T>(coop: string, body: (reader: CoopReader) => T): T {
    return guarded(() => this.#coop(coop).within('deferred', body));
  }

  bytes(coop?: string): number | undefined {
    if (this.#dataDir === ':memory:') return undefined;
    if (coop !== undefined) return sizeOf(coopFile(this.#dataDir, coop));
    const all = this.catalogue.coops().map((each) => coopFile(this.#dataDir, each.coop));
    return [catalogueFile(this.#dataDir), ...all].reduce((sum, file) => sum + sizeOf(file), 0);
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
    if (known !== undefined) {
      this.#coops.delete(coop);
      this.#coops.set(coop, known);
      return known;
    }
    if (!isWriter(coop)) throw new Fault('server.unknownCoop');
    const file = this.#dataDir === ':memory:' ? ':memory:' : coopFile(this.#dataDir, coop);
    // Whoever put it back was stopped in between: an empty new file would be wrong, and so would half of the old one.
    if (existsSync(unfinishedRestoreOf(file))) throw new Fault('server.restoreUnfinished');
    const opened = new SqliteCoop(open(file, COOP_MIGRATIONS), coop);
    this.#coops.set(coop, opened);
    this.#closeOldest();
    return opened;
  }

  /** A body runs to its end before anything else is asked, so nobody is using it. */
  #closeOldest(): void {
    for (const [coop, { db }] of this.#coops) {
      if (this.#coops.size <= this.#mostOpen) return;
      this.#coops.delete(coop);
      db.close();
    }
  }
}

const SESSION_COLUMNS =
  'token_hash, coop, user, role, member_id, device_name, created_at, is_pending, request_key, help_key, key_at, key_used, invitation';
const sessionRow = z.object({
  token_hash: z.string(),
  device_name: z.string(),
  created_at: z.number(),
  coop: z.string(),
  user: z.string(),
  role: z.string(),
  member_id: z.nullable(z.string()),
  is_pending: z.number(),
  ...keyColumns,
});
const invitationRow = z.object({ body: z.string() });
const countRow = z.object({ count: z.number() });
class SqliteCatalogue implements EmbeddedCatalogue {
  readonly #db: Database.Database;
  readonly #statements: Statements;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  coops(): readonly CoopRecord[] {
    return this.#db.prepare('SELECT coop, name, created_at FROM coop ORDER BY created_at, coop').all().map(coopOf);
  }

  countCoops(): number {
    return countRow.parse(this.#db.prepare('SELECT count(*) AS count FROM coop').get()).count;
  }

  coop(coop: string): CoopRecord | undefined {
    const found = this.#statements.of('SELECT coop, name, created_at FROM coop WHERE coop = ?').get(coop);
    return found === undefined ? undefined : coopOf(found);
  }

  addCoop({ coop, name, createdAt }: CoopRecord): void {
    this.#db.prepare('INSERT INTO coop (coop, name, created_at) VALUES (?, ?, ?)').run(coop, name, createdAt);
  }

  session(tokenHash: string, coop?: string): BoundSession | undefined {
    const found = this.#statements.of(`SELECT ${SESSION_COLUMNS} FROM session WHERE token_hash = ?`).get(tokenHash);
    const session = found === undefined ? undefined : sessionOf(found);
    return session === undefined || session.coop !== (coop ?? session.coop) ? undefined : boundOf(session);
  }

  sessionOfUser(coop: string, user: string): BoundSession | undefined {
    const sql = `SELECT ${SESSION_COLUMNS} FROM session WHERE coop = ? AND user = ?`;
    const found = this.#statements.of(sql).get(coop, user);
    return found === undefined ? undefined : boundOf(sessionOf(found));
  }

  bindKey(tokenHash: string, { secret, help, agreedAt, isUsed }: SessionKey): boolean {
    const sql =
      'UPDATE session SET request_key = ?, help_key = ?, key_at = ?, key_used = ? WHERE token_hash = ? AND (request_key IS NULL OR key_used = 0)';
    return guarded(() => this.#db.prepare(sql).run(secret, help, agreedAt, isUsed ? 1 : 0, tokenHash).changes > 0);
  }

  putKey(coop: string, user: string, { secret, help, agreedAt, isUsed }: SessionKey): void {
    const sql =
      'UPDATE session SET request_key = ?, help_key = ?, key_at = ?, key_used = ? WHERE coop = ? AND user = ?';
    guarded(() => this.#db.prepare(sql).run(secret, help, agreedAt, isUsed ? 1 : 0, coop, user));
  }

  useKey(coop: string, user: string, secret: string): void {
    const sql = 'UPDATE session SET key_used = 1 WHERE coop = ? AND user = ? AND request_key = ?';
    guarded(() => this.#db.prepare(sql).run(coop, user, secret));
  }

  sessions(): readonly NewSession[] {
    return this.#db.prepare(`SELECT ${SESSION_COLUMNS} FROM session ORDER BY token_hash`).all().map(sessionOf);
  }

  sessionsOf(
    coop: string,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): readonly NewSession[] {
    const sql = `SELECT ${SESSION_COLUMNS} FROM session WHERE coop = ? AND user > ? ORDER BY user LIMIT ?`;
    return this.#statements.of(sql).all(coop, after, limit).map(sessionOf);
  }

  changePerson(
    coop: string,
    user: string,
    decide: (people: readonly Person[]) => Person | undefined,
  ): Person | undefined {
    return this.#atomically(() => {
      const sessions = this.#db.prepare(`SELECT ${SESSION_COLUMNS} FROM session WHERE coop = ?`).all(coop);
      const changed = decide(sessions.map((found) => sessionOf(found).person));
      if (changed !== undefined) {
        const { roles, memberId, isPending } = changed;
        this.#db
          .prepare('UPDATE session SET role = ?, member_id = ?, is_pending = ? WHERE coop = ? AND user = ?')
          .run(roles.join(' '), memberId ?? null, isPending === true ? 1 : 0, coop, user);
      }
      return changed;
    });
  }

  addSession(session: NewSession): void {
    this.#insertSession('INSERT', session);
  }

  putSession(session: NewSession): void {
    this.#atomically(() => {
      const { coop, person } = session;
      this.#db.prepare('DELETE FROM session WHERE coop = ? AND user = ?').run(coop, person.userId);
      this.addSession(session);
    });
  }

  /** Gives how many were added. */
  #insertSession(how: 'INSERT' | 'INSERT OR IGNORE', session: NewSession): number {
    const { tokenHash, coop, person, deviceName, createdAt, key, invitation } = session;
    return this.#statements
      .of(`${how} INTO session (${SESSION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        tokenHash,
        coop,
        person.userId,
        person.roles.join(' '),
        person.memberId ?? null,
        deviceName,
        createdAt,
        person.isPending === true ? 1 : 0,
        key?.secret ?? null,
        key?.help ?? null,
        key?.agreedAt ?? 0,
        key?.isUsed === true ? 1 : 0,
        invitation ?? null,
      ).changes;
  }

  invitation(code: string): Invitation | undefined {
    const found = this.#db.prepare('SELECT body FROM invitation WHERE code = ?').get(code);
    return found === undefined ? undefined : invitationOf(invitationRow.parse(found).body);
  }

  devices(coop: string): readonly Device[] {
    const sql = `SELECT ${SESSION_COLUMNS} FROM session WHERE coop = ? ORDER BY created_at, token_hash`;
    const noted = this.#db.prepare('SELECT user, at, build FROM seen WHERE coop = ?').all(coop);
    return devicesOf(this.#db.prepare(sql).all(coop).map(sessionOf), noted);
  }

  noteSeen(coop: string, user: string, { at, build }: Sighting): void {
    const sql = `INSERT INTO seen (coop, user, at, build) VALUES (?, ?, ?, ?)
      ON CONFLICT (coop, user) DO UPDATE SET at = excluded.at, build = excluded.build WHERE seen.at < excluded.at`;
    guarded(() => this.#statements.of(sql).run(coop, user, at, build));
  }

  backups(): readonly VerifiedBackup[] {
    return this.#db.prepare('SELECT coop, seq, at FROM verified_backup ORDER BY coop').all().map(backupOf);
  }

  noteBackup({ coop, seq, at }: VerifiedBackup): void {
    const sql = `INSERT INTO verified_backup (coop, seq, at) VALUES (?, ?, ?)
      ON CONFLICT (coop) DO UPDATE SET seq = excluded.seq, at = excluded.at WHERE verified_backup.at < excluded.at`;
    guarded(() => this.#db.prepare(sql).run(coop, seq, at));
  }

  invitations(): readonly Invitation[] {
    return this.#db
      .prepare('SELECT body FROM invitation ORDER BY code')
      .all()
      .map((found) => invitationOf(invitationRow.parse(found).body));
  }

  addInvitation(invitation: Invitation): boolean {
    const sql = 'INSERT OR IGNORE INTO invitation (code, expires_at, body) VALUES (?, ?, ?)';
    const { changes } = this.#db.prepare(sql).run(invitation.code, invitation.expiresAt, JSON.stringify(invitation));
    return changes > 0;
  }

  join(code: string, session: NewSession): boolean {
    return this.#atomically(() => {
      if (this.#db.prepare('DELETE FROM invitation WHERE code = ?').run(code).changes === 0) return false;
      this.addSession(session);
      return true;
    });
  }

  joinAgain(code: string, { coop, user, tokenHash, deviceName }: SessionPlace): boolean {
    return this.#atomically(() => {
      if (this.#db.prepare('DELETE FROM invitation WHERE code = ?').run(code).changes === 0) return false;
      const sql =
        'UPDATE session SET token_hash = ?, device_name = ?, request_key = NULL, help_key = NULL, key_at = 0, key_used = 0 WHERE coop = ? AND user = ?';
      return this.#db.prepare(sql).run(tokenHash, deviceName, coop, user).changes > 0;
    });
  }

  joinSigned(session: NewSession): boolean {
    return guarded(() => this.#insertSession('INSERT OR IGNORE', session) > 0);
  }

  addSetupToken(tokenHash: string, createdAt: number): void {
    this.#db.prepare('INSERT INTO setup_token (token_hash, created_at) VALUES (?, ?)').run(tokenHash, createdAt);
  }

  found(
    at: { readonly setupTokenHash: string; readonly since: number; readonly coop: CoopRecord },
    session: NewSession,
  ): 'founded' | 'used' | 'exists' {
    return this.#atomically(() => {
      const { setupTokenHash, since, coop } = at;
      const sql = 'SELECT 1 AS found FROM setup_token WHERE token_hash = ? AND created_at >= ?';
      if (this.#db.prepare(sql).get(setupTokenHash, since) === undefined) return 'used';
      const { changes } = this.#db
        .prepare('INSERT OR IGNORE INTO coop (coop, name, created_at) VALUES (?, ?, ?)')
        .run(coop.coop, coop.name, coop.createdAt);
      if (changes === 0) return 'exists';
      this.#db.prepare('DELETE FROM setup_token').run();
      this.addSession(session);
      return 'founded';
    });
  }

  #atomically<T>(body: () => T): T {
    return guarded(() => this.#db.transaction(body).immediate());
  }
}

function sessionOf(found: unknown): NewSession {
  const {
    token_hash: tokenHash,
    user: userId,
    role,
    member_id: memberId,
    device_name: deviceName,
    created_at: createdAt,
    is_pending: pending,
    coop,
    ...keyed
  } = sessionRow.parse(found);
  const person = {
    userId,
    // A later version's roles alone give no rights.
    roles: readRoles({ role }) ?? [],
    ...(memberId === null ? {} : { memberId }),
    ...(pending === 1 ? { isPending: true } : {}),
  };
  return { tokenHash, coop, person, deviceName, createdAt, ...keyOf(keyed) };
}

function open(file: string, migrations: readonly string[]): Database.Database {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  db.transaction(() => {
    const done = z.number().parse(db.pragma('user_version', { simple: true }));
    // Nothing is written where nothing is new: a server has to start on a full disk too.
    if (done === migrations.length) return;
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
    if (!(cause instanceof Database.SqliteError)) throw cause;
    if (cause.code === 'SQLITE_FULL' || cause.code.startsWith('SQLITE_IOERR'))
      throw new Fault('server.storageFull', { cause });
    if (cause.code.startsWith('SQLITE_BUSY')) throw new Fault('server.busy', { cause });
    throw cause;
  }
}
