/** Bytes to a socket and what comes back, with nothing in between that would repair either. */
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Names in small letters; what came twice is joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface Exchange {
  readonly answers: readonly RawAnswer[];
  /** From the first byte to the end of the connection. */
  readonly ms: number;
  /** The server ended it. */
  readonly isClosed: boolean;
}

const PATIENCE_MS = 10_000;

/**
 * Sends the pieces, one every `everyMs`, and reads until the server ends the connection, until as many answers as
 * wanted are here, or for ten seconds.
 */
export async function speak(
  port: number,
  pieces: readonly (Buffer | string)[],
  { everyMs = 0, wanted = Number.POSITIVE_INFINITY } = {},
): Promise<Exchange> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1' });
    const rest = [...pieces];
    let isClosed = false;
    const sendNext = (): void => {
      const piece = rest.shift();
      if (piece === undefined) clearInterval(timer);
      else if (socket.writable) socket.write(piece);
    };
    const timer = setInterval(sendNext, everyMs);
    const end = (): void => {
      clearInterval(timer);
      clearTimeout(patience);
      socket.destroy();
      resolve({ answers: answersIn(Buffer.concat(chunks)), ms: performance.now() - startedAt, isClosed });
    };
    const patience = setTimeout(end, PATIENCE_MS);
    socket.on('connect', () => {
      if (everyMs > 0) return sendNext();
      while (rest.length > 0) sendNext();
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (wanted < Number.POSITIVE_INFINITY && answersIn(Buffer.concat(chunks)).length >= wanted) end();
    });
    // A server that hangs up in the middle of our sentence is what many attacks want to see.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      isClosed = true;
      end();
    });
  });
}

/** A whole request; `connection: close` comes along, so that the answer has an end. */
export function requestBytes(parts: {
  readonly method?: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}): Buffer {
  const { method = 'GET', target, headers = {}, body } = parts;
  const bytes = Buffer.from(body ?? '');
  const all = {
    host: 'localhost',
    connection: 'close',
    ...(body === undefined ? {} : { 'content-length': String(bytes.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from([`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n')), bytes]);
}

/** Every whole answer, one after the other; what is no answer of HTTP/1.1 ends the list. */
export function answersIn(bytes: Buffer): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end === -1) return answers;
    const [first = '', ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
    if (Number.isNaN(status)) return answers;
    const headers = headersOf(lines);
    const length = status === 100 ? 0 : lengthOf(bytes.subarray(end + 4), headers);
    if (length === undefined || bytes.length < end + 4 + length) return answers;
    at = end + 4 + length;
    if (status !== 100) answers.push({ status, headers, body: bytes.subarray(end + 4, at) });
  }
}

const LAST_CHUNK = '0\r\n\r\n';

/** Undefined while the last chunk is missing. Without a length it is all that has come. */
function lengthOf(rest: Buffer, headers: ReadonlyMap<string, string>): number | undefined {
  if (headers.get('transfer-encoding') !== 'chunked') return Number(headers.get('content-length') ?? rest.length);
  const at = rest.indexOf(LAST_CHUNK);
  return at === -1 ? undefined : at + LAST_CHUNK.length;
}

function headersOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  return headers;
}
