/** For browsers without CompressionStream (Safari before 16.4); a file of its own, so that only they load it. */
import { zlibSync } from 'fflate';

/** What HTTP calls `deflate`: zlib's format. */
export function deflateByScript(plain: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zlibSync(plain));
}
