/** Photos for nobody, by nobody, and larger than any. */
import { CHUNK_BYTES, LENGTH_HEADER, OFFSET_HEADER } from '#protocol/photos.ts';
import { zeros } from './bodies.ts';

export interface PhotoAttack {
  readonly name: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: () => Buffer;
  readonly status: number;
}

const PLACE = '/v1/photos/c0ffee0000000001/aaaaaaaaaaaaaaaa-1';
const PIECE = { 'content-type': 'application/octet-stream', [OFFSET_HEADER]: '0', [LENGTH_HEADER]: '1000' };

const put = (name: string, more: Partial<PhotoAttack> = {}): PhotoAttack => ({
  name: `a photo: ${name}`,
  method: 'PUT',
  target: PLACE,
  headers: PIECE,
  body: () => Buffer.alloc(1_000),
  status: 401,
  ...more,
});

export const PHOTO_ATTACKS: readonly PhotoAttack[] = [
  put('by nobody'),
  put('by a token that there is not', { headers: { ...PIECE, authorization: `Bearer ${'ab'.repeat(16)}` } }),
  put('as a page', {
    headers: { ...PIECE, 'content-type': 'text/html' },
    body: () => Buffer.from('<script>__hit(1)</script>'),
  }),
  put('as a bomb', {
    headers: { ...PIECE, 'content-encoding': 'gzip' },
    body: () => zeros(20, 'gzip').subarray(0, 20_000),
  }),
  put('of fifty megabytes', { body: () => Buffer.alloc(50 * 1024 * 1024), status: 400 }),
  put('one byte longer than a piece', { body: () => Buffer.alloc(CHUNK_BYTES + 1), status: 400 }),
  put('from before its beginning', { headers: { ...PIECE, [OFFSET_HEADER]: '-1' } }),
  put('of an endless length', { headers: { ...PIECE, [LENGTH_HEADER]: '9'.repeat(400) } }),
  put('of another place', { target: '/v1/photos/..%2f..%2fetc/passwd-1' }),
  put('of no row', { target: '/v1/photos/c0ffee0000000001/..' }),
  { name: 'a photo: looked at by nobody', method: 'GET', target: PLACE, headers: { accept: 'text/html' }, status: 401 },
  { name: 'a photo: posted', method: 'POST', target: PLACE, headers: PIECE, body: () => Buffer.alloc(10), status: 404 },
];
