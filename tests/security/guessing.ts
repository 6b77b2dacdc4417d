/** What guessing leads to, as figures: codes of invitations at the server, PINs at a phone. */
import { waitOf, type Pin } from '#app/lock/pin.ts';
import { Guesses } from '#server/enrol/guesses.ts';
import { JOIN_CODE_LENGTH, JOIN_CODE_LETTERS } from '#protocol/enrol.ts';

export const CODES = JOIN_CODE_LETTERS.length ** JOIN_CODE_LENGTH;
export const DAY_MS = 86_400_000;
const WINDOW_MS = 15 * 60_000;

/** How many wrong codes are looked at in so many days, by who has so many addresses and never pauses. */
export function triesIn(days: number, addresses: number): number {
  let now = 0;
  let tries = 0;
  const guesses = new Guesses(() => now);
  for (; now < days * DAY_MS; now += WINDOW_MS) {
    for (let index = 0; index < addresses; index += 1) {
      const before = tries;
      while (!('retrySeconds' in guesses.try(`203.0.${index >> 8}.${index & 255}`))) tries += 1;
      // Where an address that was never wrong may try nothing, the others may not either.
      if (tries === before) break;
    }
  }
  return tries;
}

/** That one of so many open invitations is hit by so many tries, each another code. */
export function chanceOf({ tries, open }: { readonly tries: number; readonly open: number }): number {
  return 1 - (1 - open / CODES) ** tries;
}

export interface PinFigures {
  /** Milliseconds of waiting for every PIN of so many digits that a person may choose. */
  readonly all: number;
  /** The same for somebody who puts the clock forward before every try. */
  readonly withClock: number;
  /** How many PINs there are. */
  readonly pins: number;
}

/** `easy`: those that are refused when somebody chooses one (`whyNoPin`). */
export function pinFigures(digits: number, easy: number): PinFigures {
  const pins = 10 ** digits - easy;
  const pin: Pin = { salt: '00', hash: '00', iterations: 1, wrong: 0, triedAt: 0 };
  let now = 0;
  let [all, withClock] = [0, 0];
  for (let wrong = 0; wrong < pins - 1; wrong += 1) {
    const wait = waitOf({ ...pin, wrong, triedAt: now }, now);
    all += wait;
    now += wait;
    withClock += waitOf({ ...pin, wrong, triedAt: now }, now + DAY_MS);
  }
  return { all, withClock, pins };
}
