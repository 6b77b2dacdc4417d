import { createHash } from 'node:crypto';

/** Over the columns of one stored piece: the same in every engine, and different when any of them is. */
export function fingerprint(columns: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const column of columns) {
    const part = column instanceof Uint8Array ? column : JSON.stringify(column);
    hash.update(`${typeof column} ${part.length} `).update(part);
  }
  return hash.digest('base64');
}
