/** A finger that trembles taps twice, and who learned it on a PC presses everything twice: it is meant once. */
import { dequal } from 'dequal/lite';
import type { Result } from '#kernel/result.ts';

/** How long after the end the second press of a double one may come: until the screen has gone on. */
export const SECOND_PRESS_MS = 300;

/**
 * `run`, but the same input again while it runs, or within 300 ms of its success, runs nothing and gives the first one's
 * outcome. What was refused or failed may be tried again at once.
 */
export function joined<Input, Output>(
  run: (input: Input) => Promise<Result<Output>>,
): (input: Input) => Promise<Result<Output>> {
  let last: { readonly input: Input; readonly outcome: Promise<Result<Output>>; endedAt: number } | undefined;
  return async (input) => {
    if (last !== undefined && performance.now() - last.endedAt < SECOND_PRESS_MS && dequal(last.input, input))
      return last.outcome;
    const own = { input, outcome: run(input), endedAt: Number.POSITIVE_INFINITY };
    last = own;
    try {
      const outcome = await own.outcome;
      if (outcome.ok) own.endedAt = performance.now();
      else own.endedAt = Number.NEGATIVE_INFINITY;
      return outcome;
    } catch (cause) {
      own.endedAt = Number.NEGATIVE_INFINITY;
      throw cause;
    }
  };
}
