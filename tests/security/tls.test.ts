/** The server's own TLS: old versions and ciphers are refused, and the same walls stand as without it. */
import { connect, type ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Certificates } from '#server/lan/certificates.ts';
import { listenSecurely, type SecureListener } from '#server/lan/listener.ts';
import { namesOf } from '#server/lan/names.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { problemsOf } from './every-answer.ts';
import { answersIn } from './raw-http.ts';
import { startTarget, type Target } from './target.ts';

const SILENCE_MS = 500;

let target: Target;
let listener: SecureListener;
beforeAll(async () => {
  target = await startTarget({ patience: { headers: 30_000, request: 30_000, silence: SILENCE_MS, check: 1_000 } });
  const names = () => namesOf('HTX-PC7', ['192.168.1.5']);
  const certificates = await Certificates.open({ dataDir: temporaryFolder(), now: () => new Date(), names });
  const onTrouble = (cause: unknown) => expect(cause).toBeUndefined();
  listener = await listenSecurely(target.server.http, { certificates, port: 0, host: '127.0.0.1', onTrouble });
});
afterAll(async () => {
  await listener.end();
  await target.close();
});

interface Heard {
  readonly text: Buffer;
  readonly protocol: string | null;
  /** Of what went wrong in the handshake. */
  readonly code: string | undefined;
  readonly ms: number;
}

/** Speaks and listens until the server ends the connection. */
async function heard(said: string, options: ConnectionOptions = {}): Promise<Heard> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const chunks: Buffer[] = [];
    let protocol: string | null = null;
    let code: string | undefined;
    // Whom it trusts is not what is asked here: tests/server/lan.test.ts does.
    const socket = connect({ host: '127.0.0.1', port: listener.port, rejectUnauthorized: false, ...options });
    socket.on('secureConnect', () => {
      protocol = socket.getProtocol();
      if (said !== '') socket.write(said);
    });
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', (cause: NodeJS.ErrnoException) => (code ??= cause.code));
    socket.on('close', () =>
      resolve({ text: Buffer.concat(chunks), protocol, code, ms: performance.now() - startedAt }),
    );
  });
}

const HEALTH = 'GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n';

test('TLS 1.3 is spoken with who can, 1.2 with who cannot, and nothing older with anybody', async () => {
  expect((await heard(HEALTH)).protocol).toBe('TLSv1.3');
  expect((await heard(HEALTH, { maxVersion: 'TLSv1.2' })).protocol).toBe('TLSv1.2');
  const old = { minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' } as const;
  for (const maxVersion of ['TLSv1.1', 'TLSv1'] as const)
    expect((await heard(HEALTH, { ...old, maxVersion })).code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
});

test('ciphers without forward secrecy, without encryption or of the last century are refused', async () => {
  for (const ciphers of [
    'AES128-SHA',
    'AES256-GCM-SHA384',
    'NULL-SHA256',
    'ECDHE-ECDSA-NULL-SHA',
    'PSK-AES128-CBC-SHA',
  ]) {
    const { protocol, code } = await heard(HEALTH, { maxVersion: 'TLSv1.2', ciphers: `${ciphers}@SECLEVEL=0` });
    expect([ciphers, protocol, code === undefined]).toEqual([ciphers, null, false]);
  }
});

test('what is no HTTP is refused as it is without TLS', async () => {
  const { text } = await heard('GET / HTTP/9.9\r\n\r\n');
  const answers = answersIn(text);
  expect(answers.map(({ status }) => status)).toEqual([400]);
  expect(answers.flatMap(problemsOf)).toEqual([]);
  expect(answersIn((await heard(HEALTH)).text).flatMap(problemsOf)).toEqual([]);
});

test('a caller who says nothing, or stops in the middle, is cut off', async () => {
  const head = 'POST /v1/sync HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/octet-stream\r\n';
  const begun = `${head}content-length: 9000\r\n\r\nx`;
  for (const said of ['', begun]) {
    const { ms } = await heard(said);
    expect(ms).toBeGreaterThan(SILENCE_MS * 0.8);
    expect(ms).toBeLessThan(10_000);
  }
});
