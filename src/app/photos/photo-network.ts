/** Photos over the real network. */
import { Fault } from '#kernel/result.ts';
import { clockOffset } from '#local-db/index.ts';
import { LENGTH_HEADER, OFFSET_HEADER, photoErrorSchema, photoPath, provenPath } from '#protocol/photos.ts';
import { provenHeader } from '#sync/index.ts';
import type { PhotoNetwork } from '#sync/photos/index.ts';
import { reached } from '../network.ts';
import { requestKeys, type RequestKeyParts } from '../request-keys.ts';
import { SILENCE_MS, SLOWEST_BYTES_PER_SECOND } from '../sync-transport.ts';

interface PhotoRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly path: string;
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** The `Authorization` of a request. The one place where these requests say who asks. */
export type Authorise = (request: PhotoRequest) => Promise<string>;

const NO_BODY = new Uint8Array(0);

/** By the key that the sync has agreed on: it renews the key and learns the server's time, and photos go after it. */
export function proven(parts: RequestKeyParts): Authorise {
  const { database, token } = parts;
  const keys = requestKeys(parts);
  return async ({ method, path, body = NO_BODY }) => {
    const key = await keys?.current();
    if (key === undefined) return `Bearer ${token}`;
    const serverTime = database.env.now() + (await clockOffset(database));
    return provenHeader(key, { path: provenPath(method, path), body, serverTime });
  };
}

/** Longer than the largest answer and piece take on the slowest link. */
const PATIENCE_MS = SILENCE_MS + (150_000 / SLOWEST_BYTES_PER_SECOND) * 1_000;

export function photoNetwork(coop: string, authorise: Authorise): PhotoNetwork {
  const ask = async (request: PhotoRequest, headers: Readonly<Record<string, string>> = {}): Promise<Response> => {
    const { method, path, body } = request;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const init: RequestInit = {
        method,
        headers: { authorization: await authorise(request), ...headers },
        // It is kept in the box, from which it also leaves.
        cache: 'no-store',
        credentials: 'omit',
        signal: patience.signal,
        ...(body === undefined ? {} : { body }),
      };
      const response = await reached(fetch(path, init));
      if (!response.ok) throw await refusalIn(response);
      return response;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    async progress(row) {
      return offsetIn(await ask({ method: 'HEAD', path: photoPath(coop, row) }));
    },
    async send(row, { offset, length, bytes }) {
      const request = { method: 'PUT', path: photoPath(coop, row), body: new Uint8Array(bytes) } as const;
      const headers = {
        'content-type': 'application/octet-stream',
        [OFFSET_HEADER]: String(offset),
        [LENGTH_HEADER]: String(length),
      };
      return offsetIn(await ask(request, headers));
    },
    async fetch(row) {
      const response = await ask({ method: 'GET', path: photoPath(coop, row) });
      return new Uint8Array(await reached(response.arrayBuffer()));
    },
  };
}

/** A page of a captive portal has no such header. */
function offsetIn({ headers }: Response): number {
  const offset = headers.get(OFFSET_HEADER);
  if (offset === null || !/^\d{1,9}$/.test(offset)) throw new Fault('sync.offline');
  return Number(offset);
}

async function refusalIn(response: Response): Promise<Fault> {
  // An answer to HEAD has no body; its status says the same.
  const isOurs = response.headers.get('content-type')?.startsWith('application/json') === true;
  if (response.status === 404 && isOurs) return new Fault('photos.unknown');
  const answer: unknown = await response.json().catch(() => undefined);
  const refusal = photoErrorSchema.safeParse(answer);
  if (!refusal.success) return new Fault('sync.offline');
  const { error } = refusal.data;
  return new Fault(error, error === 'photos.elsewhere' ? { values: { offset: offsetIn(response) } } : {});
}
