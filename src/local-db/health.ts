/** Whether the last use of a store went well: what the banner above every screen says (invariant I23). */
import { Fault } from '#kernel/result.ts';
import type { LocalStore, ReadTransaction } from './store.ts';

export interface StorageHealth {
  /** The code of what is wrong, such as `storage.full`; undefined while all is well. */
  readonly fault: () => string | undefined;
  readonly subscribe: (listener: () => void) => () => void;
  /** Somebody else knows: another tab has upgraded the database, say. */
  readonly say: (fault: string) => void;
}

/** The same store, listened to. A save that works again takes back what an earlier one said. */
export function watched(store: LocalStore): { readonly store: LocalStore; readonly health: StorageHealth } {
  const listeners = new Set<() => void>();
  let fault: string | undefined;
  const say = (next: string | undefined): void => {
    if (next === fault) return;
    fault = next;
    for (const listener of listeners) listener();
  };
  const heard = <T>(attempt: Promise<T>): Promise<T> =>
    attempt.catch((cause: unknown) => {
      if (cause instanceof Fault && cause.code.startsWith('storage.')) say(cause.code);
      throw cause;
    });
  const listened = (reader: ReadTransaction): ReadTransaction => ({
    get: (table, key) => heard(reader.get(table, key)),
    getMany: (table, keys) => heard(reader.getMany(table, keys)),
    range: (table, query) => heard(reader.range(table, query)),
    count: (table, query) => heard(reader.count(table, query)),
  });
  return {
    store: {
      reader: listened(store.reader),
      async write(tables, body) {
        const outcome = await heard(store.write(tables, body));
        say(undefined);
        return outcome;
      },
      live: (query, listener) => store.live((reader) => query(listened(reader)), listener),
      close: () => store.close(),
    },
    health: {
      fault: () => fault,
      say,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
}
