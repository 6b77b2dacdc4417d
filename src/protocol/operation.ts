/**
 * One operation: the unit of the log, the wire and the merge (docs/protocol.md). Its canonical bytes are a
 * deterministic CBOR array, header and payload apart, so that a payload can be erased later without breaking the chain.
 */
import type { ChangeKind } from '#kernel/module.ts';
import type { Timestamp } from '#kernel/clock.ts';

/** Field 0 is the tombstone: its value lists the operations that the deleting person saw. */
export const TOMBSTONE_FIELD = 0;
/** The open day on which the office let a late document count; written by the server when it releases one. */
export const POSTED_ON_FIELD = 999;

/** A value as it travels: days are day numbers, flags are 0 or 1, row references are tagged. */
export type WireValue = number | string | Reference | readonly (number | string | Reference)[];

/** A row id inside a value. */
export interface Reference {
  readonly ref: string;
}

export interface FieldWrite {
  readonly no: number;
  /** `null` empties the field. */
  readonly value: WireValue | null;
  /** The operations whose values of this field the writer saw and replaces; empty for create, post and reverse. */
  readonly preds: readonly string[];
}

export const OPERATION_KINDS = [
  'create',
  'set',
  'post',
  'reverse',
  'resolve',
  'delete',
] as const satisfies readonly ChangeKind[];

export interface Operation {
  /** 16 hex digits. */
  readonly writer: string;
  readonly n: number;
  readonly kind: ChangeKind;
  /** The table's number. */
  readonly table: number;
  readonly schemaVersion: number;
  /** `coop`, `book`, `admin`, or `member:<row id>`. */
  readonly scope: string;
  readonly time: Timestamp;
  /** 0 never heard a server's time · 1 corrected by a server · 2 the clock jumped since. */
  readonly clockQuality: 0 | 1 | 2;
  /** The n of the first operation saved together with this one; 0 when it was saved alone. */
  readonly group: number;
  /** The row: the operation's own id for create, post and reverse. */
  readonly row: string;
  /** Ascending by field number. */
  readonly fields: readonly FieldWrite[];
}

/** Limits of one operation and one request (docs/protocol.md "limits"). */
export const LIMITS = {
  operationBytes: 32 * 1024,
  stringBytes: 4 * 1024,
  listItems: 500,
  fieldsPerOperation: 100,
  /** A row has at most as many as an operation may write: these, its tombstone, and the day that the office gave it. */
  fieldsPerRow: 98,
  predsPerField: 64,
  operationsPerRequest: 2_000,
  logsPerRequest: 64,
  requestCompressedBytes: 256 * 1024,
  requestBytes: 2 * 1024 * 1024,
  /** All canonical bytes of a request's operations: a text that stands once in the columns may be in every operation. */
  unfoldedBytes: 8 * 1024 * 1024,
  pageRows: 5_000,
  responseBytes: 8 * 1024 * 1024,
  headsPerField: 8,
  /** Each element of a set stands by itself. */
  headsPerSet: 64,
  receipts: 12,
  refetchIds: 1_000,
  /** Ids of the rows in buckets that differ; a bucket of a co-op with a million rows has about 16,000. */
  scrubIds: 20_000,
  marksPerLog: 40,
} as const;

export function isReference(value: WireValue | null): value is Reference {
  return typeof value === 'object' && value !== null && 'ref' in value;
}
