/** The real network behind the seam of the sync. */
import { Fault } from '#kernel/result.ts';
import { syncTransport, type Post } from './sync-transport.ts';

/** XMLHttpRequest, since `fetch` does not say how an upload goes on. */
const postByXhr: Post = ({ path, headers, body }, { onSending, onReceiving, signal }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (): void => reject(new Error('no answer'));
    request.open('POST', path);
    request.responseType = 'arraybuffer';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = onSending;
    request.onreadystatechange = () => {
      if (request.readyState >= XMLHttpRequest.HEADERS_RECEIVED) onReceiving();
    };
    request.onprogress = onReceiving;
    request.onload = () => resolve({ status: request.status, body: bytesOf(request.response) });
    request.onerror = fail;
    request.onabort = fail;
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });

function bytesOf(response: unknown): Uint8Array {
  return response instanceof ArrayBuffer ? new Uint8Array(response) : new Uint8Array(0);
}

export const httpTransport = syncTransport(postByXhr);

/** What the network fails at is being offline, whatever it calls it. Fault `sync.offline`. */
export async function reached<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    throw new Fault('sync.offline', { cause });
  }
}
