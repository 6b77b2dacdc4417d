/**
 * Hybrid logical clock: orders what happened, decides nothing that can be lost, and is never a reason to refuse
 * (failures.md F7, docs/protocol.md "clock"). A timestamp is milliseconds and a counter of 16 bits that spills into
 * the next millisecond, so that a long burst never fails.
 */
export interface Timestamp {
  readonly ms: number;
  readonly counter: number;
}

/** Someone else's clock moves ours forward only when it is at most this far ahead of our corrected time. */
export const MAX_DRIFT_MS = 10 * 60_000;
const MAX_COUNTER = 0xffff;
/** The end of the year 9999: no clock, however wrong, moves a timestamp past what the wire can hold. */
export const MAX_CLOCK_MS = 253_402_300_799_000;

export const ZERO_TIME: Timestamp = { ms: 0, counter: 0 };

export function compareTimes(left: Timestamp, right: Timestamp): number {
  return left.ms - right.ms || left.counter - right.counter;
}

/** The next timestamp after `last`, at `nowMs` (device time corrected by what the server told) or just past `last`. */
export function tick(last: Timestamp, nowMs: number): Timestamp {
  const ms = Math.min(Math.max(0, Math.floor(nowMs)), MAX_CLOCK_MS);
  if (ms > last.ms) return { ms, counter: 0 };
  if (last.counter < MAX_COUNTER) return { ms: last.ms, counter: last.counter + 1 };
  return { ms: last.ms + 1, counter: 0 };
}

/** Takes a timestamp seen from elsewhere into account. One that is too far ahead leaves the clock as it was. */
export function observe(last: Timestamp, seen: Timestamp, nowMs: number): Timestamp {
  if (seen.ms > nowMs + MAX_DRIFT_MS) return last;
  return compareTimes(seen, last) > 0 ? seen : last;
}
