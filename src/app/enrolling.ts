/** The JSON routes over the real network; loaded when somebody founds, joins, invites or looks after people. */
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import { withReadRoles } from '#kernel/roles.ts';
import {
  enrolErrorSchema,
  enrolResponseSchema,
  lookResponseSchema,
  keyResponseSchema,
  type BindRequest,
  type EnrolRequest,
  type EnrolResponse,
  type KeyResponse,
  type LookResponse,
  type RenewRequest,
} from '#protocol/enrol.ts';
import { reached } from './network.ts';

/** Founds or joins. Faults: `sync.offline`, or the server's code (`enrol.…`). */
export async function enrol(
  request: Extract<EnrolRequest, { kind: 'found' | 'join' | 'join-signed' }>,
): Promise<EnrolResponse> {
  return askJson({ path: ENROL_PATH, body: request }, enrolResponseSchema);
}

/** Who a code is for, without using it up. */
export async function lookAtCode(code: string): Promise<LookResponse> {
  return askJson({ path: ENROL_PATH, body: { kind: 'look', code } }, lookResponseSchema);
}

/** Faults: `sync.offline`, or the server's code with its time. */
export async function agreeOnKey(request: BindRequest | RenewRequest): Promise<KeyResponse> {
  return askJson({ path: ENROL_PATH, body: request }, keyResponseSchema);
}

const ENROL_PATH = '/v1/enrol';

export interface JsonQuestion {
  /** With its query. */
  readonly path: string;
  /** Absent: it is only asked for (GET). */
  readonly body?: object;
}

/** `body`: as it is sent. */
export type Authorise = (sent: { readonly path: string; readonly body: Uint8Array }) => Promise<string>;

/** `authorise` makes the `Authorization` header. Faults: `sync.offline`, or the server's code with its time. */
export async function askJson<T>(
  { path, body: content }: JsonQuestion,
  schema: z.ZodMiniType<T>,
  authorise?: Authorise,
): Promise<T> {
  const body = new TextEncoder().encode(content === undefined ? '' : JSON.stringify(content));
  const headers = authorise === undefined ? {} : { authorization: await authorise({ path, body }) };
  const init =
    content === undefined
      ? { headers, cache: 'no-store' as const }
      : { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  const response = await reached(fetch(path, init));
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const parsed = schema.safeParse(withReadRoles(answer));
    if (parsed.success) return parsed.data;
  }
  const refusal = enrolErrorSchema.safeParse(answer);
  // A page of a captive portal is no answer of ours.
  if (!refusal.success) throw new Fault('sync.offline');
  const { error, serverTime } = refusal.data;
  throw new Fault(error, serverTime === undefined ? {} : { values: { serverTime } });
}
