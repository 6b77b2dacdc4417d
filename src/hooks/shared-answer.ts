/** One live question for everybody who asks it, in the form in which React reads what is outside of it. */
import type { LiveListener } from '#local-db/index.ts';

/** From screen to screen, and not much longer. */
const LINGER_MS = 10_000;

export interface AnswerState<T> {
  /** Undefined while it loads. */
  readonly value?: T;
  /** Why there is no value. */
  readonly fault?: unknown;
}

/** Asked from its first listener on until a while after its last one has gone, so that who comes next finds it answered. */
export class SharedAnswer<T> {
  readonly #ask: (listener: LiveListener<T>) => () => void;
  readonly #listeners = new Set<() => void>();
  #state: AnswerState<T> = {};
  #stop: (() => void) | undefined;
  #end: ReturnType<typeof setTimeout> | undefined;

  /** `ask` begins to ask and gives the way to stop. */
  constructor(ask: (listener: LiveListener<T>) => () => void) {
    this.#ask = ask;
  }

  /** The same object until something has changed. */
  readonly state = (): AnswerState<T> => this.#state;

  /** Tells of changes; gives the way to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    clearTimeout(this.#end);
    this.#listeners.add(listener);
    this.#stop ??= this.#ask({
      next: (value) => this.#tell({ value }),
      fail: (fault) => this.#tell({ fault }),
    });
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      if (this.#state.fault === undefined) this.#end = setTimeout(() => this.#forget(), LINGER_MS);
      else this.#forget();
    };
  };

  #tell(state: AnswerState<T>): void {
    this.#state = state;
    // What failed while nobody listened is not told to the next who asks: it is asked anew.
    if (state.fault !== undefined && this.#listeners.size === 0) this.#forget();
    for (const listener of this.#listeners) listener();
  }

  #forget(): void {
    clearTimeout(this.#end);
    this.#stop?.();
    this.#stop = undefined;
    this.#state = {};
  }
}
