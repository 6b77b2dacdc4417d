/**
 * Wrong codes, counted for each address and in all, so that trying them out leads nowhere (decision 0025,
 * docs/security.md). A try counts from the moment at which it is made: a thousand at once are a thousand.
 */
import { isIPv6 } from 'node:net';

const WINDOW_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
export const GUESSES = { perAddress: 10, inAll: 300, inAllPerDay: 1_000 } as const;

interface Guess {
  readonly from: string;
  readonly at: number;
}

export class Guesses {
  readonly #now: () => number;
  #counted: readonly Guess[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a try from this address, or says after how many seconds to come again. What was right is taken back. */
  try(address: string): { readonly takeBack: () => void } | { readonly retrySeconds: number } {
    const now = this.#now();
    this.#counted = this.#counted.filter(({ at }) => at > now - DAY_MS);
    if (this.#counted.length >= GUESSES.inAllPerDay) return { retrySeconds: WINDOW_MS / 1_000 };
    const lately = this.#counted.filter(({ at }) => at > now - WINDOW_MS);
    const from = networkOf(address);
    const isTooMany =
      lately.length >= GUESSES.inAll || lately.filter((guess) => guess.from === from).length >= GUESSES.perAddress;
    if (isTooMany) return { retrySeconds: WINDOW_MS / 1_000 };
    const guess = { from, at: now };
    this.#counted = [...this.#counted, guess];
    return { takeBack: () => void (this.#counted = this.#counted.filter((each) => each !== guess)) };
  }
}

/** Whoever has one address of IPv6 has 2⁶⁴ of them. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('%', 1).join('').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
