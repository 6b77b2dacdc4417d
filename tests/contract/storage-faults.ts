/** What every store does when the browser or the disk fails under it (sync.md 5.13, invariant I23). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '#kernel/result.ts';
import type { LocalStore } from '#local-db/store.ts';

export interface BreakableStore {
  readonly store: LocalStore;
  /** The next transaction loses its connection: before it is durable, or just after. */
  lose(when: 'before' | 'after'): void;
  setFull(isFull: boolean): void;
  /** A lost connection cannot be opened again. */
  setUnopenable(): void;
}

/** `open` gives an empty store over `CONTRACT_TABLES`. */
export function describeStorageFaults(name: string, open: () => Promise<BreakableStore>): void {
  describe(`a store that fails: ${name}`, () => {
    let breakable: BreakableStore;
    let store: LocalStore;
    beforeEach(async () => {
      breakable = await open();
      store = breakable.store;
    });
    afterEach(() => store.close());

    /** As a save does it: the next number is read in the transaction, and the record is put under it. */
    const save = async (row: string): Promise<number> =>
      store.write(['log'], async (transaction) => {
        const n = (await transaction.count('log')) + 1;
        await transaction.put('log', [{ writer: 'w', n, row }]);
        return n;
      });
    const rows = async (): Promise<readonly unknown[]> => (await store.reader.range('log')).map((each) => each['row']);
    const codeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
      attempt.then(
        () => 'saved',
        (cause: unknown) => (cause instanceof Fault ? cause.code : cause),
      );

    test('[X23] a connection lost under a save is opened again, and the save is done once', async () => {
      await save('a');
      breakable.lose('before');
      expect(await save('b')).toBe(2);
      expect(await rows()).toEqual(['a', 'b']);
    });

    test('[I3] a save whose connection was lost just after it became durable is not done a second time', async () => {
      await save('a');
      breakable.lose('after');
      expect(await save('b')).toBe(2);
      expect(await rows()).toEqual(['a', 'b']);
    });

    test('[I23] a connection that cannot be opened again is said, and the save is never called done', async () => {
      await save('a');
      breakable.lose('before');
      breakable.setUnopenable();
      expect(await codeOf(save('b'))).toBe('storage.unavailable');
    });

    test('[X24] a full disk refuses the save, keeps what was there, and takes work again when there is room', async () => {
      await save('a');
      breakable.setFull(true);
      expect(await codeOf(save('b'))).toBe('storage.full');
      expect(await rows()).toEqual(['a']);
      breakable.setFull(false);
      expect(await save('c')).toBe(2);
      expect(await rows()).toEqual(['a', 'c']);
    });

    test('a body that gives up by itself is no fault of the storage, and is not run twice', async () => {
      let runs = 0;
      const giving = store.write(['log'], async () => {
        runs += 1;
        throw new Error('changed my mind');
      });
      await expect(giving).rejects.toThrow('changed my mind');
      expect(runs).toBe(1);
    });
  });
}
