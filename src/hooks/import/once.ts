/** What must not happen twice though its button is pressed twice. */
import type { Result } from '#kernel/result.ts';

/**
 * `run` while it runs, and after it succeeded, runs nothing and gives the first one's outcome; what was refused or failed
 * may be tried again at once. After `forget` it runs anew.
 */
export class Once<Output> {
  #outcome: Promise<Result<Output>> | undefined;

  run(work: () => Promise<Result<Output>>): Promise<Result<Output>> {
    this.#outcome ??= this.#tried(work);
    return this.#outcome;
  }

  forget(): void {
    this.#outcome = undefined;
  }

  async #tried(work: () => Promise<Result<Output>>): Promise<Result<Output>> {
    let isDone = false;
    try {
      const outcome = await work();
      isDone = outcome.ok;
      return outcome;
    } finally {
      if (!isDone) this.forget();
    }
  }
}
