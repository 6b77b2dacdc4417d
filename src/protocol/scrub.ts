/**
 * The scrub: both sides add up hashes of their rows by bucket and compare the sums; only rows in buckets that differ are
 * fetched again. It finds what no cursor can tell, such as a row that a disk has changed.
 */
export const BUCKETS = 64;
export const SUM_BYTES = 8;

/** Which bucket a row belongs to. */
export function bucketOf(rowId: string): number {
  let hash = 0x811c9dc5;
  for (const letter of rowId) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return hash % BUCKETS;
}

/** 64-bit sums by bucket, of the first 8 bytes of each row's SHA-256 (over its column encoding alone). */
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
