/** Bodies that unfold, that never end, that are deep, and that say of themselves what they are not. */
import { deflateRawSync, deflateSync, gzipSync, constants } from 'node:zlib';
import { encode } from 'cborg';
import { LIMITS } from '#protocol/operation.ts';
import { withCheck } from '#protocol/sync-message.ts';
import { ECHO } from '../every-answer.ts';

export interface BodyAttack {
  readonly name: string;
  readonly path: '/v1/sync' | '/v1/enrol' | '/v1/invite' | '/v1/people';
  readonly headers?: Readonly<Record<string, string>>;
  /** Made when it is needed; some are large. */
  readonly body: () => Buffer;
  readonly status: number;
  /** Of the answer's own kind. */
  readonly code: string;
}

const MIB = 1024 * 1024;

/** A stream that unfolds into so many MiB of zeros. */
export function zeros(mebibytes: number, kind: 'deflate' | 'gzip'): Buffer {
  const one = deflateRawSync(Buffer.alloc(MIB), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const head = kind === 'gzip' ? Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]) : Buffer.from([0x78, 0xda]);
  return Buffer.concat([head, ...Array.from({ length: mebibytes }, () => one), Buffer.from([0x03, 0x00])]);
}

/** As much as fits into the largest body that is looked at. */
export const LARGEST_BOMB_MIB = 240;

const syncBody = (name: string, body: () => Buffer, headers: Readonly<Record<string, string>> = {}): BodyAttack => ({
  name,
  path: '/v1/sync',
  headers: { 'content-type': 'application/octet-stream', ...headers },
  body,
  status: 400,
  code: 'sync.malformed',
});

const tooLarge = (attack: BodyAttack): BodyAttack => ({ ...attack, status: 413, code: 'sync.tooLarge' });

const unfolding: readonly BodyAttack[] = [
  tooLarge(
    syncBody('the largest deflate', () => zeros(LARGEST_BOMB_MIB, 'deflate'), { 'content-encoding': 'deflate' }),
  ),
  tooLarge(syncBody('the largest gzip', () => zeros(LARGEST_BOMB_MIB, 'gzip'), { 'content-encoding': 'gzip' })),
  tooLarge(syncBody('four GiB of deflate', () => zeros(4_096, 'deflate'), { 'content-encoding': 'deflate' })),
  tooLarge(syncBody('four GiB of gzip', () => zeros(4_096, 'gzip'), { 'content-encoding': 'gzip' })),
  syncBody('a bomb in a bomb', () => deflateSync(zeros(1_000, 'deflate')), { 'content-encoding': 'deflate' }),
  syncBody('two encodings', () => deflateSync(zeros(LARGEST_BOMB_MIB, 'deflate')), {
    'content-encoding': 'deflate, deflate',
  }),
  syncBody('nine encodings', () => zeros(10, 'gzip'), {
    'content-encoding': Array.from({ length: 9 }, () => 'gzip').join(','),
  }),
  syncBody('two different encodings', () => zeros(10, 'gzip'), { 'content-encoding': 'gzip, deflate' }),
  syncBody('an encoding in capitals', () => zeros(LARGEST_BOMB_MIB, 'gzip'), { 'content-encoding': 'GZIP' }),
  syncBody('an encoding that is another', () => zeros(10, 'gzip'), { 'content-encoding': 'deflate' }),
  syncBody('an encoding without its head', () => deflateRawSync(Buffer.alloc(5_000)), {
    'content-encoding': 'deflate',
  }),
  syncBody('brotli', () => zeros(10, 'deflate'), { 'content-encoding': 'br' }),
  syncBody('zstd', () => zeros(10, 'deflate'), { 'content-encoding': 'zstd' }),
  syncBody('an empty name of an encoding', () => zeros(10, 'deflate'), { 'content-encoding': ' ' }),
  syncBody('a cut stream', () => zeros(1, 'deflate').subarray(0, 500), { 'content-encoding': 'deflate' }),
  syncBody('a wrong checksum', () => Buffer.concat([zeros(1, 'deflate'), Buffer.from([1, 2, 3, 4])]), {
    'content-encoding': 'deflate',
  }),
  syncBody('ten thousand empty parts', () => Buffer.concat(Array.from({ length: 10_000 }, () => gzipSync(''))), {
    'content-encoding': 'gzip',
  }),
  syncBody('a stream of nothing', () => deflateSync(''), { 'content-encoding': 'deflate' }),
];

const cbor = (bytes: Buffer): Buffer => Buffer.from(withCheck(new Uint8Array(bytes)));

/** `0x9b` and eight bytes: a list of so many, of which none follows. */
const declared = (first: number, length: bigint): Buffer => {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(first, 0);
  bytes.writeBigUInt64BE(length, 1);
  return bytes;
};

const MOST = 0xffff_ffff_ffff_ffffn;

const deep: readonly BodyAttack[] = [
  syncBody(
    'lists, a million deep',
    () => deflateSync(cbor(Buffer.concat([Buffer.alloc(MIB, 0x81), Buffer.from([0x00])]))),
    { 'content-encoding': 'deflate' },
  ),
  syncBody('lists without an end', () => cbor(Buffer.alloc(100_000, 0x9f))),
  syncBody('maps, a hundred thousand deep', () => cbor(Buffer.alloc(200_000, Buffer.from([0xa1, 0x00])))),
  syncBody('tags, a hundred thousand deep', () => cbor(Buffer.alloc(100_000, 0xc1))),
  ...([0x5b, 0x7b, 0x9b, 0xbb] as const).flatMap((first) =>
    [MOST, 2n ** 53n, 2n ** 32n, 2n ** 31n - 1n].map((length) =>
      syncBody(`kind ${first.toString(16)} of ${length}`, () => cbor(declared(first, length))),
    ),
  ),
  syncBody('a request of which every list is said to be endless', () =>
    cbor(Buffer.concat([Buffer.from([0x8c, 0x01]), ...Array.from({ length: 11 }, () => declared(0x9b, 2n ** 40n))])),
  ),
  syncBody(
    'a million empty lists',
    () => deflateSync(Buffer.from(withCheck(encode(Array.from({ length: MIB }, () => []))))),
    { 'content-encoding': 'deflate' },
  ),
  syncBody('a text of two megabytes', () => deflateSync(Buffer.from(withCheck(encode([1, 'x'.repeat(2_000_000)])))), {
    'content-encoding': 'deflate',
  }),
  syncBody('a map with a prototype', () => Buffer.from(withCheck(encode(new Map([['__proto__', { isAdmin: true }]]))))),
  syncBody('text', () => Buffer.from(`<html>${ECHO}</html>`)),
  syncBody('JSON', () => Buffer.from(`{"${ECHO}":1}`)),
  syncBody('nothing', () => Buffer.alloc(0)),
  syncBody('a form', () => Buffer.from(`a=${ECHO}`), { 'content-type': 'application/x-www-form-urlencoded' }),
  syncBody('plain text', () => Buffer.from(ECHO), { 'content-type': 'text/plain' }),
  syncBody('a form in parts', () => Buffer.from(`--x\r\n\r\n${ECHO}\r\n--x--`), {
    'content-type': 'multipart/form-data; boundary=x',
  }),
  syncBody('two types', () => Buffer.from(ECHO), { 'content-type': 'text/plain, application/octet-stream' }),
  tooLarge(syncBody('fifty megabytes', () => Buffer.alloc(50 * MIB))),
  tooLarge(syncBody('one byte too many', () => Buffer.alloc(LIMITS.requestCompressedBytes + 1))),
];

const json = (name: string, body: () => Buffer | string, more: Partial<BodyAttack> = {}): readonly BodyAttack[] =>
  (['/v1/enrol', '/v1/invite', '/v1/people'] as const).map((path) => ({
    name: `${path}: ${name}`,
    path,
    headers: { 'content-type': 'application/json' },
    body: () => Buffer.from(body()),
    // Who is not known is told so before anything of the body is looked at.
    ...(path === '/v1/enrol' ? { status: 400, code: 'enrol.malformed' } : { status: 403, code: 'enrol.forbidden' }),
    ...more,
  }));

const refusedAtOnce = { status: 400, code: 'enrol.malformed' } as const;
const look = (code: unknown): string => JSON.stringify({ kind: 'look', code });

const jsonBodies: readonly BodyAttack[] = [
  json('lists, a hundred thousand deep', () => '['.repeat(100_000), refusedAtOnce),
  json('lists as deep as fits', () => '['.repeat(16_000)),
  json('lists that end', () => '['.repeat(8_000) + ']'.repeat(8_000)),
  json('objects as deep as fits', () => `${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}`),
  json(
    'a million names',
    () => `{${Array.from({ length: 1_000_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
    refusedAtOnce,
  ),
  json('a thousand names', () => `{${Array.from({ length: 1_000 }, (_, index) => `"k${index}":1`).join(',')}}`),
  json('a text of ten megabytes', () => look('A'.repeat(10 * MIB)), refusedAtOnce),
  json('a text as long as fits', () => look('A'.repeat(16_000))),
  json('a number as long as fits', () => `{"kind":"look","code":${'9'.repeat(16_000)}}`),
  json('a number beyond numbers', () => '{"kind":"look","code":1e999999}'),
  json('a prototype', () => `{"__proto__":{"kind":"look","code":"ABCDEF"}}`),
  json('a constructor', () => `{"constructor":{"prototype":{"isAdmin":true}},"kind":"look"}`),
  json('a list for a name', () => look(['ABCDEF'])),
  json('an object for a name', () => look({ $ne: null })),
  json('a name too many', () => JSON.stringify({ kind: 'look', code: 'ABCDEF', roles: ['admin'] })),
  json('SQL', () => look(`A' OR '1'='1`)),
  json('half of a sign', () => '{"kind":"look","code":"\\ud800"}'),
  json('bytes that are no text', () => Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d])),
  json('UTF-16', () => Buffer.from(look('ABCDEF'), 'utf16le')),
  json('nothing', () => ''),
  json('null', () => 'null'),
  json('true', () => 'true'),
  json('two of them', () => `${look('ABCDEF')}${look('ABCDEF')}`),
  json('compressed', () => deflateSync(look('ABCDEF'))),
  json('a bomb', () => zeros(10, 'gzip').subarray(0, 16_000)),
  json('a form', () => `kind=look&code=ABCDEF`, {
    ...refusedAtOnce,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  json('plain text', () => look('ABCDEF'), { ...refusedAtOnce, headers: { 'content-type': 'text/plain' } }),
  json('two types', () => look('ABCDEF'), {
    ...refusedAtOnce,
    headers: { 'content-type': 'text/plain; application/json' },
  }),
  json('no type', () => look('ABCDEF'), { ...refusedAtOnce, headers: {} }),
].flat();

export const BODY_ATTACKS: readonly BodyAttack[] = [...unfolding, ...deep, ...jsonBodies];
