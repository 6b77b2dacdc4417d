/** Which device was here last and when, kept at most once an hour for each: nobody pays for it with a write at every request. */
import type { Catalogue, ServerSession } from '../store/store.ts';

const AGAIN_MS = 3_600_000;
/** A hundred bytes each; beyond this many all are forgotten, and noted once more. */
const MOST = 100_000;

export class Sightings {
  readonly #catalogue: Pick<Catalogue, 'noteSeen'>;
  readonly #now: () => number;
  readonly #noted = new Map<string, { readonly at: number; readonly build: string }>();

  constructor(catalogue: Pick<Catalogue, 'noteSeen'>, now: () => number) {
    this.#catalogue = catalogue;
    this.#now = now;
  }

  /** Of a request that was answered. */
  async note({ coop, person }: ServerSession, build: string): Promise<void> {
    const [key, at] = [`${coop} ${person.userId}`, this.#now()];
    const last = this.#noted.get(key);
    if (last !== undefined && last.build === build && at - last.at < AGAIN_MS) return;
    if (this.#noted.size >= MOST) this.#noted.clear();
    this.#noted.set(key, { at, build });
    try {
      await this.#catalogue.noteSeen(coop, person.userId, { at, build });
    } catch {
      // The disk is full, or the database is busy: people come first, and it is noted an hour later.
    }
  }
}
