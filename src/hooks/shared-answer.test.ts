import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LiveListener } from '#local-db/index.ts';
import { SharedAnswer } from './shared-answer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A question whose asking is looked at: how often it was begun and stopped, and who hears its answers. */
function asked() {
  const listeners: LiveListener<number>[] = [];
  const stop = vi.fn<() => void>();
  const answer = new SharedAnswer<number>((listener) => {
    listeners.push(listener);
    return stop;
  });
  return { answer, listeners, stop };
}

describe('an answer that many parts of many screens share', () => {
  test('is asked once for all who listen, and each of them hears it', () => {
    const { answer, listeners } = asked();
    const [one, other] = [vi.fn<() => void>(), vi.fn<() => void>()];
    answer.subscribe(one);
    answer.subscribe(other);
    listeners[0]?.next(7);
    expect(listeners).toHaveLength(1);
    expect(answer.state()).toEqual({ value: 7 });
    expect([one.mock.calls.length, other.mock.calls.length]).toEqual([1, 1]);
  });

  test('is known to the next screen, and stays true meanwhile', () => {
    const { answer, listeners, stop } = asked();
    answer.subscribe(() => undefined)();
    listeners[0]?.next(7);
    vi.advanceTimersByTime(9_000);
    listeners[0]?.next(8);
    expect(answer.state()).toEqual({ value: 8 });
    answer.subscribe(() => undefined);
    vi.advanceTimersByTime(60_000);
    expect(listeners).toHaveLength(1);
    expect(stop).not.toHaveBeenCalled();
  });

  test('is let go a while after the last has gone, and asked anew then', () => {
    const { answer, listeners, stop } = asked();
    const leave = answer.subscribe(() => undefined);
    listeners[0]?.next(7);
    leave();
    vi.advanceTimersByTime(10_000);
    expect(stop).toHaveBeenCalledOnce();
    expect(answer.state()).toEqual({});
    answer.subscribe(() => undefined);
    expect(listeners).toHaveLength(2);
  });

  test('that failed does not linger: who tries again asks again', () => {
    const { answer, listeners, stop } = asked();
    const leave = answer.subscribe(() => undefined);
    const cause = new Error('the database is gone');
    listeners[0]?.fail(cause);
    expect(answer.state()).toEqual({ fault: cause });
    leave();
    vi.advanceTimersByTime(1);
    expect(stop).toHaveBeenCalledOnce();
    expect(answer.state()).toEqual({});
  });

  test('that fails while it lingers is asked anew by the next screen', () => {
    const { answer, listeners, stop } = asked();
    const leave = answer.subscribe(() => undefined);
    listeners[0]?.next(7);
    leave();
    listeners[0]?.fail(new Error('the database is gone'));
    expect(stop).toHaveBeenCalledOnce();
    expect(answer.state()).toEqual({});
    answer.subscribe(() => undefined);
    vi.advanceTimersByTime(60_000);
    expect(listeners).toHaveLength(2);
    expect(stop).toHaveBeenCalledOnce();
  });
});
