/**
 * Seals: the writer's signature under its log. Since every hash holds all that came before it, a seal under number n
 * vouches for the whole log up to n.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOfHex } from '#kernel/ids.ts';

export const SEAL_BYTES = 64;
export const PUBLIC_KEY_BYTES = 65;

/** What is signed: SHA-256 over a word of our own, the co-op, the writer, n (8 bytes) and the chain's hash at n. */
export function sealMessage(log: {
  readonly coop: string;
  readonly writer: string;
  readonly n: number;
  readonly hash: string;
}): Uint8Array {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(log.n));
  const parts = [
    new TextEncoder().encode('so-mua seal 1'),
    bytesOfHex(log.coop),
    bytesOfHex(log.writer),
    number,
    bytesOfHex(log.hash),
  ];
  return sha256(Uint8Array.from(parts.flatMap((part) => [...part])));
}
