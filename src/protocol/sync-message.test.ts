import { createHash } from 'node:crypto';
import { encode } from 'cborg';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import {
  decodeRequest,
  encodeRequest,
  peekVersion,
  syncErrorSchema,
  syncRequestSchema,
  syncResponseSchema,
  withCheck,
  type SyncRequestMessage,
} from './sync-message.ts';
import { PROTOCOL_VERSION } from './version.ts';

const idle: SyncRequestMessage = [
  1,
  'test',
  new Uint8Array(16),
  new Uint8Array(8),
  [0, new Uint8Array(0)],
  4000,
  [],
  null,
  null,
  null,
  null,
  null,
];

/** One line per released version. A change of a message's shape needs a new number in version.ts and a new line here. */
const FINGERPRINTS: Readonly<Record<number, string>> = { 1: 'ad15bbc3e512' };

describe('sync messages', () => {
  test('[P1] the shape of the messages belongs to the version number', () => {
    const shapes = [syncRequestSchema, syncResponseSchema, syncErrorSchema].map((schema) =>
      z.toJSONSchema(schema, { unrepresentable: 'any' }),
    );
    const fingerprint = createHash('sha256').update(JSON.stringify(shapes)).digest('hex').slice(0, 12);
    expect(fingerprint, 'a message changed its shape: give it a new version, keep speaking the old one').toBe(
      FINGERPRINTS[PROTOCOL_VERSION],
    );
  });

  test('a request comes out as it went in, and one with nothing to say is small', () => {
    expect(decodeRequest(encodeRequest(idle))).toEqual(idle);
    expect(encodeRequest(idle).length).toBeLessThanOrEqual(250);
  });

  test.each([
    ['a captive portal’s page', new TextEncoder().encode('<!doctype html><html></html>')],
    ['nothing', new Uint8Array(0)],
    ['a cut request', encodeRequest(idle).slice(0, 20)],
    ['bytes after the end', Uint8Array.of(...encodeRequest(idle), 0)],
    ['a map', withCheck(encode({ version: 1 }))],
    [
      'a fraction for a count',
      withCheck(encode([1.5, 'test', new Uint8Array(16), new Uint8Array(8), [0, new Uint8Array(0)], 4000, []])),
    ],
    ['an unknown field', withCheck(encode([...idle, 'more']))],
    ['an indefinite length', Uint8Array.of(0x9f, 0x01, 0xff)],
  ])('[P6] %s is told as malformed', (_name, bytes) => {
    expect(() => decodeRequest(bytes)).toThrow(new Fault('sync.malformed'));
  });

  test('[P1] the version of a message from the future can be read', () => {
    expect(peekVersion(withCheck(encode([99, 'whatever', { new: true }])))).toBe(99);
    expect(peekVersion(new TextEncoder().encode('<html>'))).toBeUndefined();
  });
});
