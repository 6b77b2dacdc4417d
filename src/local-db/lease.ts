/**
 * Turns of the tabs where the browser has no Web Locks: a lease row that its holder keeps beating. Clocks of two tabs
 * cannot be compared, and the device's may jump, so nobody writes a time: a waiting tab looks again and again, and
 * takes the lease when it has seen the same beat for as many looks of its own. A tab that was asleep while it waited
 * has looked less often, so a device that wakes up does not take it from somebody alive.
 */
import * as z from 'zod/mini';
import type { Env } from '#kernel/env.ts';
import { hexOf } from '#kernel/ids.ts';
import type { LocalStore } from './store.ts';
import { META } from './tables.ts';

export const BEAT_EVERY_MS = 10_000;
export const LOOK_EVERY_MS = 5_000;
/** 45 s without a beat: three were missed, and one look more. */
export const LOOKS_UNTIL_TAKEN = 9;

const KEY = 'lease';
const leaseSchema = z.object({ key: z.literal(KEY), holder: z.string(), beat: z.number() });
type Lease = z.infer<typeof leaseSchema>;

export class StoreLease {
  readonly #store: LocalStore;
  readonly #env: Pick<Env, 'sleep'>;
  readonly #me: string;

  constructor(store: LocalStore, env: Pick<Env, 'sleep' | 'randomBytes'>) {
    this.#store = store;
    this.#env = env;
    this.#me = hexOf(env.randomBytes(8));
  }

  /** As `SyncLock` in src/sync/lock.ts. Faults: those of the store. */
  async hold<T>(body: () => Promise<T>): Promise<T> {
    await this.#acquire();
    const turn = { isOver: false };
    const beating = this.#beat(turn);
    // The sync itself meets a store that fails, and says so.
    beating.catch(() => undefined);
    try {
      return await body();
    } finally {
      turn.isOver = true;
      await this.#release();
    }
  }

  async #acquire(): Promise<void> {
    let seen: Lease | undefined;
    let looks = 0;
    for (;;) {
      const standing = await this.#takeUnless((lease) => looks < LOOKS_UNTIL_TAKEN || !isSame(lease, seen));
      if (standing === undefined) return;
      looks = isSame(standing, seen) ? looks + 1 : 1;
      seen = standing;
      await this.#env.sleep(LOOK_EVERY_MS);
    }
  }

  /** Takes the lease when it is free, ours, or no longer anybody's; else gives the one that stands. */
  async #takeUnless(isAlive: (lease: Lease) => boolean): Promise<Lease | undefined> {
    return this.#store.write([META], async (transaction) => {
      const standing = asLease(await transaction.get(META, KEY));
      if (standing !== undefined && standing.holder !== this.#me && isAlive(standing)) return standing;
      await transaction.put(META, [{ key: KEY, holder: this.#me, beat: (standing?.beat ?? 0) + 1 }]);
      return undefined;
    });
  }

  async #beat(turn: { readonly isOver: boolean }): Promise<void> {
    for (;;) {
      await this.#env.sleep(BEAT_EVERY_MS);
      if (turn.isOver) return;
      const isMine = await this.#store.write([META], async (transaction) => {
        const standing = asLease(await transaction.get(META, KEY));
        if (standing?.holder !== this.#me || turn.isOver) return false;
        await transaction.put(META, [{ ...standing, beat: standing.beat + 1 }]);
        return true;
      });
      if (!isMine) return;
    }
  }

  async #release(): Promise<void> {
    await this.#store.write([META], async (transaction) => {
      const standing = asLease(await transaction.get(META, KEY));
      if (standing?.holder === this.#me) await transaction.delete(META, [KEY]);
    });
  }
}

function isSame(lease: Lease, other: Lease | undefined): boolean {
  return lease.holder === other?.holder && lease.beat === other.beat;
}

/** What is no lease of ours is taken as none. */
function asLease(record: unknown): Lease | undefined {
  const parsed = leaseSchema.safeParse(record);
  return parsed.success ? parsed.data : undefined;
}
