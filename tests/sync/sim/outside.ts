/** What another program takes its time for, such as a database. */
import type { Answer, Catalogue } from '#server/store/store.ts';

/** How the simulated world waits: it goes on meanwhile, or stands still. */
export type Wait = <T>(work: Promise<T>) => Promise<T>;

/** An answer that is there at once costs nothing. */
export async function arrived<T>(wait: Wait, answer: Answer<T>): Promise<T> {
  return answer instanceof Promise ? wait(answer) : answer;
}

export function catalogueOutside(wait: Wait, catalogue: Catalogue): Catalogue {
  return new Proxy(catalogue, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return async (...parts: readonly unknown[]): Promise<unknown> =>
        arrived(wait, Reflect.apply(value, target, parts));
    },
  });
}
