/**
 * Everything that is not the same twice: the clock, randomness, waiting. Passed in, so that the simulator can run the
 * real modules under one seeded scheduler (invariant I28).
 */
export interface Env {
  /** Device time, ms since 1970; may be wrong by years and may jump. */
  now(): number;
  /** Unpredictable bytes on a device; seeded in a simulation. */
  randomBytes(length: number): Uint8Array;
  /** Resolves after the time has passed. */
  sleep(ms: number): Promise<void>;
  /** A number from 0 up to, not including, 1: for jitter, never for identity. */
  random(): number;
}
