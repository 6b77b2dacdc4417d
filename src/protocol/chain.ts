/**
 * The writer's hash chain. Hashes never travel one by one: the receiver rebuilds every operation's canonical bytes
 * and accepts a segment only when the chain ends in the segment's last hash.
 */
import { encode } from 'cborg';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOfHex, hexOf, splitId } from '#kernel/ids.ts';
import { isReference, OPERATION_KINDS, type Operation, type Reference, type WireValue } from './operation.ts';
import { OPERATION_FORMAT } from './version.ts';

/** Hashes are SHA-256 cut to 16 bytes, written as 32 hex digits. */
const HASH_BYTES = 16;

/** The hash before a writer's first operation; binds the log to the co-op and the writer. */
export function chainStart(coop: string, writer: string): string {
  return cut(sha256(join([bytesOfHex(coop), bytesOfHex(writer)])));
}

/** The hash of an operation that follows `previous` (32 hex digits) in its writer's log. */
export function chainNext(previous: string, operation: Operation): string {
  return canonicalOperation(previous, operation).hash;
}

export interface CanonicalOperation {
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
  /** 32 hex digits. */
  readonly hash: string;
}

/** An operation's canonical bytes after `previous` in its log, and its hash. */
export function canonicalOperation(previous: string, operation: Operation): CanonicalOperation {
  const payload = payloadBytes(operation);
  const header = headerBytes(previous, operation);
  return { header, payload, hash: cut(sha256(header)) };
}

/** The hash that an operation with these stored header bytes has. */
export function hashOfHeader(header: Uint8Array): string {
  return cut(sha256(header));
}

/** Whether the payload is the one that the header names. */
export function isPayloadOf(header: Uint8Array, payload: Uint8Array): boolean {
  const named = header.subarray(header.length - HASH_BYTES);
  return hexOf(sha256(payload).subarray(0, HASH_BYTES)) === hexOf(named);
}

/** The hash at the end of a run of operations. */
export function chainOver(previous: string, operations: readonly Operation[]): string {
  let hash = previous;
  for (const operation of operations) hash = chainNext(hash, operation);
  return hash;
}

/** What the server itself recorded of one step of a co-op's log. */
export interface ServerStep {
  /** The operation's own hash, 32 hex digits. */
  readonly hash: string;
  /** 0 stored, 1 quarantined, 2 applied after its release, 3 released, 4 dismissed, 5 another reason. */
  readonly status: number;
  /** Whose log it is, the key that it is sealed with (absent for a weak one), and what it is a branch of. */
  readonly log: {
    readonly user: string;
    readonly publicKey?: Uint8Array | undefined;
    readonly origin?: { readonly writer: string; readonly n: number; readonly hash: string } | undefined;
  };
  /** When the operation came, ms; 0 for what happened to it later. */
  readonly receivedAt: number;
  /** The reason, or the open day that a late document was given. */
  readonly detail: string | undefined;
}

/**
 * The co-op's chain after a step: SHA-256 over the chain before it and everything that was recorded of it, 16 bytes, so
 * that nothing of it can be changed unseen (invariant I18).
 */
export function serverChainNext(before: string, step: ServerStep): string {
  const { hash, status, log, receivedAt, detail } = step;
  const origin = log.origin === undefined ? null : [log.origin.writer, log.origin.n, log.origin.hash];
  const owner = [log.user, log.publicKey ?? null, origin];
  const recorded = encode([bytesOfHex(hash), status, owner, receivedAt, detail ?? null]);
  return cut(sha256(join([bytesOfHex(before), recorded])));
}

/** The server chain before sequence 1. */
export function serverChainStart(coop: string): string {
  return cut(sha256(join([bytesOfHex(coop), new Uint8Array(8)])));
}

/** `[fmt, n, prev, kind, table, schema, scope, ms, counter, quality, group, payload hash]` in deterministic CBOR. */
export function headerBytes(previous: string, operation: Operation): Uint8Array {
  return encode([
    OPERATION_FORMAT,
    operation.n,
    bytesOfHex(previous),
    OPERATION_KINDS.indexOf(operation.kind),
    operation.table,
    operation.schemaVersion,
    canonicalScope(operation.scope),
    operation.time.ms,
    operation.time.counter,
    operation.clockQuality,
    operation.group,
    payloadOf(operation).hash,
  ]);
}

/** `[row | 0 for its own id, field, value, preds, …]` in deterministic CBOR. */
export function payloadBytes(operation: Operation): Uint8Array {
  return payloadOf(operation).bytes;
}

interface Payload {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}

/** An operation never changes, and the server asks for its payload several times: for its size, its hash, its row. */
const payloads = new WeakMap<Operation, Payload>();

function payloadOf(operation: Operation): Payload {
  const known = payloads.get(operation);
  if (known !== undefined) return known;
  const parts: unknown[] = [isOwnRow(operation) ? 0 : canonicalId(operation.row)];
  for (const field of operation.fields) {
    parts.push(field.no, canonicalValue(field.value), field.preds.map(canonicalId));
  }
  const bytes = encode(parts);
  const payload = { bytes, hash: sha256(bytes).slice(0, HASH_BYTES) };
  payloads.set(operation, payload);
  return payload;
}

export function isOwnRow(operation: Pick<Operation, 'writer' | 'n' | 'row'>): boolean {
  return operation.row === `${operation.writer}-${operation.n}`;
}

/**
 * The writer under which a branch of a log is issued anew, from the hash of the branch's first operation: two copies of a
 * device that both have the branch do it alike, and a server can tell that it has the one or the other (rule P27).
 */
export function forkedWriter(writer: string, hash: string): string {
  return hexOf(sha256(new TextEncoder().encode(`fork ${writer} ${hash}`)).subarray(0, 8));
}

function canonicalScope(scope: string): unknown {
  return scope.startsWith('member:') ? canonicalId(scope.slice('member:'.length)) : scope;
}

function canonicalId(id: string): readonly [Uint8Array, number] {
  const { writer, n } = splitId(id);
  return [bytesOfHex(writer), n];
}

function canonicalValue(value: WireValue | null): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  if (isReference(value)) return canonicalId(value.ref);
  // The leading 0 tells a list from a reference.
  return [0, ...value.map((item: number | string | Reference) => canonicalValue(item))];
}

function cut(hash: Uint8Array): string {
  return hexOf(hash.subarray(0, HASH_BYTES));
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
