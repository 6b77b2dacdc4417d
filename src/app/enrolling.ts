/** Founding, joining and inviting over the real network; loaded when somebody does it. */
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import { withReadRoles } from '#kernel/roles.ts';
import {
  enrolErrorSchema,
  enrolResponseSchema,
  inviteResponseSchema,
  lookResponseSchema,
  keyResponseSchema,
  type BindRequest,
  type EnrolRequest,
  type EnrolResponse,
  type InviteRequest,
  type InviteResponse,
  type KeyResponse,
  type LookResponse,
  type RenewRequest,
} from '#protocol/enrol.ts';
import { reached } from './network.ts';

/** Founds or joins. Faults: `sync.offline`, or the server's code (`enrol.…`). */
export async function enrol(request: Extract<EnrolRequest, { kind: 'found' | 'join' }>): Promise<EnrolResponse> {
  return postJson('/v1/enrol', request, enrolResponseSchema);
}

/** Who a code is for, without using it up. */
export async function lookAtCode(code: string): Promise<LookResponse> {
  return postJson('/v1/enrol', { kind: 'look', code }, lookResponseSchema);
}

/** Faults: `sync.offline`, or the server's code with its time. */
export async function agreeOnKey(request: BindRequest | RenewRequest): Promise<KeyResponse> {
  return postJson('/v1/enrol', request, keyResponseSchema);
}

/** `authorise` makes the `Authorization` header for the body. */
export async function invite(request: InviteRequest, authorise: Authorise): Promise<InviteResponse> {
  return postJson('/v1/invite', request, inviteResponseSchema, authorise);
}

/** `body`: as it is sent. */
export type Authorise = (sent: { readonly path: string; readonly body: Uint8Array }) => Promise<string>;

async function postJson<T>(path: string, request: object, schema: z.ZodMiniType<T>, authorise?: Authorise): Promise<T> {
  const body = new TextEncoder().encode(JSON.stringify(request));
  const proof = authorise === undefined ? {} : { authorization: await authorise({ path, body }) };
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...proof }, body };
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
