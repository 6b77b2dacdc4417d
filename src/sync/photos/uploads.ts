/**
 * Photos leave after the operations and apart from them: one at a time, in pieces, from where the server has come to,
 * and not over mobile data unless somebody has said so. They never hold anything else up.
 */
import type { KeptPhoto, PhotoBox } from '#local-db/photos/index.ts';
import type { Env } from '#kernel/env.ts';
import { Fault } from '#kernel/result.ts';
import { CHUNK_BYTES } from '#protocol/photos.ts';
import { Bell } from '../bell.ts';
import { NO_OTHER_TAB, type SyncLock } from '../lock.ts';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS } from '../schedule.ts';

/** The network seam. Its faults: `sync.offline`, or the server's `photos.…`. */
export interface PhotoNetwork {
  /** How many bytes of the photo the server has. */
  progress(row: string): Promise<number>;
  /** Sends a piece; gives how many bytes the server has then. Fault `photos.elsewhere` with the offset that it wants. */
  send(row: string, piece: PhotoPiece): Promise<number>;
  fetch(row: string): Promise<Uint8Array>;
}

export interface PhotoPiece {
  readonly offset: number;
  /** Of the whole photo. */
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** What a connection costs by the megabyte. `unknown`: the browser does not say. */
export type Cost = 'free' | 'mobile' | 'unknown';

export type UploadStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly sha: string }
  /** Operations go first. */
  | { readonly kind: 'behind' }
  /** Mobile data, or a connection that may be, and nobody has said that photos may use it. */
  | { readonly kind: Exclude<Cost, 'free'> }
  | { readonly kind: 'offline' }
  /** The server says no for now. */
  | { readonly kind: 'refused'; readonly code: string };

export interface UploadParts {
  readonly env: Pick<Env, 'sleep' | 'random'>;
  readonly box: PhotoBox;
  readonly network: PhotoNetwork;
  /** A row that names the photo and that the server has. */
  readonly rowOf: (sha: string) => Promise<string | undefined>;
  readonly hasUnsentOperations: () => Promise<boolean>;
  /** Of the connection that there is now; free as well where somebody has said that photos may use it. */
  readonly cost: () => Cost;
  readonly lock?: SyncLock;
}

type Outcome = 'done' | 'failed';

/** As often as that in a row the server may say that it is elsewhere. */
const MOST_CORRECTIONS = 3;

/** What the server says of one photo for ever; anything else is tried again. */
const FOR_EVER: ReadonlySet<string> = new Set(['photos.notPicture', 'photos.malformed']);

export class PhotoUploads {
  readonly #parts: UploadParts;
  readonly #wanted = new Bell();
  readonly #listeners = new Set<() => void>();
  #status: UploadStatus = { kind: 'idle' };
  #failures = 0;
  #isStopped = false;

  constructor(parts: UploadParts) {
    this.#parts = parts;
  }

  /** Runs until it is stopped. */
  async run(): Promise<void> {
    const { env, lock = NO_OTHER_TAB } = this.#parts;
    while (!this.#isStopped) {
      this.#wanted.clear();
      const outcome = await lock.hold(() => this.#pass()).catch((cause: unknown) => this.#failed(cause));
      this.#failures = outcome === 'done' ? 0 : this.#failures + 1;
      await Promise.race([this.#wanted.rung(), env.sleep(this.#pauseMs())]);
    }
  }

  /** Something may go now: a photo was taken, operations have left, the connection is another one. */
  request(): void {
    this.#wanted.ring();
  }

  status(): UploadStatus {
    return this.#status;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#isStopped = true;
    this.#wanted.ring();
  }

  #pauseMs(): number {
    if (this.#failures === 0) return LONGEST_PAUSE_MS;
    const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
    return Math.ceil(most * (0.5 + this.#parts.env.random() / 2));
  }

  #failed(cause: unknown): Outcome {
    if (!(cause instanceof Fault)) throw cause;
    return this.#say(statusAfter(cause.code), 'failed');
  }

  /** Everything that waits, once. */
  async #pass(): Promise<Outcome> {
    let outcome: Outcome = 'done';
    for (const photo of await this.#parts.box.waiting()) {
      if (photo.refused !== undefined) continue;
      const row = await this.#parts.rowOf(photo.sha);
      if (row === undefined) continue;
      const hindrance = await this.#hindrance();
      if (hindrance !== undefined) return this.#say(hindrance, 'done');
      try {
        if (!(await this.#send(photo, row))) return 'done';
      } catch (cause) {
        const code = cause instanceof Fault ? cause.code : '';
        if (FOR_EVER.has(code)) await this.#parts.box.refused(photo.sha, code);
        // Not there yet, or not any more: the others may be.
        else if (code === 'photos.unknown' || code === 'photos.damaged') outcome = 'failed';
        else throw cause;
      }
    }
    await this.#askAgain();
    return this.#say({ kind: 'idle' }, outcome);
  }

  /** A server that was put back may have lost what had arrived. */
  async #askAgain(): Promise<void> {
    const { box, network, rowOf } = this.#parts;
    for (const { sha, size } of await box.unsure()) {
      const row = await rowOf(sha);
      if (row === undefined) continue;
      if ((await this.#hindrance()) !== undefined) return;
      if ((await network.progress(row)) === size) await box.arrived(sha);
      else {
        await box.lost(sha);
        this.#wanted.ring();
      }
    }
  }

  /** False when it has to wait in the middle, having said why. */
  async #send({ sha, isBegun }: KeptPhoto, row: string): Promise<boolean> {
    const { box, network } = this.#parts;
    const bytes = await box.bytesOf(sha);
    if (bytes === undefined) return true;
    this.#say({ kind: 'sending', sha }, undefined);
    let offset = isBegun ? await network.progress(row) : 0;
    let corrections = 0;
    await box.begun(sha);
    while (offset < bytes.length) {
      const hindrance = await this.#hindrance();
      if (hindrance !== undefined) return this.#say(hindrance, false);
      try {
        const piece = bytes.subarray(offset, offset + CHUNK_BYTES);
        offset = await network.send(row, { offset, length: bytes.length, bytes: piece });
        corrections = 0;
      } catch (cause) {
        const isElsewhere = cause instanceof Fault && cause.code === 'photos.elsewhere';
        if (!isElsewhere || (corrections += 1) > MOST_CORRECTIONS) throw cause;
        offset = Number(cause.values['offset']);
      }
    }
    await box.arrived(sha);
    return true;
  }

  async #hindrance(): Promise<UploadStatus | undefined> {
    if (this.#isStopped) return { kind: 'idle' };
    if (await this.#parts.hasUnsentOperations()) return { kind: 'behind' };
    const cost = this.#parts.cost();
    return cost === 'free' ? undefined : { kind: cost };
  }

  #say<T>(next: UploadStatus, outcome: T): T {
    this.#status = next;
    for (const listener of this.#listeners) listener();
    return outcome;
  }
}

function statusAfter(code: string): UploadStatus {
  const isAway = code === 'sync.offline' || code === 'photos.busy';
  return isAway ? { kind: 'offline' } : { kind: 'refused', code };
}
