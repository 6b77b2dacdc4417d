/**
 * What the server keeps, one co-op apart from the other. The SQLite engine implements it; PostgreSQL will. Calls are
 * made inside `write` or `read`, so that authorisation, merge and sequence are decided under the head row's lock.
 */
import type { Person } from '#kernel/module.ts';
import type { RowState } from '#protocol/row-state.ts';

export interface CoopHead {
  readonly seq: number;
  /** The log's chain at `seq`, 32 hex digits. */
  readonly chain: string;
}

export interface WriterRecord {
  readonly writer: string;
  readonly user: string;
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

export interface CoopReader {
  head(): CoopHead;
  chainAt(seq: number): string | undefined;
  writer(writer: string): WriterRecord | undefined;
  /** Known operations of a writer in a range of numbers, ascending. */
  operations(writer: string, fromN: number, toN: number): readonly OperationOutcome[];
  hasOperation(id: string): boolean;
  row(id: string): RowState | undefined;
  /** Rows after a sequence, ascending; all scopes when `scopes` is absent. */
  rowsAfter(seq: number, options: { readonly scopes?: readonly string[]; readonly limit: number }): readonly RowState[];
  claim(key: string): string | undefined;
  isSuperseded(row: string, field: number, operation: string): boolean;
}

export interface CoopWriter extends CoopReader {
  putOperation(operation: StoredOperation, chain: string): void;
  putWriter(writer: WriterRecord): void;
  putRow(row: RowState): void;
  putClaim(key: string, row: string): void;
  putDangling(row: string, field: number, operation: string): void;
}

export interface ServerSession {
  readonly coop: string;
  readonly person: Person;
}

export interface Invitation {
  readonly code: string;
  readonly coop: string;
  readonly coopName: string;
  readonly role: Person['role'];
  readonly memberId?: string;
  readonly memberName?: string;
  readonly memberCode?: string;
  readonly memberVillage?: string;
  readonly expiresAt: number;
}

export interface CoopRecord {
  readonly coop: string;
  readonly name: string;
  readonly createdAt: number;
}

/** Co-ops, sessions, invitations, set-up links. Tokens are kept as SHA-256 only. */
export interface Catalogue {
  coops(): readonly CoopRecord[];
  addCoop(coop: CoopRecord): void;
  session(tokenHash: string): ServerSession | undefined;
  addSession(
    tokenHash: string,
    session: ServerSession,
    label: { readonly deviceName: string; readonly createdAt: number },
  ): void;
  invitation(code: string): Invitation | undefined;
  addInvitation(invitation: Invitation): void;
  removeInvitation(code: string): void;
  /** Whether the token is there and was made at `since` or later, ms since 1970. */
  hasSetupToken(tokenHash: string, since: number): boolean;
  addSetupToken(tokenHash: string, createdAt: number): void;
  clearSetupTokens(): void;
  /** Runs the body in one transaction over the catalogue. */
  atomically<T>(body: () => T): T;
}

export interface ServerStore {
  readonly catalogue: Catalogue;
  /** One transaction under the co-op's head lock: everything of the body is durable when it returns, or nothing is. */
  write<T>(coop: string, body: (writer: CoopWriter) => T): T;
  /** One snapshot: the head and the rows agree. */
  read<T>(coop: string, body: (reader: CoopReader) => T): T;
  close(): void;
}
