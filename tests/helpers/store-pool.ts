/**
 * Server stores in memory that are emptied and used again: to open one, with its tables and statements, takes as long
 * as a good part of a simulated run.
 */
import { openSqliteStore, type EmptiableStore } from '#server/store/sqlite/sqlite-store.ts';

const idle: EmptiableStore[] = [];

/** An empty store, the caller's until it gives it back. */
export function borrowServerStore(): EmptiableStore {
  return idle.pop() ?? openSqliteStore({ dataDir: ':memory:' });
}

export function giveBackServerStore(store: EmptiableStore): void {
  store.empty();
  idle.push(store);
}
