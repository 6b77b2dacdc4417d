/**
 * Row states by the bytes that they are stored in. Decoding is pure, so whatever happens to the database (a
 * transaction that is rolled back, a file put back to an older state) a known blob means what it meant before.
 */
import { required } from '#kernel/result.ts';
import { decodeRows } from '#protocol/columns.ts';
import type { RowState } from '#protocol/row-state.ts';

/** Some hundred bytes each; beyond this many all are forgotten. */
const MOST = 2_000;

export class DecodedRows {
  readonly #byBytes = new Map<string, RowState>();

  of(bytes: Uint8Array): RowState {
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const known = this.#byBytes.get(key);
    if (known !== undefined) return known;
    const state = required(decodeRows(bytes)[0], 'a stored row decodes to itself');
    if (this.#byBytes.size >= MOST) this.#byBytes.clear();
    this.#byBytes.set(key, state);
    return state;
  }
}
