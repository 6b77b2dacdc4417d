/**
 * A forgotten PIN is helped with by the co-op, with no network on either side (rule P38): the phone shows a question of
 * digits, whoever helps answers it by telephone. Phone and server share a key for it since they agreed on their first one.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

export const HELP_KEY_BYTES = 16;
export const QUESTION_DIGITS = 6;
const ANSWER_DIGITS = 8;

/** HKDF's `info` for the key that helps, out of the same secret as the first request key. */
export function helpKeyInfo({ coop, user }: { readonly coop: string; readonly user: string }): Uint8Array {
  return new TextEncoder().encode(`so-mua pin help 1\n${coop}\n${user}`);
}

/** The eight digits that answer a question of six. */
export function pinHelpAnswer(helpKey: Uint8Array, question: string): string {
  const mac = hmac(sha256, helpKey, new TextEncoder().encode(`so-mua pin help 1\n${question}`));
  // 48 bits: every whole number of them is exact.
  const number = mac.subarray(0, 6).reduce((sum, byte) => sum * 256 + byte, 0);
  return String(number % 10 ** ANSWER_DIGITS).padStart(ANSWER_DIGITS, '0');
}
