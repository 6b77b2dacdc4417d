/**
 * The bytes of photos on this device, in a database of their own beside the book: what was taken here and has not left,
 * which stays whatever happens, and what was looked at, which leaves when there is no room. What a photo is of stands in
 * the book's rows; here it is known by its content alone.
 */
import type { Env } from '#kernel/env.ts';
import { Fault } from '#kernel/result.ts';
import type { LocalStore, StoreRecord, StoreTable } from '../store.ts';

const ABOUT = 'about';
const CONTENT = 'content';

export const PHOTO_BOX_TABLES: readonly StoreTable[] = [
  { name: ABOUT, key: 'sha', indexes: [] },
  { name: CONTENT, key: 'sha', indexes: [] },
];

/** Of photos that the server has: so much is kept here, the ones that were looked at last. */
export const CACHE_BYTES = 50 * 1_024 * 1_024;
/** A server may have been put back: whether it has what arrived is asked once a week, of so many in a row. */
const ASK_AGAIN_MS = 7 * 86_400_000;
const ASK_AT_ONCE = 20;
/** The removal of a photo may be taken back in a moment. */
const REMOVED_MS = 86_400_000;

/** What the book's rows say of a photo: one names it, somebody removed it, or there is none (any more). */
export type PhotoStanding = 'named' | 'removed' | 'unnamed';

export interface KeptPhoto {
  /** SHA-256, 64 hex digits. */
  readonly sha: string;
  readonly size: number;
  /** `waiting`: taken here, and the server does not have it yet. */
  readonly state: 'waiting' | 'cached';
  readonly keptAt: number;
  readonly seenAt: number;
  /** Taken here: this device makes sure now and then that the server still has it. */
  readonly isOwn: boolean;
  /** When the server last said that it has all of it; 0 never. */
  readonly arrivedAt: number;
  /** A piece was sent: where the server is has to be asked. */
  readonly isBegun: boolean;
  /** Why the server will not have it, such as `photos.notPicture`. */
  readonly refused?: string;
}

export class PhotoBox {
  readonly #store: LocalStore;
  readonly #env: Pick<Env, 'now'>;
  readonly #cacheBytes: number;

  constructor(store: LocalStore, env: Pick<Env, 'now'>, cacheBytes = CACHE_BYTES) {
    this.#store = store;
    this.#env = env;
    this.#cacheBytes = cacheBytes;
  }

  /** Keeps a photo that was taken here. When there is no room what is only cached makes some. Faults: `storage.…`. */
  async keep(sha: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.#put(sha, bytes, 'waiting');
    } catch (cause) {
      if (!isFull(cause) || (await this.#dropCached(0)) === 0) throw cause;
      await this.#put(sha, bytes, 'waiting');
    }
  }

  /** Keeps a photo that the server has too; where there is no room, it does not. */
  async cache(sha: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.#put(sha, bytes, 'cached');
    } catch (cause) {
      if (!isFull(cause)) throw cause;
    }
    await this.#dropCached(this.#cacheBytes);
  }

  /** Undefined when it is not here. */
  async bytesOf(sha: string): Promise<Uint8Array | undefined> {
    const { reader } = this.#store;
    const [about, content] = [await reader.get(ABOUT, sha), await reader.get(CONTENT, sha)];
    const bytes = content?.['bytes'];
    if (about === undefined || !(bytes instanceof Uint8Array)) return undefined;
    await this.#note(sha, { seenAt: this.#env.now() });
    return bytes;
  }

  async all(): Promise<readonly KeptPhoto[]> {
    return (await this.#store.reader.range(ABOUT)).map(keptPhoto);
  }

  /** What was taken here and has not left, the oldest first. */
  async waiting(): Promise<readonly KeptPhoto[]> {
    const kept = (await this.all()).filter(({ state }) => state === 'waiting');
    return kept.sort((left, right) => left.keptAt - right.keptAt);
  }

  /** Tells what is here whenever it changes; returns the way to stop. */
  live(listener: (kept: ReadonlyMap<string, KeptPhoto>) => void): () => void {
    return this.#store.live((reader) => reader.range(ABOUT), {
      next: (records) => listener(new Map(records.map(keptPhoto).map((photo) => [photo.sha, photo]))),
      // A box that cannot be read shows nothing as waiting; reading a photo says what is wrong.
      fail: () => listener(new Map()),
    });
  }

  /** A piece is about to be sent. */
  async begun(sha: string): Promise<void> {
    await this.#note(sha, { isBegun: true });
  }

  /** The server has it whole. */
  async arrived(sha: string): Promise<void> {
    await this.#note(sha, { state: 'cached', arrivedAt: this.#env.now() });
    await this.#dropCached(this.#cacheBytes);
  }

  /** What was taken here, has arrived long ago, and has to be asked about. */
  async unsure(): Promise<readonly KeptPhoto[]> {
    const latest = this.#env.now() - ASK_AGAIN_MS;
    const due = (await this.all()).filter(
      ({ state, isOwn, arrivedAt }) => state === 'cached' && isOwn && arrivedAt < latest,
    );
    return due.sort((left, right) => left.arrivedAt - right.arrivedAt).slice(0, ASK_AT_ONCE);
  }

  /** The server has lost it. */
  async lost(sha: string): Promise<void> {
    await this.#note(sha, { state: 'waiting', isBegun: true });
  }

  async refused(sha: string, code: string): Promise<void> {
    await this.#note(sha, { refused: code });
  }

  /**
   * Takes away what no row here names any more: the person may not see it, or it was removed. What has not left the
   * device goes only when it was removed, and not on the same day.
   */
  async dropUnnamed(standingOf: (sha: string) => Promise<PhotoStanding>): Promise<void> {
    const latest = this.#env.now() - REMOVED_MS;
    const gone: string[] = [];
    for (const { sha, state, keptAt } of await this.all()) {
      const standing = await standingOf(sha);
      const isGone = state === 'cached' ? standing !== 'named' : standing === 'removed' && keptAt < latest;
      if (isGone) gone.push(sha);
    }
    await this.#drop(gone);
  }

  close(): void {
    this.#store.close();
  }

  async #put(sha: string, bytes: Uint8Array, state: KeptPhoto['state']): Promise<void> {
    const now = this.#env.now();
    await this.#store.write([ABOUT, CONTENT], async (transaction) => {
      // What waits goes on waiting, however often it comes.
      if ((await transaction.get(ABOUT, sha)) !== undefined) return;
      const about: KeptPhoto = {
        sha,
        size: bytes.length,
        state,
        keptAt: now,
        seenAt: now,
        isOwn: state === 'waiting',
        arrivedAt: 0,
        isBegun: false,
      };
      await transaction.put(ABOUT, [{ ...about }]);
      await transaction.put(CONTENT, [{ sha, bytes }]);
    });
  }

  async #note(sha: string, change: Partial<KeptPhoto>): Promise<void> {
    await this.#store.write([ABOUT], async (transaction) => {
      const about = await transaction.get(ABOUT, sha);
      if (about !== undefined) await transaction.put(ABOUT, [{ ...about, ...change }]);
    });
  }

  /** Leaves at most so many bytes of what is cached, those that were seen last; gives how many photos went. */
  async #dropCached(most: number): Promise<number> {
    const cached = (await this.all()).filter(({ state }) => state === 'cached');
    cached.sort((left, right) => right.seenAt - left.seenAt);
    let size = 0;
    const gone = cached.filter((photo) => (size += photo.size) > most).map(({ sha }) => sha);
    await this.#drop(gone);
    return gone.length;
  }

  async #drop(shas: readonly string[]): Promise<void> {
    if (shas.length === 0) return;
    await this.#store.write([ABOUT, CONTENT], async (transaction) => {
      await transaction.delete(ABOUT, shas);
      await transaction.delete(CONTENT, shas);
    });
  }
}

function keptPhoto(record: StoreRecord): KeptPhoto {
  // Written above, from one.
  return record as unknown as KeptPhoto;
}

function isFull(cause: unknown): boolean {
  return cause instanceof Fault && (cause.code === 'storage.full' || cause.code === 'storage.noRoom');
}
