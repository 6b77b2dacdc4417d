/** What the local database needs from any store. Every implementation keeps the same promises. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalStore, StoreRecord, StoreTable } from '#local-db/store.ts';

export const CONTRACT_TABLES: readonly StoreTable[] = [
  { name: 'slips', key: 'id', indexes: ['member', '[member+day]', '*words'] },
  { name: 'log', key: '[writer+n]', indexes: ['row'] },
];

const slip = (id: string, member: string, day: string, words: readonly string[] = []): StoreRecord => ({
  id,
  member,
  day,
  words,
});

/** `open` gives an empty store over `CONTRACT_TABLES`. */
export function describeLocalStore(name: string, open: () => Promise<LocalStore>): void {
  describe(`the local store: ${name}`, () => {
    let store: LocalStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const save = async (...records: readonly StoreRecord[]): Promise<void> =>
      store.write(['slips'], (transaction) => transaction.put('slips', records));
    const ids = (records: readonly StoreRecord[]): readonly unknown[] => records.map((record) => record['id']);

    test('what was put is there, replaces what had its key, and can be taken away', async () => {
      await save(slip('a', 'hin', '2026-11-01'));
      await save(slip('a', 'quy', '2026-11-02'));
      expect(await store.reader.get('slips', 'a')).toEqual(slip('a', 'quy', '2026-11-02'));
      expect(await store.reader.getMany('slips', ['b', 'a'])).toEqual([undefined, slip('a', 'quy', '2026-11-02')]);
      await store.write(['slips'], (transaction) => transaction.delete('slips', ['a', 'b']));
      expect(await store.reader.get('slips', 'a')).toBeUndefined();
    });

    test('a body that throws has written nothing, in none of its tables', async () => {
      await save(slip('a', 'hin', '2026-11-01'));
      const failing = store.write(['slips', 'log'], async (transaction) => {
        await transaction.put('slips', [slip('a', 'quy', '2026-11-02'), slip('b', 'quy', '2026-11-02')]);
        await transaction.put('log', [{ writer: 'w', n: 1, row: 'b' }]);
        await transaction.delete('slips', ['a']);
        throw new Error('stopped');
      });
      await expect(failing).rejects.toThrow('stopped');
      expect(await store.reader.range('slips')).toEqual([slip('a', 'hin', '2026-11-01')]);
      expect(await store.reader.count('log')).toBe(0);
    });

    test('a transaction reads what it wrote, and others do not before it ends', async () => {
      await store.write(['slips'], async (transaction) => {
        await transaction.put('slips', [slip('a', 'hin', '2026-11-01')]);
        expect(ids(await transaction.range('slips', { index: 'member', equals: 'hin' }))).toEqual(['a']);
        expect(await transaction.count('slips')).toBe(1);
      });
      expect(await store.reader.count('slips')).toBe(1);
    });

    test('two writers of one table go one after the other, so that a read and its write are one', async () => {
      await save({ ...slip('sum', 'hin', '2026-11-01'), total: 0 });
      const add = async (): Promise<void> =>
        store.write(['slips'], async (transaction) => {
          const before = Number((await transaction.get('slips', 'sum'))?.['total']);
          await transaction.put('slips', [{ ...slip('sum', 'hin', '2026-11-01'), total: before + 1 }]);
        });
      await Promise.all(Array.from({ length: 20 }, add));
      expect((await store.reader.get('slips', 'sum'))?.['total']).toBe(20);
    });

    test('a table that was not named cannot be touched', async () => {
      const straying = store.write(['slips'], async (transaction) => {
        await transaction.put('log', [{ writer: 'w', n: 1, row: 'a' }]);
      });
      await expect(straying).rejects.toThrow();
      expect(await store.reader.count('log')).toBe(0);
    });

    test('ranges go by an index and its order, both ends included, backwards and with a limit', async () => {
      await save(
        slip('c', 'hin', '2026-11-03'),
        slip('a', 'hin', '2026-11-01'),
        slip('b', 'hin', '2026-11-02'),
        slip('d', 'quy', '2026-11-02'),
      );
      const days = { index: '[member+day]', from: ['hin', '2026-11-01'], to: ['hin', '2026-11-02'] } as const;
      expect(ids(await store.reader.range('slips', days))).toEqual(['a', 'b']);
      expect(ids(await store.reader.range('slips', { ...days, reverse: true }))).toEqual(['b', 'a']);
      expect(ids(await store.reader.range('slips', { ...days, limit: 1 }))).toEqual(['a']);
      expect(ids(await store.reader.range('slips', { index: 'member', equals: 'quy' }))).toEqual(['d']);
      expect(await store.reader.count('slips', { index: 'member', equals: 'hin' })).toBe(3);
      expect(ids(await store.reader.range('slips', { index: 'id', from: 'b', to: 'c' }))).toEqual(['b', 'c']);
    });

    test('a word of several finds its record by its beginning', async () => {
      await save(slip('a', 'hin', '2026-11-01', ['tan', 'lao', 'hin']), slip('b', 'quy', '2026-11-01', ['vu', 'quy']));
      expect(ids(await store.reader.range('slips', { index: '*words', from: 'la', to: 'la\uffff' }))).toEqual(['a']);
    });

    test('keys of two parts sort by number, not by letters, and a record without an index value is not in it', async () => {
      await store.write(['log'], (transaction) =>
        transaction.put('log', [
          { writer: 'w', n: 10, row: 'a' },
          { writer: 'w', n: 9 },
          { writer: 'x', n: 1, row: 'a' },
        ]),
      );
      const own = await store.reader.range('log', { index: 'id', from: ['w', 1], to: ['w', Number.MAX_SAFE_INTEGER] });
      expect(own.map((record) => record['n'])).toEqual([9, 10]);
      expect(await store.reader.count('log', { index: 'row', equals: 'a' })).toBe(2);
      expect(await store.reader.get('log', ['w', 10])).toMatchObject({ row: 'a' });
    });

    test('a table is read whole, also one whose key has two parts', async () => {
      await save(slip('b', 'hin', '2026-11-01'), slip('a', 'hin', '2026-11-01'));
      const log = [
        { writer: 'w', n: 2 },
        { writer: 'w', n: 10 },
      ];
      await store.write(['log'], (transaction) => transaction.put('log', log));
      expect(ids(await store.reader.range('slips'))).toEqual(['a', 'b']);
      expect(await store.reader.range('log')).toEqual(log);
      expect(await store.reader.count('log')).toBe(2);
    });

    test('what is put is a copy: changing it afterwards changes nothing stored', async () => {
      const words = ['tan'];
      await save({ ...slip('a', 'hin', '2026-11-01'), words });
      words.push('changed');
      expect((await store.reader.get('slips', 'a'))?.['words']).toEqual(['tan']);
    });
  });
}
