import { expect, test } from 'vitest';
import type { Reader } from '#kernel/module.ts';
import { introduce, nameOfWriter } from './index.ts';

const WRITER = '00112233445566aa';

function readerOf(rows: readonly { readonly id: string; readonly name: string }[]): Reader {
  const nothing = async (): Promise<undefined> => undefined;
  const none = async (): Promise<readonly never[]> => [];
  return {
    get: nothing,
    // Every row that a test names passes for a row of the table asked for.
    list: async (_table, range) =>
      rows.filter((row) => row.id >= String(range?.from) && row.id <= String(range?.to)) as never,
    count: async () => rows.length,
    total: nothing,
    totals: none,
    lines: none,
    needingAttention: none,
    heads: none,
    isAsCreated: async () => true,
  };
}

function contextOver(rows: readonly { readonly id: string; readonly name: string }[]) {
  const me = { userId: 'u', roles: ['member'] as const, memberId: 'aaaaaaaaaaaaaaaa-1' };
  return {
    read: readerOf(rows),
    today: '2026-11-24',
    nowMs: 0,
    me,
    may: () => true,
    writer: WRITER,
    newId: () => `${WRITER}-1`,
  };
}

test('a log is introduced once, by its own writer', async () => {
  const first = await introduce.decide(contextOver([{ id: 'ffffffffffffffff-1', name: 'Hoa' }]), 'Hín');
  expect(first.ok && first.value.changes).toMatchObject([
    { kind: 'create', id: `${WRITER}-1`, row: { name: 'Hín', memberId: 'aaaaaaaaaaaaaaaa-1' } },
  ]);
  const again = await introduce.decide(contextOver([{ id: `${WRITER}-1`, name: 'Hín' }]), 'Hín');
  expect(again.ok && again.value.changes).toEqual([]);
});

test('a writer is found by the beginning of the row that introduces it', async () => {
  const read = readerOf([{ id: `${WRITER}-7`, name: 'Hín' }]);
  expect(await nameOfWriter(read, WRITER)).toBe('Hín');
  expect(await nameOfWriter(read, 'ffffffffffffffff')).toBeUndefined();
});
