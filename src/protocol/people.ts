/**
 * Who is in a co-op, with which device, and what this device's own person may do now. `GET /v1/people` and
 * `POST /v1/people` are for admins, `GET /v1/me` for everybody; JSON, refused with the codes of `enrol.ts`.
 */
import * as z from 'zod/mini';
import { hex, name, rowId } from './enrol.ts';
import { HELP_KEY_BYTES } from './pin-help.ts';
import { rolesSchema } from './roles.ts';

/** People in one answer; `next` says where the following one begins. */
export const PEOPLE_PER_PAGE = 200;

/** `pending`: joined and not approved; `revoked`: everything was taken away. */
const stateSchema = z.enum(['active', 'pending', 'revoked']);

export const personEntrySchema = z.object({
  user: hex(16),
  roles: rolesSchema,
  memberId: z.optional(rowId),
  /** As the browser calls itself. */
  deviceName: z.string(),
  /** ms since 1970. */
  joinedAt: z.number(),
  state: stateSchema,
  /** The logs that the person writes. */
  writers: z.array(hex(16)),
  /** What answers the question of a forgotten PIN (P38); absent before there was a request key. */
  helpKey: z.optional(hex(2 * HELP_KEY_BYTES)),
  /** Since when the present request key counts, ms since 1970. */
  keySince: z.optional(z.number()),
});
export type PersonEntry = z.infer<typeof personEntrySchema>;

export const peopleResponseSchema = z.object({
  people: z.array(personEntrySchema),
  /** The user after whom the next page begins: `GET /v1/people?after=…`. */
  next: z.optional(hex(16)),
});
export type PeopleResponse = z.infer<typeof peopleResponseSchema>;

export const changeRolesRequestSchema = z.strictObject({ user: hex(16), roles: rolesSchema });
export type ChangeRolesRequest = z.infer<typeof changeRolesRequestSchema>;

export const meResponseSchema = z.object({
  user: hex(16),
  coopName: name,
  roles: rolesSchema,
  memberId: z.optional(rowId),
  state: stateSchema,
});
export type MeResponse = z.infer<typeof meResponseSchema>;
