/**
 * The sync's request over HTTP, whoever carries it: XMLHttpRequest in a browser (`network.ts`), Node's own client in
 * tests. What pays is deflated. A request is timed by its progress and never as a whole: a fixed time-out cuts an upload
 * that still runs and begins it again from nothing, and so never ends on a slow link.
 */
import { Fault } from '#kernel/result.ts';
import { faultOfSyncError } from '#protocol/sync-message.ts';
import type { Transport } from '#sync/index.ts';

export interface HttpRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface HttpAnswer {
  readonly status: number;
  /** Inflated. */
  readonly body: Uint8Array;
}

export interface PostEvents {
  /** More of the body was handed to the network. */
  readonly onSending: () => void;
  /** The answer has begun, or more of it is here. */
  readonly onReceiving: () => void;
  /** Ends the request at once; the promise rejects. */
  readonly signal: AbortSignal;
}

/** One POST; rejects when there is no answer. */
export type Post = (request: HttpRequest, events: PostEvents) => Promise<HttpAnswer>;

/** Below this, compressing costs more than it saves. */
const COMPRESS_FROM_BYTES = 300;

/** No byte in either direction for this long: nobody is there. */
export const SILENCE_MS = 30_000;

/**
 * The slowest link that is waited for, GPRS at its weakest coding (9 kbit/s). What was handed over lies in buffers of the
 * system and of the modem that no program sees into, so the silence before an answer begins may last as long as this
 * speed needs for the body.
 */
export const SLOWEST_BYTES_PER_SECOND = 1_000;

export function syncTransport(post: Post): Transport {
  return {
    async send(message) {
      const { body, encoding } = await packed(message);
      const headers = {
        'content-type': 'application/octet-stream',
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      };
      const answer = await whileItMoves(post, { path: '/v1/sync', headers, body });
      if (answer.status >= 200 && answer.status < 300) return answer.body;
      throw faultOfSyncError(answer.body);
    },
  };
}

/** Fault `sync.offline` when there is no answer, or no progress. */
async function whileItMoves(post: Post, request: HttpRequest): Promise<HttpAnswer> {
  const silent = new AbortController();
  const sentBy = performance.now() + (request.body.length / SLOWEST_BYTES_PER_SECOND) * 1_000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waitFrom = (instant: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), instant - performance.now() + SILENCE_MS);
  };
  const onSending = (): void => waitFrom(Math.max(sentBy, performance.now()));
  const onReceiving = (): void => waitFrom(performance.now());
  onSending();
  try {
    return await post(request, { onSending, onReceiving, signal: silent.signal });
  } catch (cause) {
    throw new Fault('sync.offline', { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** A message as it travels: deflated where that makes it shorter. */
export async function packed(
  message: Uint8Array,
): Promise<{ readonly body: Uint8Array<ArrayBuffer>; readonly encoding: 'deflate' | undefined }> {
  const plain = new Uint8Array(message);
  if (plain.length <= COMPRESS_FROM_BYTES) return { body: plain, encoding: undefined };
  const body = await deflated(plain);
  return body.length < plain.length ? { body, encoding: 'deflate' } : { body: plain, encoding: undefined };
}

async function deflated(plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof CompressionStream !== 'function') return (await import('./deflate-by-script.ts')).deflateByScript(plain);
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
