/**
 * The one request of the protocol, `POST /v1/sync`: pushes and pulls. Bodies are CBOR arrays (positional, never maps),
 * with trailing absent fields cut off. Fields of later versions are appended.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { decode, encode } from 'cborg';
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import { LIMITS } from './operation.ts';
import { digestOf, MAC_BYTES, PROOF_BYTES, USER_BYTES } from './request-proof.ts';
import { PUBLIC_KEY_BYTES, SEAL_BYTES } from './seal.ts';
import { PROTOCOL_VERSION } from './version.ts';

const count = z.int().check(z.nonnegative());
const bytes: z.ZodMiniType<Uint8Array> = z.instanceof(Uint8Array);
const bytesOf = (length: number) => bytes.check(z.refine((value) => value.length === length));
const absent = z.nullish(z.unknown());
/** The first 8 bytes of a hash; empty at number 0. */
const hash8 = bytes.check(z.refine((value) => value.length === 8 || value.length === 0));
const grantTexts = z.array(z.string().check(z.maxLength(40))).check(z.maxLength(16));

/** A server sequence and the first 8 bytes of the log's chain there. */
const cursorSchema = z.tuple([count, hash8]);
/** The same in the middle of a pull, with the server's head as the last page saw it. */
const requestCursorSchema = z.union([cursorSchema, z.tuple([count, hash8, count, hash8])]);

const segmentSchema = z.tuple([
  bytesOf(8), // writer
  z.int().check(z.positive()), // n of the first operation
  z.int().check(z.positive(), z.maximum(LIMITS.operationsPerRequest)), // how many
  // The chain's hash after the last one; a seal makes it superfluous.
  bytes.check(z.refine((value) => value.length === 16 || value.length === 0)),
  bytes, // the operations in columns
  z.nullish(bytesOf(SEAL_BYTES)), // the writer's seal under its log up to the last one
  z.nullish(bytesOf(PUBLIC_KEY_BYTES)), // the writer's key, as long as the server is not known to have it
  // Of a log that is a branch issued anew: the writer it was under, and number and hash of its first operation there.
  z.nullish(z.tuple([bytesOf(8), z.int().check(z.positive()), bytesOf(16)])),
]);

/** `[writer, its last number here, [[n, hash], …]]`: what the device has of a log; the first mark is the acknowledged end. */
const markSchema = z.tuple([
  bytesOf(8),
  count,
  z.array(z.tuple([count, hash8])).check(z.maxLength(LIMITS.marksPerLog)),
]);

/** What the device pulls: the grants that its cursor covers, and those that it is filling from a sequence of their own. */
const pullSchema = z.union([z.tuple([grantTexts]), z.tuple([grantTexts, grantTexts, count])]);

export const syncRequestSchema = z.tuple([
  count, // 0 protocol version
  z.string().check(z.maxLength(40)), // 1 app build
  bytes.check(z.refine((value) => value.length <= 64)), // 2 user and code (P35); of a session without a key its token
  bytesOf(8), // 3 co-op
  requestCursorSchema, // 4
  count, // 5 byte budget of the answer
  z.array(segmentSchema).check(z.maxLength(LIMITS.logsPerRequest)), // 6
  z.nullish(z.array(markSchema).check(z.maxLength(LIMITS.logsPerRequest))), // 7 marks of logs
  z.nullish(z.array(cursorSchema).check(z.maxLength(LIMITS.receipts))), // 8 receipts, after an unknown cursor only
  z.nullish(bytes), // 9 ids of rows to fetch again
  z.nullish(pullSchema), // 10 absent: everything that the person may hold
  z.nullish(bytes), // 11 sums of the rows by bucket, for the scrub
]);

/** `[writer, first n, count, first server sequence]`: operations that are stored, new or repeated. */
const storedRunSchema = z.tuple([bytesOf(8), count, count, count]);
/** `[writer, n, server sequence, reason]`. */
const quarantinedSchema = z.tuple([bytesOf(8), count, count, z.string().check(z.maxLength(40))]);
/**
 * A log about which the two sides do not agree: `[writer, n the server has, its hash there, n up to which both are
 * known to be the same, form]`. Form: 0 as far as the marks tell; 1 compared operation by operation; 2 the seal or the
 * chain is broken, or the key is missing; 3 it is issued anew what is here under its own name. From 1 on nothing of it
 * was stored.
 */
const logForm = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);
const logSchema = z.tuple([bytesOf(8), count, hash8, count, logForm]);

export const syncResponseSchema = z.tuple([
  count, // 0 protocol version
  count, // 1 server time, ms since 1970
  z.array(storedRunSchema), // 2
  z.array(quarantinedSchema), // 3
  z.union([z.literal(0), z.literal(1), z.literal(2)]), // 4 1: unknown cursor, send receipts; 2: go on from field 6
  bytes, // 5 page of row states in columns; empty when there is none
  cursorSchema, // 6 the cursor after this page
  z.union([z.literal(0), z.literal(1)]), // 7 1: more pages follow
  count, // 8 next poll hint, seconds
  z.nullish(z.array(logSchema)), // 9
  z.nullish(z.tuple([grantTexts, count])), // 10 what the person may hold, and the first year of any row; when it matters
  z.nullish(count), // 11 everything up to this sequence is in a verified backup
  absent, // 12 reserved: recommended and minimum build
  z.nullish(cursorSchema), // 13 the server's head; absent when field 6 is the head
  z.nullish(z.tuple([bytes, bytes])), // 14 rows fetched again, and the ids that the server does not know
  z.nullish(z.tuple([bytes, count, z.union([z.literal(0), z.literal(1)])])), // 15 filling: page, up to, 1: more follow
  z.nullish(bytes), // 16 scrub: which buckets differ, and the ids of all rows there
]);

export type SyncRequestMessage = z.infer<typeof syncRequestSchema>;
export type SyncResponseMessage = z.infer<typeof syncResponseSchema>;
export type Segment = z.infer<typeof segmentSchema>;
export type Cursor = z.infer<typeof cursorSchema>;
export type RequestCursor = z.infer<typeof requestCursorSchema>;
export type LogMark = z.infer<typeof markSchema>;
export type LogState = z.infer<typeof logSchema>;

export const EMPTY_CURSOR: Cursor = [0, new Uint8Array(0)];

/**
 * What an answer that is not a page says (HTTP status 4xx or 5xx): a CBOR array `[version, code, seconds to wait]`, and
 * the server's time in ms when it did not take a proof: the device's clock may be the reason.
 */
export const syncErrorSchema = z.tuple([count, z.string().check(z.maxLength(60)), count, z.nullish(count)]);

export const SYNC_ERRORS = [
  'sync.malformed',
  'sync.tooLarge',
  'sync.versionTooOld',
  'sync.versionTooNew',
  'sync.unauthorised',
  'sync.insecure',
  'sync.chainBroken',
  'sync.busy',
  'sync.storageFull',
  'sync.internal',
] as const;
export type SyncErrorCode = (typeof SYNC_ERRORS)[number];

export function encodeRequest(message: SyncRequestMessage): Uint8Array {
  return withCheck(encode(trimmed(message)));
}

/**
 * A request as it is proven (rule P35): `mac` makes a code from the digest of everything else in it. Field 2 of the
 * message has the user's 8 bytes and room for them.
 */
export async function encodeProvenRequest(
  message: SyncRequestMessage,
  mac: (digest: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const body = encode(trimmed(message));
  const at = macPlace(message);
  body.set(await mac(digestWithout(body, at)), at);
  return withCheck(body);
}

/** The code of a received request, and the digest that it is over; undefined where the request has none. */
export function proofOf(
  message: SyncRequestMessage,
  whole: Uint8Array,
): { readonly user: Uint8Array; readonly mac: Uint8Array; readonly digest: Uint8Array } | undefined {
  const proof = message[2];
  if (proof.length !== PROOF_BYTES) return undefined;
  const digest = digestWithout(whole.subarray(0, -CHECK_BYTES), macPlace(message));
  return { user: proof.subarray(0, USER_BYTES), mac: proof.subarray(USER_BYTES), digest };
}

function digestWithout(body: Uint8Array, at: number): Uint8Array {
  return digestOf(body.subarray(0, at), body.subarray(at + MAC_BYTES));
}

/** After the heads of array, version, build and proof, which are a byte each up to 23 and two above. */
function macPlace([version, build]: SyncRequestMessage): number {
  const headOf = (size: number): number => (size < 24 ? 1 : 2);
  const text = new TextEncoder().encode(build).length;
  return 1 + headOf(version) + headOf(text) + text + headOf(PROOF_BYTES) + USER_BYTES;
}

/** `request`: the bytes that this answers; an answer to another request does not pass for one to this (rule P6). */
export function encodeResponse(message: SyncResponseMessage, request: Uint8Array): Uint8Array {
  return withCheck(encode(trimmed(message)), request);
}

/** `serverTime`: ms since 1970, with `sync.unauthorised`. */
export function encodeSyncError(code: SyncErrorCode, retrySeconds: number, serverTime?: number): Uint8Array {
  return withCheck(encode(trimmed([PROTOCOL_VERSION, code, retrySeconds, serverTime])));
}

const CHECK_BYTES = 4;

/**
 * The first bytes of SHA-256 stand at the end of every body, over the body and, in an answer, over the check of its
 * request: what was cut or changed on the way, or belongs to another request, is noticed (rule P6).
 */
export function withCheck(body: Uint8Array, request: Uint8Array = NO_REQUEST): Uint8Array {
  const whole = new Uint8Array(body.length + CHECK_BYTES);
  whole.set(body);
  whole.set(checkOf(body, request), body.length);
  return whole;
}

const NO_REQUEST = new Uint8Array(0);

function checkOf(body: Uint8Array, request: Uint8Array): Uint8Array {
  return sha256.create().update(body).update(request.subarray(-CHECK_BYTES)).digest().subarray(0, CHECK_BYTES);
}

/** The body without its check. Fault `sync.malformed` when they do not belong together. */
function checked(whole: Uint8Array, request: Uint8Array = NO_REQUEST): Uint8Array {
  const body = whole.subarray(0, Math.max(0, whole.length - CHECK_BYTES));
  const check = checkOf(body, request);
  for (let index = 0; index < CHECK_BYTES; index += 1)
    if (check[index] !== whole[body.length + index]) throw new Fault('sync.malformed');
  return body;
}

/** Fault `sync.malformed` when the bytes are no request (an HTML page, a cut body, floats, maps, unknown fields). */
export function decodeRequest(body: Uint8Array): SyncRequestMessage {
  return parse(syncRequestSchema, body, 12);
}

export function decodeResponse(body: Uint8Array, request: Uint8Array): SyncResponseMessage {
  return parse(syncResponseSchema, body, 17, request);
}

export interface SyncError {
  readonly code: string;
  readonly retrySeconds: number;
  /** ms since 1970. */
  readonly serverTime: number | undefined;
}

export function decodeSyncError(body: Uint8Array): SyncError {
  const [, code, retrySeconds, serverTime] = parse(syncErrorSchema, body, 4);
  return { code, retrySeconds, serverTime: serverTime ?? undefined };
}

/** The fault that a refusing answer's body stands for; `sync.malformed` when it is not ours. */
export function faultOfSyncError(body: Uint8Array): Fault {
  const { code, serverTime } = decodeSyncError(body);
  return new Fault(code, serverTime === undefined ? {} : { values: { serverTime } });
}

/** The version of a message whose other fields may be unknown to us; undefined when the bytes are no message at all. */
export function peekVersion(body: Uint8Array): number | undefined {
  try {
    const decoded: unknown = decodeStrict(checked(body));
    return Array.isArray(decoded) && Number.isSafeInteger(decoded[0]) ? Number(decoded[0]) : undefined;
  } catch {
    // Not CBOR: the caller answers `sync.malformed`.
    return undefined;
  }
}

function parse<T>(schema: z.ZodMiniType<T>, body: Uint8Array, length: number, request?: Uint8Array): T {
  let decoded: unknown;
  try {
    decoded = decodeStrict(checked(body, request));
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
