/** A clock that stands still until a test moves it, for what waits. */
import { setImmediate } from 'node:timers/promises';

export class FakeTime {
  #nowMs = Date.UTC(2026, 10, 2, 1);
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: this.#nowMs + ms, wake }));
  }

  /** Lets time pass; whoever wakes up in it does all that he can at that moment. */
  async pass(ms: number): Promise<void> {
    await settled();
    const until = this.#nowMs + ms;
    for (;;) {
      const next = Math.min(...this.#sleepers.map((sleeper) => sleeper.at));
      if (next > until) break;
      this.#nowMs = next;
      for (const sleeper of this.#sleepers.filter(({ at }) => at === next)) {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        sleeper.wake();
      }
      await settled();
    }
    this.#nowMs = until;
  }
}

/** Everything that waits for nothing but other promises has gone on. */
async function settled(): Promise<void> {
  for (let round = 0; round < 10; round += 1) await setImmediate();
}
