/** Maps that are changed all together or not at all: what a transaction did to them is undone when it throws. */
import { assert } from '#kernel/result.ts';

export class Journal {
  /** How to undo the running transaction, in the order in which things were done. */
  #undo: (() => void)[] | undefined;

  atomically<T>(body: () => T): T {
    assert(this.#undo === undefined, 'transactions do not nest');
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      return body();
    } catch (cause) {
      for (const step of undo.reverse()) step();
      throw cause;
    } finally {
      this.#undo = undefined;
    }
  }

  set<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
    this.#remember(map, key);
    map.set(key, value);
  }

  /** As a table takes it whose key it is: a second one is an error. */
  add<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
    assert(!map.has(key), `${String(key)} is there once`);
    this.set(map, key, value);
  }

  delete<Key, Value>(map: Map<Key, Value>, key: Key): void {
    this.#remember(map, key);
    map.delete(key);
  }

  clear<Key, Value>(map: Map<Key, Value>): void {
    for (const key of map.keys()) this.delete(map, key);
  }

  #remember<Key, Value>(map: Map<Key, Value>, key: Key): void {
    const before = map.get(key);
    this.#undo?.push(before === undefined ? () => map.delete(key) : () => map.set(key, before));
  }
}
