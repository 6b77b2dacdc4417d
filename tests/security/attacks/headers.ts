/** Requests that two readers would understand in two ways, that claim to be another's, or that are no requests. */
import { ECHO } from '../every-answer.ts';
import { requestBytes } from '../raw-http.ts';

export interface HeaderTrick {
  readonly name: string;
  readonly bytes: Buffer;
  /** Statuses that are right, one list for each answer that may come; an empty one: no answer, the connection ends. */
  readonly statuses: readonly (readonly number[])[];
}

const SMUGGLED = `GET /health HTTP/1.1\r\nhost: localhost\r\nx-was: ${ECHO}\r\n\r\n`;

function raw(name: string, text: string, statuses: readonly (readonly number[])[] = [[400]]): HeaderTrick {
  return { name, bytes: Buffer.from(text, 'latin1'), statuses };
}

/** A post to `/v1/enrol` with these header lines. */
function enrol(lines: readonly string[], body = ''): string {
  return ['POST /v1/enrol HTTP/1.1', 'host: localhost', 'content-type: application/json', ...lines, '', body].join(
    '\r\n',
  );
}

function get(
  name: string,
  headers: Readonly<Record<string, string>>,
  status: readonly number[],
  target = '/health',
): HeaderTrick {
  return { name, bytes: requestBytes({ target, headers }), statuses: [status] };
}

/** Where one reader ends the body and another begins a request. */
const SMUGGLING: readonly HeaderTrick[] = [
  raw('length and chunks', enrol(['content-length: 6', 'transfer-encoding: chunked'], `0\r\n\r\n${SMUGGLED}`)),
  raw('chunks and length', enrol(['transfer-encoding: chunked', 'content-length: 100'], `0\r\n\r\n${SMUGGLED}`)),
  raw('two lengths', enrol(['content-length: 0', `content-length: ${SMUGGLED.length}`], SMUGGLED)),
  raw('twice the same length', enrol(['content-length: 2', 'content-length: 2'], '{}')),
  raw('a list of lengths', enrol(['content-length: 2, 2'], '{}')),
  raw('a length with a plus', enrol(['content-length: +2'], '{}')),
  raw('a negative length', enrol(['content-length: -1'], '{}')),
  raw('a length in hexadecimal', enrol(['content-length: 0x2'], '{}')),
  raw('a length with a space inside', enrol(['content-length: 1 2'], '{}')),
  raw('a length of 10²⁰', enrol(['content-length: 100000000000000000000'], '{}')),
  raw('a space before the colon', enrol(['transfer-encoding : chunked'], `0\r\n\r\n${SMUGGLED}`)),
  raw('an encoding that nobody knows', enrol(['transfer-encoding: xchunked'], `0\r\n\r\n${SMUGGLED}`)),
  raw('chunked that is not the last', enrol(['transfer-encoding: chunked, identity'], `0\r\n\r\n${SMUGGLED}`)),
  raw('chunked twice', enrol(['transfer-encoding: chunked', 'transfer-encoding: identity'], `0\r\n\r\n${SMUGGLED}`)),
  raw('a header over two lines', enrol(['transfer-encoding:', ' chunked', 'content-length: 2'], '{}')),
  raw('a chunk longer than any memory', enrol(['transfer-encoding: chunked'], 'fffffffffffffffff\r\nx\r\n0\r\n\r\n')),
  raw('a chunk of a negative length', enrol(['transfer-encoding: chunked'], '-1\r\nx\r\n0\r\n\r\n')),
  raw('a chunk that ends elsewhere', enrol(['transfer-encoding: chunked'], `2\r\n{}x\r\n0\r\n\r\n${SMUGGLED}`)),
  raw('lines without carriage returns', 'GET /health HTTP/1.1\nhost: localhost\n\n'),
  raw('a NUL in a header', 'GET /health HTTP/1.1\r\nhost: localhost\r\nx: a\0b\r\n\r\n'),
  raw('a NUL in a name', 'GET /health HTTP/1.1\r\nhost: localhost\r\nx\0: b\r\n\r\n'),
  raw('a name with a space', 'GET /health HTTP/1.1\r\nhost: localhost\r\nx y: b\r\n\r\n'),
  raw('a header without a name', 'GET /health HTTP/1.1\r\nhost: localhost\r\n: b\r\n\r\n'),
  raw('a carriage return alone', 'GET /health HTTP/1.1\r\nhost: localhost\r\nx: a\rset-cookie: b\r\n\r\n'),
];

/** What is no HTTP/1.1 at all. */
const NO_HTTP: readonly HeaderTrick[] = [
  raw('no host', 'GET /health HTTP/1.1\r\n\r\n'),
  raw('HTTP/0.9', 'GET /health\r\n\r\n', [[200, 400]]),
  raw('HTTP/3.0', 'GET /health HTTP/3.0\r\nhost: localhost\r\n\r\n'),
  raw('the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  raw('the beginning of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
  raw('a method of its own', `${ECHO} /health HTTP/1.1\r\nhost: localhost\r\n\r\n`),
  raw('a tunnel', 'CONNECT attacker.example:443 HTTP/1.1\r\nhost: attacker.example\r\n\r\n', []),
  raw('nothing but noise', `${'\xff\xfe\x00\x80'.repeat(500)}\r\n\r\n`),
];

const METHODS: readonly HeaderTrick[] = [
  ...['TRACE', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'GET'].map((method) => ({
    name: `${method} on /v1/sync`,
    bytes: requestBytes({ method, target: '/v1/sync', headers: { 'x-was': ECHO } }),
    statuses: [[404]],
  })),
  {
    name: 'TRACE on the page',
    bytes: requestBytes({ method: 'TRACE', target: '/', headers: { 'x-was': ECHO } }),
    statuses: [[404]],
  },
  get(
    'another method by header',
    { 'x-http-method-override': 'POST', 'x-method-override': 'POST' },
    [404],
    '/v1/enrol',
  ),
  get('another method by query', {}, [404], '/v1/enrol?_method=POST'),
];

const CLAIMS: readonly HeaderTrick[] = [
  get('another host', { host: `${ECHO}.example` }, [200]),
  get('another host of the page', { host: `${ECHO}.example`, accept: 'text/html' }, [200], '/so-lieu'),
  get('a host with a path', { host: `localhost/${ECHO}` }, [200, 400]),
  raw('two hosts', `GET /health HTTP/1.1\r\nhost: localhost\r\nhost: ${ECHO}\r\nconnection: close\r\n\r\n`, [
    [200, 400],
  ]),
  get('a forwarded host', { 'x-forwarded-host': `${ECHO}.example`, forwarded: `host=${ECHO}.example` }, [200]),
  get('another address of the same', { 'x-original-url': '/metrics', 'x-rewrite-url': '/metrics' }, [200]),
  get('figures through a proxy', { 'x-forwarded-for': '127.0.0.1' }, [404], '/metrics'),
  get('figures, forwarded', { forwarded: 'for=127.0.0.1' }, [404], '/metrics'),
  get(
    'a bell for another protocol',
    { connection: 'upgrade, close', upgrade: 'websocket', 'sec-websocket-key': 'eA==', 'sec-websocket-version': '13' },
    [200, 400],
  ),
  get('an expectation', { expect: '200-ok' }, [417]),
  get(
    'a thousand ranges',
    { range: `bytes=${Array.from({ length: 900 }, (_, index) => `${index}-${index}`).join(',')}` },
    [200, 206, 416],
    '/assets/home-a1b2c3d4.js',
  ),
  get('a header of 100 kB', { 'x-long': 'a'.repeat(100_000) }, [431]),
  get(
    'five thousand headers',
    Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`x-${index}`, 'a'])),
    [431],
  ),
];

export const HEADER_TRICKS: readonly HeaderTrick[] = [...SMUGGLING, ...NO_HTTP, ...METHODS, ...CLAIMS];
