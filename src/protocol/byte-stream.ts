/** Bytes in and out: varints, and reading that never passes the end. Reading faults are `sync.malformed`. */
import { Fault } from '#kernel/result.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** A whole number from 0 to 2^53 − 1, seven bits a byte, lowest first. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  text(value: string): void {
    if (isAscii(value)) {
      this.varint(value.length);
      for (let index = 0; index < value.length; index += 1) this.byte(value.charCodeAt(index));
      return;
    }
    const bytes = encoder.encode(value);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #itemsLeft: number;

  /** `items`: how many column items may be read in all, whatever the bytes claim. */
  constructor(bytes: Uint8Array, items: number) {
    this.#bytes = bytes;
    this.#itemsLeft = items;
  }

  /** Before a column is unfolded. */
  spend(items: number): void {
    this.#itemsLeft -= items;
    if (this.#itemsLeft < 0) throw malformed('more items than any record needs');
  }

  byte(): number {
    const value = this.#bytes[this.#offset];
    if (value === undefined) throw malformed('cut off');
    this.#offset += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let index = 0; index < 8; index += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) throw malformed('number too large');
        if (byte === 0 && index > 0) throw malformed('number not in its shortest form');
        return value;
      }
      scale *= 0x80;
    }
    throw malformed('number too large');
  }

  /** A varint that may not pass a limit: counts and lengths, before anything is allocated for them. */
  count(limit: number): number {
    const value = this.varint();
    if (value > limit) throw malformed('count over its limit');
    return value;
  }

  raw(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#offset) throw malformed('cut off');
    const bytes = this.#bytes.slice(this.#offset, this.#offset + length);
    this.#offset += length;
    return bytes;
  }

  text(limit: number): string {
    const bytes = this.raw(this.count(limit));
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw new Fault('sync.malformed', { cause });
    }
  }

  end(): void {
    if (this.#offset !== this.#bytes.length) throw malformed('bytes after the end');
  }
}

/** Short and without marks, as units and codes are: written without the encoder, which costs more than the text. */
function isAscii(text: string): boolean {
  if (text.length > 24) return false;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) >= 0x80) return false;
  return true;
}

/** How many bytes `varint` takes for it. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

/** What `read` gives, so many times in a row; many times as fast as `Array.from` with a length. */
export function repeated<T>(count: number, read: () => T): T[] {
  const items: T[] = [];
  for (let index = 0; index < count; index += 1) items.push(read());
  return items;
}

export function malformed(why: string): Fault {
  return new Fault('sync.malformed', { cause: new Error(why) });
}
