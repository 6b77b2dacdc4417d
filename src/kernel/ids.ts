/**
 * Identity (docs/protocol.md). A writer is one append-only log: 8 random bytes, written as 16 hex digits. An operation
 * is (writer, n), n = 1, 2, 3 … without gaps, written `<writer>-<n>`. A row's id is the id of the operation that
 * created it, so that no further random number travels.
 */
import { assert } from './result.ts';

const ROW_ID = /^([0-9a-f]{16})-([1-9][0-9]{0,14})$/;
const WRITER = /^[0-9a-f]{16}$/;

export interface OperationId {
  readonly writer: string;
  readonly n: number;
}

export function isWriter(text: string): boolean {
  return WRITER.test(text);
}

export function isRowId(text: string): boolean {
  return ROW_ID.test(text);
}

export function operationId(writer: string, n: number): string {
  return `${writer}-${n}`;
}

/** The writer and number in an id; an assertion when the text is none (check `isRowId` at a boundary first). */
export function splitId(id: string): OperationId {
  assert(isRowId(id), `${id} is an operation id`);
  return { writer: id.slice(0, WRITER_DIGITS), n: Number(id.slice(WRITER_DIGITS + 1)) };
}

const WRITER_DIGITS = 16;

/** The two hex digits of every byte. */
const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += DIGITS[byte] ?? '';
  return text;
}

export function bytesOfHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >> 1);
  let isHex = hex.length % 2 === 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const high = digitAt(hex, index * 2);
    const low = digitAt(hex, index * 2 + 1);
    isHex &&= high >= 0 && low >= 0;
    bytes[index] = high * 16 + low;
  }
  assert(isHex, 'an even number of hex digits');
  return bytes;
}

/** What a hex digit counts, or −1: capitals are none. */
function digitAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

/** No letters that are mistaken for digits or for each other. */
const CODE_LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 6;

/**
 * Six characters that stand on a slip and find its record (rule U47): made from the row id and the co-op, so that
 * nobody has to hand out numbers offline. Two records of one co-op may share a code; the search then shows both.
 */
export function shortCode(coop: string, rowId: string): string {
  let hash = 0x811c9dc5;
  for (const letter of `${coop}/${rowId}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  let code = '';
  for (let index = 0; index < CODE_LENGTH; index += 1) {
    code += CODE_LETTERS.charAt(hash % CODE_LETTERS.length);
    hash = Math.imul(hash ^ (hash >>> 13) ^ (index + 1), 0x5bd1e995) >>> 0;
  }
  return code;
}

/** Fewer letters of a code are more likely the beginning of a name. */
const LEAST_OF_CODE = 4;

/**
 * Whether somebody who types this looks for a slip by its code (U47): gives the test of a row's id, or undefined where the
 * text is none. Codes are worked out while they are looked for, and not with every opening of a list.
 */
export function codeSearch(coop: string, text: string): ((rowId: string) => boolean) | undefined {
  const wanted = text.trim().toUpperCase();
  if (wanted.length < LEAST_OF_CODE || wanted.length > CODE_LENGTH) return undefined;
  if (wanted.split('').some((letter) => !CODE_LETTERS.includes(letter))) return undefined;
  return (rowId) => shortCode(coop, rowId).startsWith(wanted);
}
