/**
 * A PIN keeps one person of a phone from writing under another one's name. It encrypts nothing (docs/security.md): it is
 * asked for, slowly, and with longer and longer waits.
 */
import * as z from 'zod/mini';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { pinHelpAnswer, QUESTION_DIGITS } from '#protocol/pin-help.ts';

export const PIN_DIGITS = { least: 4, most: 6 } as const;

/** About a third of a second on a phone of ten years ago. */
const ITERATIONS = 100_000;
const SALT_BYTES = 16;
/** So many may be wrong before there is a wait. */
const FREE_TRIES = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;

const hex = z.string().check(z.regex(/^([0-9a-f]{2})+$/));

export const pinSchema = z.object({
  salt: hex,
  hash: hex,
  iterations: z.int().check(z.positive()),
  /** Wrong tries since the last right one. */
  wrong: z.int().check(z.nonnegative()),
  /** When the last one was, ms since 1970. */
  triedAt: z.number(),
  /** What the phone asks whoever helps, until it was answered. */
  question: z.optional(z.string().check(z.regex(/^\d{6}$/))),
});
export type Pin = z.infer<typeof pinSchema>;

/** Why digits make no PIN, or undefined when they do. */
export function whyNoPin(digits: string): 'length' | 'easy' | undefined {
  if (!/^\d+$/.test(digits) || digits.length < PIN_DIGITS.least || digits.length > PIN_DIGITS.most) return 'length';
  const steps = new Set(Array.from(digits.slice(1), (digit, index) => Number(digit) - Number(digits[index])));
  // 0000, 1234, 9876.
  return steps.size === 1 && Math.abs([...steps][0] ?? 0) <= 1 ? 'easy' : undefined;
}

export async function makePin(digits: string, randomBytes = random): Promise<Pin> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await hashOf(digits, salt, ITERATIONS);
  return { salt: hexOf(salt), hash, iterations: ITERATIONS, wrong: 0, triedAt: 0 };
}

/** How long nothing may be tried, in ms; 0 when it may. A clock that was put back makes no wait longer than it is. */
export function waitOf({ wrong, triedAt }: Pin, now: number): number {
  if (wrong < FREE_TRIES) return 0;
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES));
  return Math.max(0, Math.min(whole, triedAt + whole - now));
}

/** Tries before the next wait begins. */
export function triesLeft({ wrong }: Pin): number {
  return Math.max(1, FREE_TRIES - wrong);
}

export interface Tried {
  readonly isRight: boolean;
  /** What to keep, right or wrong. */
  readonly pin: Pin;
}

/** `now`: ms since 1970. Only when there is nothing to wait for. */
export async function tryPin(pin: Pin, digits: string, now: number): Promise<Tried> {
  return counted(pin, (await hashOf(digits, bytesOfHex(pin.salt), pin.iterations)) === pin.hash, now);
}

/** The same with what the co-op answered to the phone's question (rule P38). */
export function tryAnswer(pin: Pin, answer: string, { helpKey, now }: { helpKey: Uint8Array; now: number }): Tried {
  const isRight = pin.question !== undefined && pinHelpAnswer(helpKey, pin.question) === answer.replace(/\D/g, '');
  return counted(pin, isRight, now);
}

/** With a question to ask whoever helps; the same one until it is answered. */
export function asking(pin: Pin, randomBytes = random): Pin & { readonly question: string } {
  const number = randomBytes(4).reduce((sum, byte) => sum * 256 + byte, 0) % 10 ** QUESTION_DIGITS;
  return { ...pin, question: pin.question ?? String(number).padStart(QUESTION_DIGITS, '0') };
}

function counted(pin: Pin, isRight: boolean, now: number): Tried {
  if (!isRight) return { isRight, pin: { ...pin, wrong: pin.wrong + 1, triedAt: now } };
  const { question: _answered, ...rest } = pin;
  return { isRight, pin: { ...rest, wrong: 0, triedAt: now } };
}

async function hashOf(digits: string, salt: Uint8Array, iterations: number): Promise<string> {
  const { subtle } = globalThis.crypto;
  const base = await subtle.importKey('raw', new TextEncoder().encode(digits), 'PBKDF2', false, ['deriveBits']);
  const way = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(salt), iterations };
  return hexOf(new Uint8Array(await subtle.deriveBits(way, base, 256)));
}

function random(length: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}
