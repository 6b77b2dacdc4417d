import { createHash, timingSafeEqual } from 'node:crypto';

/** In the same time whatever differs, and however long they are. */
export function isSameSecret(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
