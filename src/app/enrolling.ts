/** Founding, joining and inviting over the real network; loaded when somebody does it. */
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import { withReadRoles } from '#kernel/roles.ts';
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
import { reached } from './network.ts';

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
    const parsed = schema.safeParse(withReadRoles(answer));
    if (parsed.success) return parsed.data;
  }
  const refusal = enrolErrorSchema.safeParse(answer);
  // A page of a captive portal is no answer of ours.
  throw new Fault(refusal.success ? refusal.data.error : 'sync.offline');
}
