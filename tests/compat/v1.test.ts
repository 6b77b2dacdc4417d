/**
 * Bytes of version 1 as they were once recorded. Phones keep logs and send them years later: today's code reads them to
 * the same operations and writes the same bytes. A recording is never written anew; a new version gets a new folder.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { chainOver, chainStart } from '#protocol/chain.ts';
import { decodeOperations, decodeRows, encodeOperations, encodeRows } from '#protocol/columns.ts';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from '#protocol/sync-message.ts';
import { COOP, operations, request, response, rows, WRITER } from './v1/given.ts';

const recorded = (name: string): Uint8Array => bytesOfHex(readFileSync(`tests/compat/v1/${name}.hex`, 'utf8').trim());

describe('[P1] [P5] what version 1 wrote', () => {
  test('a segment of operations of every kind', () => {
    const log = { writer: WRITER, firstN: 1, count: operations.length };
    expect(decodeOperations(recorded('operations'), log)).toEqual(operations);
    expect(hexOf(encodeOperations(operations))).toBe(hexOf(recorded('operations')));
  });

  test('the hash chain over them', () => {
    expect(chainOver(chainStart(COOP, WRITER), operations)).toBe(hexOf(recorded('chain')));
  });

  test('a page of rows', () => {
    expect(decodeRows(recorded('rows'))).toEqual(rows);
    expect(hexOf(encodeRows(rows))).toBe(hexOf(recorded('rows')));
  });

  test('a request and its answer', () => {
    expect(decodeRequest(recorded('request'))).toEqual(request);
    expect(hexOf(encodeRequest(request))).toBe(hexOf(recorded('request')));
    expect(decodeResponse(recorded('response'), recorded('request'))).toEqual(response);
    expect(hexOf(encodeResponse(response, recorded('request')))).toBe(hexOf(recorded('response')));
  });
});
