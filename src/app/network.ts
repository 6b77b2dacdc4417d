/** The real network behind the seam of the sync. */
import { Fault } from '#kernel/result.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import type { Transport } from '#sync/index.ts';

const COMPRESS_FROM_BYTES = 300;

export const httpTransport: Transport = {
  async send(body) {
    const isLong = body.length > COMPRESS_FROM_BYTES && typeof CompressionStream === 'function';
    const headers = {
      'content-type': 'application/octet-stream',
      ...(isLong ? { 'content-encoding': 'deflate' } : {}),
    };
    const bytes = new Uint8Array(isLong ? await deflated(body) : body);
    const response = await reached(fetch('/v1/sync', { method: 'POST', headers, body: bytes, cache: 'no-store' }));
    const answer = new Uint8Array(await reached(response.arrayBuffer()));
    if (response.ok) return answer;
    throw new Fault(decodeSyncError(answer).code);
  },
};

async function deflated(body: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(body)]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** What the network fails at is being offline, whatever it calls it. Fault `sync.offline`. */
export async function reached<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    throw new Fault('sync.offline', { cause });
  }
}
