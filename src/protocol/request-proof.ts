/**
 * How a request is proven (rules P35 to P37): by a code over path, time and content under a key that device and server
 * agreed on (ECDH on P-256, HKDF-SHA-256, HMAC-SHA-256), and that leaves neither of them. What travels is worth nothing
 * for any other request, and nothing at all after a while.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';

export const USER_BYTES = 8;
/** 112 bits: nobody can try them out but over the network, and a proof lives for minutes. */
export const MAC_BYTES = 14;
/** Of the proof inside a sync request: the user, then the code. */
export const PROOF_BYTES = USER_BYTES + MAC_BYTES;

/** A code counts in the span of time in which it was made, about 17 minutes, and in the ones before and after. */
const WINDOW_MS = 2 ** 20;

export function windowAt(ms: number): number {
  return Math.floor(ms / WINDOW_MS);
}

/** Those in which a code of now (ms since 1970) may have been made: clocks and networks take their time. */
export function windowsAround(ms: number): readonly number[] {
  const window = windowAt(ms);
  return [window, window - 1, window + 1];
}

export interface ProvenContent {
  /** Path and query, as `/v1/sync`. */
  readonly path: string;
  /** SHA-256 of what the request says. */
  readonly digest: Uint8Array;
}

/** What the code is made over. */
export function proofMessage({ path, digest }: ProvenContent, window: number): Uint8Array {
  return textBytes(`so-mua request 1\n${path}\n${window}\n${hexOf(digest)}`);
}

/** Of a body in pieces. */
export function digestOf(...pieces: readonly Uint8Array[]): Uint8Array {
  const hash = sha256.create();
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

export interface Agreement {
  /** 16 hex digits each. */
  readonly coop: string;
  readonly user: string;
  /** P-256 points, uncompressed, 65 bytes. */
  readonly devicePoint: Uint8Array;
  readonly serverPoint: Uint8Array;
}

/** HKDF's `info`: a key is for this person of this co-op, and for what these two points make. */
export function keyInfo({ coop, user, devicePoint, serverPoint }: Agreement): Uint8Array {
  return textBytes(`so-mua request key 1\n${coop}\n${user}\n${hexOf(devicePoint)}\n${hexOf(serverPoint)}`);
}

/** What a device signs with the key of its log to get a new request key (P37). */
export function renewalMessage(
  { coop, user, devicePoint }: Pick<Agreement, 'coop' | 'user' | 'devicePoint'>,
  window: number,
): Uint8Array {
  return textBytes(`so-mua renewal 1\n${coop}\n${user}\n${hexOf(devicePoint)}\n${window}`);
}

/** `Authorization` of the routes that are not the sync: `SoMua <coop>.<user>.<code>`. */
export function proofHeader(coop: string, user: string, mac: Uint8Array): string {
  return `SoMua ${coop}.${user}.${hexOf(mac)}`;
}

export interface HeaderProof {
  readonly coop: string;
  readonly user: string;
  readonly mac: Uint8Array;
}

export function readProofHeader(header: string): HeaderProof | undefined {
  const [, coop, user, mac] = /^SoMua ([0-9a-f]{16})\.([0-9a-f]{16})\.([0-9a-f]{28})$/.exec(header) ?? [];
  if (coop === undefined || user === undefined || mac === undefined) return undefined;
  return { coop, user, mac: bytesOfHex(mac) };
}

function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
