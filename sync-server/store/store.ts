/**
 * What the server keeps, one co-op apart from the other: in SQLite files, or in a PostgreSQL that several server processes
 * share. Calls are made inside `write` or `read`, so that authorisation, merge and sequence are decided under the head
 * row's lock. A body is synchronous whatever the engine (decision 0017).
 */
import type { Grant } from '#kernel/grants.ts';
import type { Person } from '#kernel/module.ts';
import type { RowState } from '#protocol/row-state.ts';

export interface CoopHead {
  readonly seq: number;
  /** The log's chain at `seq`, 32 hex digits. */
  readonly chain: string;
  /** Everything up to here is in a backup that was restored and verified. */
  readonly safeSeq: number;
  /** The earliest fiscal year of any document; 0 when there is none. */
  readonly firstYear: number;
}

export interface WriterRecord {
  readonly writer: string;
  readonly user: string;
  readonly n: number;
  readonly hash: string;
  /** P-256 point, 65 bytes; absent for a device that can make no keys, whose log is marked as weak. */
  readonly publicKey?: Uint8Array;
  /** Of a branch that was issued anew: where its first operation was before. */
  readonly origin?: LogOrigin;
}

export interface LogOrigin {
  readonly writer: string;
  readonly n: number;
  readonly hash: string;
}

export interface StoredOperation {
  readonly seq: number;
  readonly writer: string;
  readonly n: number;
  readonly hash: string;
  readonly reason: string | undefined;
  readonly row: string;
  readonly receivedAt: number;
  /** min(the operation's time, `receivedAt`): what lists sort by. */
  readonly effectiveAt: number;
  /** Canonical bytes, never encoded anew. */
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
}

export interface OperationOutcome {
  readonly n: number;
  readonly hash: string;
  readonly seq: number;
  readonly reason: string | undefined;
}

/** What happened to a quarantined operation later, at a sequence of its own. */
export const EVENT_KINDS = ['apply', 'released', 'dismissed', 'reason'] as const;
export interface LogEvent {
  readonly seq: number;
  readonly kind: (typeof EVENT_KINDS)[number];
  /** The sequence under which the operation arrived. */
  readonly operationSeq: number;
  /** The open day that the office gave a late document, as ISO date; or the new reason. */
  readonly detail?: string;
}

/** Which rows a pull sees. */
export interface RowFilter {
  readonly grants: readonly Grant[];
  readonly person: Person;
  readonly limit: number;
}

export interface CoopReader {
  head(): CoopHead;
  chainAt(seq: number): string | undefined;
  writer(writer: string): WriterRecord | undefined;
  person(user: string): Person | undefined;
  persons(): readonly Person[];
  /** Known operations of a writer in a range of numbers, ascending. */
  operations(writer: string, fromN: number, toN: number): readonly OperationOutcome[];
  /** The operation with its bytes. */
  operation(id: string): StoredOperation | undefined;
  hasOperation(id: string): boolean;
  row(id: string): RowState | undefined;
  /** Rows after a sequence that the filter lets through, and rows that the person is the author of, ascending. */
  rowsAfter(seq: number, filter: RowFilter): readonly RowState[];
  /** Rows that the server wrote about a user's operations. */
  rowsByAuthor(user: string): readonly RowState[];
  claim(key: string): string | undefined;
  /** The row under a name of the server's own, such as `grant/<user>`. */
  pointer(key: string): string | undefined;
  /** Ids of quarantined operations that wait for a row or an operation. */
  waitingFor(id: string): readonly string[];
  /** Everything that waits, and for what. */
  allWaiting(): readonly { readonly id: string; readonly operation: string }[];
  /** Whether an operation waits for anything. */
  isWaiting(operation: string): boolean;
  isSuperseded(row: string, field: number, operation: string): boolean;
  /** Operations and events by sequence, for rebuilding and auditing. */
  logAfter(seq: number, limit: number): readonly (StoredOperation | LogEvent)[];
  /** Every row, by id, for rebuilding and auditing. */
  allRows(afterId: string, limit: number): readonly RowState[];
  /** The chain at every step after a sequence, ascending. */
  chainMarks(seq: number, limit: number): readonly { readonly seq: number; readonly chain: string }[];
  /**
   * A fingerprint of every stored piece that follows from the log, by what it is: `row <id>`, `claim <key>`,
   * `pointer <key>`, `dangling <row>/<field>/<operation>`. It covers every column, and never decodes.
   */
  derived(): ReadonlyMap<string, string>;
  writers(): readonly WriterRecord[];
  /** Whether a branch of this writer's log was issued anew under another one. */
  hasForks(writer: string): boolean;
  seals(writer: string): readonly { readonly n: number; readonly signature: Uint8Array }[];
}

export interface CoopWriter extends CoopReader {
  putOperation(operation: StoredOperation, chain: string): void;
  putEvent(event: LogEvent, chain: string): void;
  putWriter(writer: WriterRecord): void;
  putPerson(person: Person): void;
  putSeal(writer: string, n: number, signature: Uint8Array): void;
  /** `year`: the document's fiscal year, 0 for a record; `author`: whose operation a row of the server is about. */
  putRow(row: RowState, place: { readonly year: number; readonly author?: string }): void;
  putClaim(key: string, row: string): void;
  putPointer(key: string, row: string): void;
  putWaiting(id: string, operation: string): void;
  removeWaiting(operation: string): void;
  putDangling(row: string, field: number, operation: string): void;
  putSafe(seq: number): void;
  /** Empties what is derived from the log: rows, claims, pointers, dangling references and the head's first year. */
  clearDerived(): void;
}

export interface ServerSession {
  readonly coop: string;
  readonly person: Person;
}

export interface Invitation {
  readonly code: string;
  readonly coop: string;
  readonly coopName: string;
  readonly roles: Person['roles'];
  readonly memberId?: string;
  readonly memberName?: string;
  readonly memberCode?: string;
  readonly memberVillage?: string;
  /** Who is let in again as the same person. */
  readonly user?: string;
  readonly expiresAt: number;
}

export interface CoopRecord {
  readonly coop: string;
  readonly name: string;
  readonly createdAt: number;
}

/** Co-ops, sessions, invitations, set-up links. Tokens are kept as SHA-256 only. */
/** An embedded engine answers at once, another process later. */
export type Answer<T> = T | Promise<T>;

/** What proves the requests of a session (rules P35 to P37). */
export interface SessionKey {
  /** 64 hex digits. */
  readonly secret: string;
  /** What answers the question of a forgotten PIN (rule P38), 32 hex digits. */
  readonly help: string;
  /** ms since 1970. */
  readonly agreedAt: number;
  /** A request was proven by it: the device has it, and the token counts no more. */
  readonly isUsed: boolean;
}

export interface BoundSession extends ServerSession {
  readonly key?: SessionKey;
}

/** A session that begins, as it is listed. A person has one. */
export interface NewSession extends BoundSession {
  readonly tokenHash: string;
  readonly deviceName: string;
  readonly createdAt: number;
  /** The number of the signed invitation that let it in, 16 hex digits: each lets in once. */
  readonly invitation?: string;
}

/** A session's new proof, for a person who is let in again. */
export interface SessionPlace {
  readonly coop: string;
  readonly user: string;
  readonly tokenHash: string;
  readonly deviceName: string;
}

/** When a device was last here, ms since 1970, and with which build of the app. */
export interface Sighting {
  readonly at: number;
  readonly build: string;
}

/** A session as whoever runs the server sees it. */
export interface Device extends ServerSession {
  readonly deviceName: string;
  readonly createdAt: number;
  readonly seen?: Sighting;
}

/** Everything of a co-op up to `seq` was put back from a copy of `at` (ms since 1970), and audited. */
export interface VerifiedBackup {
  readonly coop: string;
  readonly seq: number;
  readonly at: number;
}

export interface Catalogue {
  /** In the order in which they began. All of them: for the operator and for moves, never for a device's request. */
  coops(): Answer<readonly CoopRecord[]>;
  countCoops(): Answer<number>;
  coop(coop: string): Answer<CoopRecord | undefined>;
  /** A co-op that comes from elsewhere. */
  addCoop(coop: CoopRecord): Answer<void>;
  /** `coop`: where the request says it, so that only that co-op's node is asked. */
  session(tokenHash: string, coop?: string): Answer<BoundSession | undefined>;
  sessionOfUser(coop: string, user: string): Answer<BoundSession | undefined>;
  /** The first key of a session, or one in the place of a key that was never used. False: one is in use already. */
  bindKey(tokenHash: string, key: SessionKey): Answer<boolean>;
  /** Another key in the place of the one in use. */
  putKey(coop: string, user: string, key: SessionKey): Answer<void>;
  /** From now on the key is in use, unless there is another one by now. */
  useKey(coop: string, user: string, secret: string): Answer<void>;
  addSession(session: NewSession): Answer<void>;
  /** One that comes from elsewhere, in the place of what is kept of its person. */
  putSession(session: NewSession): Answer<void>;
  sessions(): Answer<readonly NewSession[]>;
  /** Of one co-op, by user, those after one. */
  sessionsOf(coop: string, page: { readonly after: string; readonly limit: number }): Answer<readonly NewSession[]>;
  /**
   * Decides in one transaction over everybody of the co-op what becomes of one person; undefined leaves all as it is.
   * Gives what was decided. `decide` may be asked more than once.
   */
  changePerson(
    coop: string,
    user: string,
    decide: (people: readonly Person[]) => Person | undefined,
  ): Answer<Person | undefined>;
  /** In the order in which they began. */
  devices(coop: string): Answer<readonly Device[]>;
  /** An older sighting changes nothing. */
  noteSeen(coop: string, user: string, sighting: Sighting): Answer<void>;
  /** The newest of each co-op. */
  backups(): Answer<readonly VerifiedBackup[]>;
  /** An older one changes nothing. */
  noteBackup(backup: VerifiedBackup): Answer<void>;
  invitations(): Answer<readonly Invitation[]>;
  invitation(code: string): Answer<Invitation | undefined>;
  /** Gives false when the code is taken. */
  addInvitation(invitation: Invitation): Answer<boolean>;
  /** Takes the invitation and begins the session, both or neither: of two that have the same code one gets it. */
  join(code: string, session: NewSession): Answer<boolean>;
  /** Takes the invitation and gives the person's session another token and no key, in one transaction. */
  joinAgain(code: string, place: SessionPlace): Answer<boolean>;
  /** Begins the session unless its invitation has let in somebody, or its user is there already. */
  joinSigned(session: NewSession): Answer<boolean>;
  addSetupToken(tokenHash: string, createdAt: number): Answer<void>;
  /**
   * Founds a co-op by a set-up token that was made at `since` or later (ms since 1970), with its first session. All
   * set-up tokens end with it: one link, one co-op.
   */
  found(
    founding: { readonly setupTokenHash: string; readonly since: number; readonly coop: CoopRecord },
    session: NewSession,
  ): Answer<'founded' | 'used' | 'exists'>;
}

export interface ServerStore {
  readonly catalogue: Catalogue;
  /**
   * One transaction under the co-op's head lock: everything of the body is durable when it returns, or nothing is.
   * Faults: `server.storageFull`, `server.busy` (another process has held the lock for too long).
   */
  write<T>(coop: string, body: (writer: CoopWriter) => T): Answer<T>;
  /** One snapshot: the head and the rows agree. */
  read<T>(coop: string, body: (reader: CoopReader) => T): Answer<T>;
  close(): Answer<void>;
}

/** One that lies on a disk. */
export interface Measured {
  /**
   * How much room a co-op takes (of a database: its log, rows and photos as they were written), or all together where none
   * is named; undefined where nothing lies on a disk. Looks through the whole co-op there: for the operator alone.
   */
  bytes(coop?: string): Answer<number | undefined>;
}

type AtOnce<Engine> = {
  readonly [Key in keyof Engine]: Engine[Key] extends (...parts: infer Parts) => Answer<infer T>
    ? (...parts: Parts) => Awaited<T>
    : Engine[Key];
};

/** One that lies in this process. */
export interface EmbeddedStore extends ServerStore {
  readonly catalogue: AtOnce<Catalogue>;
  write<T>(coop: string, body: (writer: CoopWriter) => T): T;
  read<T>(coop: string, body: (reader: CoopReader) => T): T;
  close(): void;
}
export type EmbeddedCatalogue = EmbeddedStore['catalogue'];
