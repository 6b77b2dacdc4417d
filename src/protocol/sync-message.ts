/**
 * The one request of the protocol, `POST /v1/sync`: pushes and pulls. Bodies are CBOR arrays (positional, never maps),
 * with trailing absent fields cut off. Fields of later versions are appended; the ones reserved for the next
 * (signatures, marks, receipts, refetch, leave) have their places already, so version 1 need not be replaced.
 */
import { decode, encode } from 'cborg';
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import { LIMITS } from './operation.ts';
import { PROTOCOL_VERSION } from './version.ts';

const count = z.int().check(z.nonnegative());
const bytes: z.ZodMiniType<Uint8Array> = z.instanceof(Uint8Array);
const bytesOf = (length: number) => bytes.check(z.refine((value) => value.length === length));
const absent = z.nullish(z.unknown());

const cursorSchema = z.tuple([
  /** Complete up to this server sequence. */
  count,
  /** The log's chain at that sequence, first 8 bytes; empty at 0. */
  bytes.check(z.refine((value) => value.length === 8 || value.length === 0)),
]);

const segmentSchema = z.tuple([
  bytesOf(8), // writer
  z.int().check(z.positive()), // n of the first operation
  z.int().check(z.positive(), z.maximum(LIMITS.operationsPerRequest)), // how many
  bytesOf(16), // the chain's hash after the last one
  bytes, // the operations in columns
  z.nullish(bytes), // reserved: seal (signature over the segment)
]);

export const syncRequestSchema = z.tuple([
  count, // 0 protocol version
  z.string().check(z.maxLength(40)), // 1 app build
  bytes.check(z.refine((value) => value.length <= 64)), // 2 session proof
  bytesOf(8), // 3 co-op
  cursorSchema, // 4
  count, // 5 byte budget of the answer
  z.array(segmentSchema).check(z.maxLength(LIMITS.logsPerRequest)), // 6
  absent, // 7 reserved: marks per log
  absent, // 8 reserved: receipts
  absent, // 9 reserved: refetch ids
  absent, // 10 reserved: grants asked for
]);

/** `[writer, first n, count, first server sequence]`: operations that are stored, new or repeated. */
const storedRunSchema = z.tuple([bytesOf(8), count, count, count]);
/** `[writer, n, server sequence, reason]`. */
const quarantinedSchema = z.tuple([bytesOf(8), count, count, z.string().check(z.maxLength(40))]);

export const syncResponseSchema = z.tuple([
  count, // 0 protocol version
  count, // 1 server time, ms since 1970
  z.array(storedRunSchema), // 2
  z.array(quarantinedSchema), // 3
  z.union([z.literal(0), z.literal(1)]), // 4 1: the cursor was unknown; the page starts from 0
  bytes, // 5 page of row states in columns; empty when there is none
  cursorSchema, // 6 the cursor after this page
  z.union([z.literal(0), z.literal(1)]), // 7 1: more pages follow
  count, // 8 next poll hint, seconds
  z.nullish(z.array(z.tuple([bytesOf(8), count]))), // 9 logs with a gap: [writer, n the server has]; push from n+1
  absent, // 10 reserved: leave list
  absent, // 11 reserved: safe heads
  absent, // 12 reserved: recommended and minimum build
  z.nullish(count), // 13 the server's head sequence, for progress
]);

export type SyncRequestMessage = z.infer<typeof syncRequestSchema>;
export type SyncResponseMessage = z.infer<typeof syncResponseSchema>;
export type Segment = z.infer<typeof segmentSchema>;
export type Cursor = z.infer<typeof cursorSchema>;

export const EMPTY_CURSOR: Cursor = [0, new Uint8Array(0)];

/** What an answer that is not a page says (HTTP status 4xx or 5xx): a CBOR array `[version, code, seconds to wait]`. */
export const syncErrorSchema = z.tuple([count, z.string().check(z.maxLength(60)), count]);

export const SYNC_ERRORS = [
  'sync.malformed',
  'sync.tooLarge',
  'sync.versionTooOld',
  'sync.versionTooNew',
  'sync.unauthorised',
  'sync.chainBroken',
  'sync.busy',
  'sync.storageFull',
  'sync.internal',
] as const;
export type SyncErrorCode = (typeof SYNC_ERRORS)[number];

export function encodeRequest(message: SyncRequestMessage): Uint8Array {
  return encode(trimmed(message));
}

export function encodeResponse(message: SyncResponseMessage): Uint8Array {
  return encode(trimmed(message));
}

export function encodeSyncError(code: SyncErrorCode, retrySeconds: number): Uint8Array {
  return encode([PROTOCOL_VERSION, code, retrySeconds]);
}

/** Fault `sync.malformed` when the bytes are no request (an HTML page, a cut body, floats, maps, unknown fields). */
export function decodeRequest(body: Uint8Array): SyncRequestMessage {
  return parse(syncRequestSchema, body, 11);
}

export function decodeResponse(body: Uint8Array): SyncResponseMessage {
  return parse(syncResponseSchema, body, 14);
}

export function decodeSyncError(body: Uint8Array): { readonly code: string; readonly retrySeconds: number } {
  const [, code, retrySeconds] = parse(syncErrorSchema, body, 3);
  return { code, retrySeconds };
}

/** The version of a message whose other fields may be unknown to us; undefined when the bytes are no message at all. */
export function peekVersion(body: Uint8Array): number | undefined {
  try {
    const decoded: unknown = decodeStrict(body);
    return Array.isArray(decoded) && Number.isSafeInteger(decoded[0]) ? Number(decoded[0]) : undefined;
  } catch {
    // Not CBOR: the caller answers `sync.malformed`.
    return undefined;
  }
}

function parse<T>(schema: z.ZodMiniType<T>, body: Uint8Array, length: number): T {
  let decoded: unknown;
  try {
    decoded = decodeStrict(body);
  } catch (cause) {
    throw new Fault('sync.malformed', { cause });
  }
  if (!Array.isArray(decoded) || decoded.length > length) throw new Fault('sync.malformed');
  const padded: unknown[] = [...decoded];
  while (padded.length < length) padded.push(null);
  const outcome = schema.safeParse(padded);
  if (!outcome.success) throw new Fault('sync.malformed', { cause: outcome.error });
  return outcome.data;
}

function decodeStrict(body: Uint8Array): unknown {
  return decode(body, {
    strict: true,
    allowIndefinite: false,
    allowUndefined: false,
    allowInfinity: false,
    allowNaN: false,
    allowBigInt: false,
    rejectDuplicateMapKeys: true,
  });
}

function trimmed(message: readonly unknown[]): unknown[] {
  const parts = message.map((part) => (part === undefined ? null : part));
  while (parts.length > 0 && parts.at(-1) === null) parts.pop();
  return parts;
}
