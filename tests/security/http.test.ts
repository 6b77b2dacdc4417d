/** Attacks on HTTP itself, byte by byte over a real socket: each is refused, and the server goes on serving. */
import { deflateSync } from 'node:zlib';
import { encode } from 'cborg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOfHex } from '#kernel/ids.ts';
import { decodeSyncError, encodeRequest, withCheck } from '#protocol/sync-message.ts';
import { ALL_ATTACKS } from './attacks/all.ts';
import { LARGEST_BOMB_MIB, zeros } from './attacks/bodies.ts';
import { problemsOf, SECRET } from './every-answer.ts';
import { requestBytes, speak, type RawAnswer } from './raw-http.ts';
import { COOP, foundAt, idleBytes, post, startTarget, TOKEN, type Target } from './target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(async () => target.close());

async function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
  const { answers } = await speak(target.port, [requestBytes({ target: path, headers })], { wanted: 1 });
  return answers[0] ?? expect.fail(`no answer to ${path}`);
}

describe('every answer', () => {
  test('tells the browser what it may do with it, names no software, sets no cookie and lets no other page read', async () => {
    const founded = { body: JSON.stringify({ kind: 'look', code: 'ABCDEF' }) };
    const answers = [
      await get('/'),
      await get('/so-lieu', { accept: 'text/html' }),
      await get('/main.js'),
      await get('/assets/home-a1b2c3d4.js', { 'accept-encoding': 'br, gzip' }),
      await get('/nothing.js'),
      await get('/health'),
      await get('/ready'),
      await get('/metrics'),
      await get('/quan-tri'),
      await get('/quan-tri/hop-tac-xa/<script>'),
      await get('/v1/people'),
      await get('/v1/me'),
      await get('/v1/nothing'),
      await get('/%'),
      await post(target.port, '/v1/enrol', founded),
      await post(target.port, '/v1/enrol', { body: '{' }),
      await post(target.port, '/v1/invite', { body: '{}' }),
      await post(target.port, '/v1/sync', { body: idleBytes(target.founder) }),
      await post(target.port, '/v1/sync', { body: Buffer.from('x') }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([
      200, 200, 200, 200, 404, 200, 200, 200, 200, 404, 403, 403, 404, 400, 404, 400, 403, 200, 400,
    ]);
    expect(answers.flatMap(problemsOf)).toEqual([]);
  });

  test('is kept by nobody but where its name changes with its content; the service worker is asked for anew', async () => {
    const kept = async (path: string) => (await get(path, { accept: 'text/html' })).headers.get('cache-control');
    expect(await kept('/assets/home-a1b2c3d4.js')).toBe('public, max-age=31536000, immutable');
    expect([await kept('/main.js'), await kept('/'), await kept('/so-lieu')]).toEqual([
      'no-cache',
      'no-cache',
      'no-cache',
    ]);
    expect([await kept('/health'), await kept('/metrics'), await kept('/v1/nothing')]).toEqual([
      'no-store',
      'no-store',
      'no-store',
    ]);
  });

  test('tells the browser to come by https only, where a proxy says that it came so, and nowhere else', async () => {
    const strict = async (port: number, proto: string) => {
      const bytes = requestBytes({ target: '/', headers: { 'x-forwarded-proto': proto } });
      const { answers } = await speak(port, [bytes], { wanted: 1 });
      return answers[0]?.headers.get('strict-transport-security');
    };
    const behind = await startTarget({ isBehindProxy: true });
    expect([await strict(behind.port, 'https'), await strict(behind.port, 'http')]).toEqual([
      'max-age=31536000',
      undefined,
    ]);
    expect(await strict(target.port, 'https')).toBeUndefined();
    await behind.server.http.close();
  });

  test('to a slip of the server’s own says nothing of its inside', async () => {
    const broken = await startTarget({
      backedUpAt: async () => {
        throw new Error(`${SECRET} in /var/lib/so-mua`);
      },
    });
    const { answers } = await speak(broken.port, [requestBytes({ target: '/metrics' })], { wanted: 1 });
    expect(answers.map(({ status, body }) => [status, body.toString()])).toEqual([[500, '{"error":"internal"}']]);
    expect(answers.flatMap(problemsOf)).toEqual([]);
    expect(broken.log.join('')).toContain(SECRET);
    await broken.server.http.close();
  });
});

test.each(ALL_ATTACKS.map((attack) => [attack.name, attack] as const))('%s', async (_name, { run }) => {
  expect((await run(target.port)).problems).toEqual([]);
  expect(await target.wrong()).toEqual([]);
});

test('no co-op’s name leads to a file', async () => {
  const names = [
    '../../../etc/passwd',
    '..',
    '',
    'C0FFEE0000000001',
    'c0ffee000000000g',
    'c0ffee0000000001/..',
    'c0ffee00000000010',
  ];
  const statuses = await Promise.all(
    names.map(async (coop) => {
      const request = {
        kind: 'found',
        setupToken: TOKEN,
        coop,
        coopName: 'x',
        personName: 'x',
        deviceName: 'x',
        proof: TOKEN,
      };
      return (await post(target.port, '/v1/enrol', { body: JSON.stringify(request) })).status;
    }),
  );
  expect(statuses).toEqual(names.map(() => 400));
  const longer = encodeRequest([
    1,
    'x',
    bytesOfHex(TOKEN),
    new Uint8Array(9),
    [0, new Uint8Array(0)],
    1,
    [],
    null,
    null,
    null,
    null,
    null,
  ]);
  const answer = await post(target.port, '/v1/sync', { body: Buffer.from(longer) });
  expect([answer.status, decodeSyncError(answer.body).code]).toEqual([400, 'sync.malformed']);
});

test('a kilobyte that unfolds into a million items costs nobody more than a kilobyte’s time', async () => {
  const items = withCheck(encode(Array.from({ length: 1024 * 1024 }, () => [])));
  const idle = new Uint8Array(idleBytes(target.founder));
  // As a ratio to an ordinary exchange, the best of some: the machine may be busy.
  const best = async (body: Uint8Array): Promise<number> => {
    let least = Number.POSITIVE_INFINITY;
    for (let index = 0; index < 5; index += 1)
      least = Math.min(least, (await speak(target.port, [sync(body)], { wanted: 1 })).ms);
    return least;
  };
  const sync = (body: Uint8Array): Buffer =>
    requestBytes({
      method: 'POST',
      target: '/v1/sync',
      headers: { 'content-type': 'application/octet-stream', 'content-encoding': 'deflate' },
      body: deflateSync(body),
    });
  expect(await best(items)).toBeLessThan(20 * (await best(idle)) + 50);
});

test('fifty of the largest bombs at once take no memory that is worth the word', async () => {
  const bomb = requestBytes({
    method: 'POST',
    target: '/v1/sync',
    headers: { 'content-type': 'application/octet-stream', 'content-encoding': 'deflate' },
    body: zeros(LARGEST_BOMB_MIB, 'deflate'),
  });
  const before = process.memoryUsage().rss;
  const exchanges = await Promise.all(Array.from({ length: 50 }, async () => speak(target.port, [bomb])));
  expect(exchanges.map(({ answers }) => answers[0]?.status)).toEqual(exchanges.map(() => 413));
  // Unfolded they are twelve gigabytes.
  expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1024 * 1024);
  expect(await target.wrong()).toEqual([]);
});

test('requests one after the other on one connection are answered in their order, and none after a broken one', async () => {
  const one = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
  const many = Array.from({ length: 200 }, (_, index) => one(index % 2 === 0 ? '/health' : '/nothing')).join('');
  const answered = await speak(target.port, [many], { wanted: 200 });
  expect(answered.answers.map(({ status }) => status)).toEqual(
    Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 200 : 404)),
  );
  const broken = await speak(target.port, [`${one('/health')}GET / HTTP/9.9\r\n\r\n${one('/health')}`]);
  const statuses = broken.answers.map(({ status }) => status);
  // The first one's answer may not be ready when the connection ends.
  expect([statuses.at(-1), statuses.length < 3, broken.isClosed]).toEqual([400, true, true]);
  expect(await target.wrong()).toEqual([]);
});

test('of two proofs in one request none is made out of both: the first counts', async () => {
  const invite = async (first: string, second: string) => {
    const body = JSON.stringify({ roles: ['driver'] });
    const head = [
      'POST /v1/invite HTTP/1.1',
      'host: localhost',
      'connection: close',
      'content-type: application/json',
      `content-length: ${body.length}`,
      `authorization: ${first}`,
      `authorization: ${second}`,
      '',
      body,
    ];
    const { answers } = await speak(target.port, [head.join('\r\n')]);
    return answers.map(({ status }) => status);
  };
  const [right, wrong] = [`Bearer ${target.founder.token}`, `Bearer ${'ab'.repeat(16)}`];
  expect([await invite(right, wrong), await invite(wrong, right)]).toEqual([[200], [403]]);
});

describe('a slow caller', () => {
  const patience = { headers: 400, request: 900, silence: 600, check: 50 };

  test('is cut off in the headers, in the body, and in silence; others are served meanwhile', async () => {
    const slow = await startTarget({ patience });
    const begun = 'POST /v1/sync HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/octet-stream\r\n';
    const drops = (text: string) => [begun, ...Array.from({ length: 400 }, () => text)];
    const [inHeaders, inBody, silent, neverBegun, wrong] = await Promise.all([
      speak(slow.port, drops('x-a: b\r\n'), { everyMs: 40 }),
      speak(slow.port, [`${begun}content-length: 9000\r\n\r\n`, ...drops('x')], { everyMs: 40 }),
      speak(slow.port, [`${begun}content-length: 9000\r\n\r\n`]),
      speak(slow.port, []),
      slow.wrong(),
    ]);
    for (const exchange of [inHeaders, inBody, silent, neverBegun]) {
      expect(exchange.isClosed).toBe(true);
      expect(exchange.ms).toBeLessThan(5_000);
      expect(exchange.answers.filter(({ status }) => status !== 408)).toEqual([]);
      expect(exchange.answers.flatMap(problemsOf)).toEqual([]);
    }
    expect(inHeaders.answers.map(({ status }) => status)).toEqual([408]);
    expect(wrong).toEqual([]);
    await slow.server.http.close();
  });

  test('has half a minute for the headers, five for the whole, and one in which nothing moves', async () => {
    const { headersTimeout, requestTimeout, timeout } = target.server.http.server;
    expect([headersTimeout, requestTimeout, timeout]).toEqual([30_000, 300_000, 60_000]);
  });
});

describe('an address that a caller claims', () => {
  const guesses = async (port: number, count: number, forwarded: (index: number) => string) => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const headers = {
        'x-forwarded-for': forwarded(index),
        'x-real-ip': forwarded(index),
        forwarded: `for=${forwarded(index)}`,
      };
      statuses.push(
        (await post(port, '/v1/enrol', { body: JSON.stringify({ kind: 'look', code: 'ABCDEF' }), headers })).status,
      );
    }
    return statuses;
  };
  const tenThenNone = (count: number) => Array.from({ length: count }, (_, index) => (index < 10 ? 404 : 429));

  test('counts for nothing without a proxy', async () => {
    const alone = await startTarget();
    expect(await guesses(alone.port, 13, (index) => `203.0.113.${index}`)).toEqual(tenThenNone(13));
    await alone.server.http.close();
  });

  test('counts for nothing before what the proxy says itself, and one network of IPv6 is one address', async () => {
    const behind = await startTarget({ isBehindProxy: true });
    expect(await guesses(behind.port, 13, (index) => `198.51.100.${index}, 203.0.113.7`)).toEqual(tenThenNone(13));
    expect(await guesses(behind.port, 12, (index) => `2001:db8:7:1:${index}::${index}`)).toEqual(tenThenNone(12));
    expect(await guesses(behind.port, 1, () => '2001:db8:7:2::1')).toEqual([404]);
    expect(await behind.wrong()).toEqual([]);
    await behind.server.http.close();
  });
});

test('a second co-op is founded by nobody who has no set-up link', async () => {
  await expect(
    foundAt(target.port, 'ab'.repeat(16), { coop: 'c0ffee0000000002', proof: 'cd'.repeat(16) }),
  ).rejects.toThrow();
  expect(target.store.catalogue.coops().map(({ coop }) => coop)).toEqual([COOP]);
});
