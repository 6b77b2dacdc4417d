import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Fault } from '#kernel/result.ts';
import { encodeSyncError } from '#protocol/sync-message.ts';
import { Random } from '../../tests/helpers/random.ts';
import {
  packed,
  SILENCE_MS,
  SLOWEST_BYTES_PER_SECOND,
  syncTransport,
  type Post,
  type PostEvents,
} from './sync-transport.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A network that does what `during` says and never answers; only an end from outside ends it. */
function silentPost(during: (events: PostEvents) => void = () => undefined): Post {
  return (_request, events) => {
    during(events);
    return new Promise((_resolve, reject) => events.signal.addEventListener('abort', () => reject(new Error('cut'))));
  };
}

/** When a request of so many bytes (too few to be deflated) ended, in ms, and by what code. */
async function endOf(post: Post, bodyLength: number): Promise<{ readonly afterMs: number; readonly code: string }> {
  const startedAt = performance.now();
  const ended = syncTransport(post)
    .send(new Uint8Array(bodyLength))
    .then(
      () => 'answered',
      (cause: unknown) => (cause instanceof Fault ? cause.code : 'bug'),
    )
    .then((code) => ({ afterMs: Math.round(performance.now() - startedAt), code }));
  await vi.advanceTimersByTimeAsync(3_600_000);
  return ended;
}

test('[TR1] a request that nothing moves on for 30 s is offline, however good the signal looks', async () => {
  expect(await endOf(silentPost(), 0)).toEqual({ afterMs: SILENCE_MS, code: 'sync.offline' });
});

test('[TR2] an upload that goes on for ten minutes is never cut', async () => {
  const uploading = silentPost(({ onSending }) => {
    for (let second = 1; second <= 600; second += 1) setTimeout(onSending, second * 1_000);
  });
  expect(await endOf(uploading, 100)).toEqual({ afterMs: 600_000 + SILENCE_MS, code: 'sync.offline' });
});

test('[TR2] what lies in buffers that nobody sees into has the time that the slowest link needs', async () => {
  const handedOver = silentPost(({ onSending }) => onSending());
  const bytes = 0.3 * SLOWEST_BYTES_PER_SECOND;
  expect(await endOf(handedOver, bytes)).toEqual({ afterMs: 300 + SILENCE_MS, code: 'sync.offline' });
});

test('[TR3] an answer that comes by drops is never cut, and one that stops is after 30 s', async () => {
  const dripping = silentPost(({ onReceiving }) => {
    for (let drop = 1; drop <= 20; drop += 1) setTimeout(onReceiving, drop * (SILENCE_MS - 1));
  });
  expect(await endOf(dripping, 100)).toEqual({ afterMs: 20 * (SILENCE_MS - 1) + SILENCE_MS, code: 'sync.offline' });
});

test('[TR4] the answer is given, and a refusal by its own code', async () => {
  const answering =
    (status: number, body: Uint8Array): Post =>
    async () => ({ status, body });
  expect(await syncTransport(answering(200, Uint8Array.of(7))).send(new Uint8Array(1))).toEqual(Uint8Array.of(7));
  const refused = await endOf(answering(413, encodeSyncError('sync.tooLarge', 0)), 1);
  expect(refused.code).toBe('sync.tooLarge');
  expect((await endOf(answering(502, new TextEncoder().encode('<html>')), 1)).code).toBe('sync.malformed');
});

test('[TR5] a long message is deflated, a short one and one that would not get shorter are not', async () => {
  vi.useRealTimers();
  const [long, short] = [new Uint8Array(301).fill(7), new Uint8Array(300).fill(7)];
  const noise = new Random(1).bytes(2_000);
  const sent = await packed(long);
  expect([sent.encoding, new Uint8Array(inflateSync(sent.body))]).toEqual(['deflate', long]);
  expect(await packed(short)).toEqual({ body: short, encoding: undefined });
  expect(await packed(noise)).toEqual({ body: noise, encoding: undefined });
});

test('[TR6] a browser without CompressionStream deflates by script, to the same message', async () => {
  vi.useRealTimers();
  vi.stubGlobal('CompressionStream', undefined);
  const long = new Uint8Array(5_000).map((_, index) => index % 50);
  const sent = await packed(long);
  expect([sent.encoding, new Uint8Array(inflateSync(sent.body))]).toEqual(['deflate', long]);
  expect(sent.body.length).toBeLessThan(200);
});
