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
  const heard = async <T>(attempt: Promise<T>, isProof: boolean): Promise<T> => {
    try {
      const outcome = await attempt;
      if (isProof) say(undefined);
      return outcome;
    } catch (cause) {
      if (cause instanceof Fault && cause.code.startsWith('storage.')) say(cause.code);
      throw cause;
    }
  };
  const { reader } = store;
  const listened: ReadTransaction = {
    get: (table, key) => heard(reader.get(table, key), false),
    getMany: (table, keys) => heard(reader.getMany(table, keys), false),
    range: (table, query) => heard(reader.range(table, query), false),
    count: (table, query) => heard(reader.count(table, query), false),
  };
  return {
    store: {
      reader: listened,
      write: (tables, body) => heard(store.write(tables, body), true),
      live: (query, listener) => store.live(query, listener),
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
