/**
 * When to sync: at the start, soon after a save, when the network may be back, by hand, and by itself with growing
 * pauses. `navigator.onLine` is never believed: only an answer of the server is a connection. A watchdog starts an
 * attempt when work has been lying here for long and nothing was tried, whatever the reason (sync.md X16).
 */
import { unsentSummary, type LocalDatabase } from '#local-db/index.ts';
import { Fault } from '#kernel/result.ts';
import { Bell } from './bell.ts';
import { exchange, Pace, syncUntilComplete, type SyncOptions } from './exchange.ts';
import { NO_OTHER_TAB, type SyncLock } from './lock.ts';
import type { Transport } from './transport.ts';

export type SyncStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'syncing' }
  /** No server answers; normal out in the field. */
  | { readonly kind: 'offline' }
  /** The server says no, or this device cannot take its answer in; somebody has to look. */
  | { readonly kind: 'refused'; readonly code: string };

/** `now`: a tap, a return of the network or of the person. `saved`: soon, so that a series of saves is one request. */
export type SyncReason = 'now' | 'saved';

export interface SyncLoop {
  request(why?: SyncReason): void;
  status(): SyncStatus;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

export interface SyncLoopParts {
  readonly database: LocalDatabase;
  readonly transport: Transport;
  readonly options: SyncOptions;
  readonly lock?: SyncLock;
  /** Whether somebody can see the app; the watchdog counts only that time. */
  readonly isVisible?: () => boolean;
}

export const FIRST_PAUSE_MS = 5_000;
export const LONGEST_PAUSE_MS = 15 * 60_000;
/** A phone that is told "no" at once asks no more often than this. */
const SHORTEST_PAUSE_MS = 500;
export const SAVE_PAUSE_MS = 5_000;
/** Somebody who saves without end is still sent now and then. */
export const LONGEST_SERIES_MS = 30_000;
export const WATCHDOG_MS = 20 * 60_000;
const WATCH_EVERY_MS = 60_000;

export function startSyncLoop(parts: SyncLoopParts): SyncLoop {
  const loop = new Loop(parts);
  loop.start();
  return loop;
}

type Outcome = 'done' | 'failed';

class Loop implements SyncLoop {
  readonly #pace = new Pace();
  readonly #parts: SyncLoopParts;
  readonly #listeners = new Set<() => void>();
  readonly #wanted = new Bell();
  readonly #saved = new Bell();
  readonly #givenUp = new Bell();
  #status: SyncStatus = { kind: 'idle' };
  #isStopped = false;
  #attempts = 0;
  #failures = 0;

  constructor(parts: SyncLoopParts) {
    this.#parts = parts;
  }

  start(): void {
    const ended = (cause: unknown): void =>
      this.#say({ kind: 'refused', code: cause instanceof Fault ? cause.code : 'sync.internal' });
    this.#run().catch(ended);
    this.#watch().catch(ended);
  }

  request(why: SyncReason = 'now'): void {
    this.#failures = 0;
    if (why === 'now') this.#wanted.ring();
    else this.#saved.ring();
  }

  status(): SyncStatus {
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

  async #run(): Promise<void> {
    let why: SyncReason = 'now';
    while (!this.#isStopped) {
      const outcome = await this.#attempt(why);
      this.#failures = outcome === 'done' ? 0 : this.#failures + 1;
      why = await this.#pause();
    }
  }

  /** Until somebody asks, a series of saves has ended, or it is time to try again by itself. */
  async #pause(): Promise<SyncReason> {
    const { env } = this.#parts.database;
    await Promise.race([this.#wanted.rung(), this.#saved.rung(), env.sleep(this.#pauseMs())]);
    const wasSaved = this.#saved.isRung;
    for (let waitedMs = 0; this.#isSaving() && waitedMs < LONGEST_SERIES_MS; waitedMs += SAVE_PAUSE_MS) {
      this.#saved.clear();
      await Promise.race([this.#wanted.rung(), env.sleep(SAVE_PAUSE_MS)]);
    }
    const why = wasSaved && !this.#wanted.isRung ? 'saved' : 'now';
    this.#saved.clear();
    this.#wanted.clear();
    return why;
  }

  #isSaving(): boolean {
    return this.#saved.isRung && !this.#wanted.isRung;
  }

  /** Full jitter, so that the phones of a village do not all come back in the same second. */
  #pauseMs(): number {
    if (this.#failures === 0) return LONGEST_PAUSE_MS;
    const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
    return Math.max(SHORTEST_PAUSE_MS, Math.ceil(most * this.#parts.database.env.random()));
  }

  async #attempt(why: SyncReason): Promise<Outcome> {
    this.#attempts += 1;
    const number = this.#attempts;
    // An attempt that was given up has no say any more.
    const say = (status: SyncStatus): void => {
      if (number === this.#attempts) this.#say(status);
    };
    const givenUp = this.#givenUp.rung().then((): Outcome => 'failed');
    const { lock = NO_OTHER_TAB } = this.#parts;
    const outcome = await Promise.race([
      lock.hold(() => Promise.race([this.#sync(why, say), givenUp])).catch(failureSaidBy(say)),
      givenUp,
    ]);
    this.#givenUp.clear();
    return outcome;
  }

  async #sync(why: SyncReason, say: (status: SyncStatus) => void): Promise<Outcome> {
    const { database, transport, options } = this.#parts;
    const wasFull = this.#status.kind === 'refused' && this.#status.code === 'storage.full';
    say({ kind: 'syncing' });
    try {
      // On a full device own work still goes out, and nothing more is fetched because of it.
      if (wasFull && why === 'saved') {
        await pushOnly(database, transport, options);
        throw new Fault('storage.full');
      }
      await syncUntilComplete(database, transport, options, this.#pace);
      say({ kind: 'idle' });
      return 'done';
    } catch (cause) {
      return failureSaidBy(say)(cause);
    }
  }

  async #watch(): Promise<void> {
    const { database, isVisible = () => true } = this.#parts;
    let [seen, quietMs] = [0, 0];
    while (!this.#isStopped) {
      await database.env.sleep(WATCH_EVERY_MS);
      if (seen !== this.#attempts) [seen, quietMs] = [this.#attempts, 0];
      else if (isVisible()) quietMs += WATCH_EVERY_MS;
      if (quietMs < WATCHDOG_MS || !isVisible() || !(await hasUnsent(database))) continue;
      quietMs = 0;
      this.#givenUp.ring();
      this.request();
    }
  }

  #say(next: SyncStatus): void {
    this.#status = next;
    for (const listener of this.#listeners) listener();
  }
}

function failureSaidBy(say: (status: SyncStatus) => void): (cause: unknown) => Outcome {
  return (cause) => {
    if (!(cause instanceof Fault)) throw cause;
    const isAway = cause.code === 'sync.offline' || cause.code === 'sync.malformed' || cause.code === 'sync.busy';
    say(isAway ? { kind: 'offline' } : { kind: 'refused', code: cause.code });
    return 'failed';
  };
}

async function hasUnsent(database: LocalDatabase): Promise<boolean> {
  return (await unsentSummary(database)).count > 0;
}

/** Sends what is unsent and asks for as little as the protocol lets one ask for. */
async function pushOnly(database: LocalDatabase, transport: Transport, options: SyncOptions): Promise<void> {
  let left = (await unsentSummary(database)).count;
  while (left > 0) {
    await exchange(database, transport, { ...options, byteBudget: 0 });
    const { count } = await unsentSummary(database);
    if (count >= left) return;
    left = count;
  }
}
