/** P-256 with SHA-256, as the browser's WebCrypto signs. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';

/** False for anything that is no valid signature by this key; never throws. */
export function verifySeal(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify('sha256', message, { key: keyOf(publicKey), dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    // No point of the curve, or no signature at all: both are simply not valid.
    return false;
  }
}

/** An uncompressed point: 4, then x and y, 32 bytes each. */
function keyOf(point: Uint8Array): KeyObject {
  const part = (from: number): string => Buffer.from(point.subarray(from, from + 32)).toString('base64url');
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: part(1), y: part(33) }, format: 'jwk' });
}
