/**
 * Turns of the tabs by Web Locks, which a browser gives back by itself when a tab is closed; a lease row where there are
 * none. A tab that was frozen with its turn is passed over: asked on a channel, it does not answer.
 */
import { openRescue, type LocalDatabase } from '#local-db/index.ts';
import type { SyncLock } from '#sync/index.ts';

const PATIENCE_MS = 20_000;
const ANSWER_WITHIN_MS = 10_000;

export function lockOfTabs(name: string, database: LocalDatabase): SyncLock {
  // Old browsers have neither.
  const locks: LockManager | undefined = navigator.locks;
  return locks === undefined || typeof BroadcastChannel !== 'function'
    ? leaseOf(database)
    : new WebLock(`${name}.sync`, locks);
}

function leaseOf({ store, env }: LocalDatabase): SyncLock {
  const lease = openRescue().then(({ StoreLease }) => new StoreLease(store, env));
  return { hold: async (body) => (await lease).hold(body) };
}

class WebLock implements SyncLock {
  readonly #name: string;
  readonly #locks: LockManager;
  readonly #channel: BroadcastChannel;
  #isHolding = false;
  #heard: () => void = () => undefined;

  constructor(name: string, locks: LockManager) {
    this.#name = name;
    this.#locks = locks;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === 'here') this.#heard();
      else if (this.#isHolding) this.#channel.postMessage('here');
    };
  }

  async hold<T>(body: () => Promise<T>): Promise<T> {
    const turn = new Turn(body);
    while (!turn.hasBegun) {
      if (await this.#waited(turn)) break;
      if (!(await this.#isHolderAlive())) await this.#request({ steal: true }, turn);
    }
    return turn.outcome;
  }

  /** False when the turn did not come within the patience. */
  async #waited<T>(turn: Turn<T>): Promise<boolean> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      await this.#request({ signal: patience.signal }, turn);
      return true;
    } catch {
      // Where a browser gives no lock at all, two at once are slower and nothing worse.
      if (!patience.signal.aborted) await turn.begin();
      return turn.hasBegun;
    } finally {
      clearTimeout(timer);
    }
  }

  async #request<T>(options: LockOptions, turn: Turn<T>): Promise<void> {
    try {
      await this.#locks.request(this.#name, options, async () => {
        this.#isHolding = true;
        await turn.begin();
        this.#isHolding = false;
      });
    } catch (cause) {
      // Taken away while it ran: what it does goes on, and its outcome is its own.
      if (!turn.hasBegun) throw cause;
      this.#isHolding = false;
    }
  }

  #isHolderAlive(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
      this.#heard = () => {
        clearTimeout(timer);
        resolve(true);
      };
      this.#channel.postMessage('who syncs?');
    });
  }
}

/** One body that is begun once, whichever way its turn came. */
class Turn<T> {
  readonly outcome: Promise<T>;
  #begin: () => void = () => undefined;
  #hasBegun = false;

  constructor(body: () => Promise<T>) {
    const begun = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
    this.outcome = begun.then(body);
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Resolves when the body has ended, well or not. */
  async begin(): Promise<void> {
    this.#hasBegun = true;
    this.#begin();
    await this.outcome.catch(() => undefined);
  }
}
