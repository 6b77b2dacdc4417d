/**
 * Where the bytes of photos lie: by co-op, and there by their SHA-256, so that the same photo is kept once and what is
 * kept can be checked by anybody. Apart from the log: a photo is durable before its last piece is answered, and the row
 * that names it is a matter of the log alone.
 */
import type { Answer, Measured, ServerStore } from './store.ts';

export interface PhotoStore {
  /** The whole photo; undefined when it is not here. */
  read(coop: string, sha: string): Answer<Uint8Array | undefined>;
  has(coop: string, sha: string): Answer<boolean>;
  /** Keeps a whole photo, durable when it returns, and throws away what was begun of it. Nothing when it is here. */
  put(coop: string, sha: string, bytes: Uint8Array): Answer<void>;
  remove(coop: string, sha: string): Answer<void>;
  /** Every photo after one in order; '' for the first. */
  list(coop: string, after: string, limit: number): Answer<readonly string[]>;
  /** What has come of a photo that is not whole yet; undefined when none was begun. */
  begun(coop: string, sha: string): Answer<Uint8Array | undefined>;
  /** Begins one, unless so many were begun that day (YYYY-MM-DD). Gives whether it was begun. */
  begin(coop: string, sha: string, allowed: { readonly day: string; readonly limit: number }): Answer<boolean>;
  /** Adds to what was begun when it is as long as `offset`; gives how long it is afterwards. */
  append(coop: string, sha: string, piece: { readonly offset: number; readonly bytes: Uint8Array }): Answer<number>;
  /** Throws away what was begun of one. */
  giveUp(coop: string, sha: string): Answer<void>;
  /** Throws away what was begun and got no piece since `before` (ms since 1970), and older counts of days. */
  expire(coop: string, before: number): Answer<void>;
}

/** A store as a server has it. */
export interface StoreWithPhotos extends ServerStore, Measured {
  readonly photos: PhotoStore;
}
