/**
 * The scrub: both sides add up hashes of their rows by bucket and compare the sums; only rows in buckets that differ are
 * fetched again. It finds what no cursor can tell, such as a row that a disk has changed.
 */
import { decodeIds, encodeIds } from './columns.ts';
import { LIMITS } from './operation.ts';

export const BUCKETS = 64;
export const SUM_BYTES = 8;

/** Which bucket a row belongs to. */
export function bucketOf(rowId: string): number {
  let hash = 0x811c9dc5;
  for (const letter of rowId) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return hash % BUCKETS;
}

/** 64-bit sums by bucket, of the first 8 bytes of each row's SHA-256 (over the page that carries it alone). */
export function sumsOf(rows: readonly { readonly id: string; readonly hash: Uint8Array }[]): Uint8Array {
  const sums = new Uint8Array(BUCKETS * SUM_BYTES);
  for (const { id, hash } of rows) addAt(sums, bucketOf(id) * SUM_BYTES, hash);
  return sums;
}

/** Adds eight bytes as one number, highest byte first, and forgets what runs over. */
function addAt(sums: Uint8Array, offset: number, hash: Uint8Array): void {
  let carry = 0;
  for (let index = SUM_BYTES - 1; index >= 0; index -= 1) {
    const sum = (sums[offset + index] ?? 0) + (hash[index] ?? 0) + carry;
    sums[offset + index] = sum & 0xff;
    carry = sum >> 8;
  }
}

/** What the server has in the buckets in which the two sides differ. */
export interface Differing {
  readonly buckets: ReadonlySet<number>;
  /** Every row there. */
  readonly ids: readonly string[];
}

const MASK_BYTES = BUCKETS / 8;

/** A bit for each bucket, then the ids. Only whole buckets are named, as many as the limit lets in; the rest comes next time. */
export function encodeDiffering(idsByBucket: ReadonlyMap<number, readonly string[]>): Uint8Array {
  const mask = new Uint8Array(MASK_BYTES);
  const taken: string[] = [];
  for (const [bucket, ids] of idsByBucket) {
    if (taken.length > 0 && taken.length + ids.length > LIMITS.scrubIds) continue;
    mask[bucket >> 3] = (mask[bucket >> 3] ?? 0) | (1 << (bucket & 7));
    for (const id of ids) taken.push(id);
  }
  const ids = encodeIds(taken);
  const whole = new Uint8Array(MASK_BYTES + ids.length);
  whole.set(mask);
  whole.set(ids, MASK_BYTES);
  return whole;
}

/** Fault `sync.malformed`. */
export function decodeDiffering(bytes: Uint8Array): Differing {
  const buckets = new Set<number>();
  for (let bucket = 0; bucket < BUCKETS; bucket += 1)
    if (((bytes[bucket >> 3] ?? 0) & (1 << (bucket & 7))) !== 0) buckets.add(bucket);
  return { buckets, ids: decodeIds(bytes.subarray(MASK_BYTES), LIMITS.scrubIds) };
}
