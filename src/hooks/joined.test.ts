import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ok, refuse, type Result } from '#kernel/result.ts';
import { joined, SECOND_PRESS_MS } from './joined.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const SAVE_MS = 40;

function saving(answer: (input: { readonly kg: number }) => Result<number> = ({ kg }) => ok(kg)) {
  const ran: number[] = [];
  const save = joined(async (input: { readonly kg: number }) => {
    ran.push(input.kg);
    await vi.advanceTimersByTimeAsync(SAVE_MS);
    return answer(input);
  });
  return { ran, save };
}

test('the same again while it runs, and just after, is the first one', async () => {
  const { ran, save } = saving();
  const first = save({ kg: 5 });
  expect(await save({ kg: 5 })).toEqual(await first);
  await vi.advanceTimersByTimeAsync(SECOND_PRESS_MS - 1);
  await save({ kg: 5 });
  expect(ran).toEqual([5]);
});

test('the same again later, and something else at any time, is another one', async () => {
  const { ran, save } = saving();
  await Promise.all([save({ kg: 5 }), save({ kg: 6 })]);
  await vi.advanceTimersByTimeAsync(SECOND_PRESS_MS);
  await save({ kg: 6 });
  expect(ran).toEqual([5, 6, 6]);
});

test('what was refused or failed is tried again at once', async () => {
  const refusing = saving(() => refuse('storage.full'));
  await refusing.save({ kg: 5 });
  await refusing.save({ kg: 5 });
  expect(refusing.ran).toEqual([5, 5]);
  const failing = saving(() => {
    throw new Error('gone');
  });
  await expect(failing.save({ kg: 5 })).rejects.toThrow('gone');
  await expect(failing.save({ kg: 5 })).rejects.toThrow('gone');
  expect(failing.ran).toEqual([5, 5]);
});
