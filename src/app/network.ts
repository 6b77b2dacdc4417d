/** The real network behind the seams of sync and enrolment. */
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import {
  enrolErrorSchema,
  enrolResponseSchema,
  inviteResponseSchema,
  lookResponseSchema,
  type EnrolRequest,
  type EnrolResponse,
  type InviteRequest,
  type InviteResponse,
  type LookResponse,
} from '#protocol/enrol.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import type { Transport } from '#sync/index.ts';

const COMPRESS_FROM_BYTES = 300;
/** A full request and its answer over 30 kbit/s; what takes longer hangs. */
const LONGEST_REQUEST_MS = 120_000;

export const httpTransport: Transport = {
  async send(body) {
    const isLong = body.length > COMPRESS_FROM_BYTES && typeof CompressionStream === 'function';
    const headers = {
      'content-type': 'application/octet-stream',
      ...(isLong ? { 'content-encoding': 'deflate' } : {}),
    };
    const bytes = new Uint8Array(isLong ? await deflated(body) : body);
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), LONGEST_REQUEST_MS);
    try {
      const init = { method: 'POST', headers, body: bytes, cache: 'no-store', signal: patience.signal } as const;
      const response = await reached(fetch('/v1/sync', init));
      const answer = new Uint8Array(await reached(response.arrayBuffer()));
      if (response.ok) return answer;
      throw new Fault(decodeSyncError(answer).code);
    } finally {
      clearTimeout(timer);
    }
  },
};

async function deflated(body: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(body)]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Founds or joins. Faults: `sync.offline`, or the server's code (`enrol.…`). */
export async function enrol(request: Exclude<EnrolRequest, { kind: 'look' }>): Promise<EnrolResponse> {
  return postJson('/v1/enrol', request, enrolResponseSchema);
}

/** Who a code is for, without using it up. */
export async function lookAtCode(code: string): Promise<LookResponse> {
  return postJson('/v1/enrol', { kind: 'look', code }, lookResponseSchema);
}

export async function invite(token: string, request: InviteRequest): Promise<InviteResponse> {
  return postJson('/v1/invite', request, inviteResponseSchema, { authorization: `Bearer ${token}` });
}

async function postJson<T>(
  path: string,
  request: object,
  schema: z.ZodMiniType<T>,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(request),
  };
  const response = await reached(fetch(path, init));
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
  }
  const refusal = enrolErrorSchema.safeParse(answer);
  // A page of a captive portal is no answer of ours.
  throw new Fault(refusal.success ? refusal.data.error : 'sync.offline');
}

async function reached<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    throw new Fault('sync.offline', { cause });
  }
}
