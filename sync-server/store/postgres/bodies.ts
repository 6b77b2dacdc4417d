/** Persons, sessions and invitations as they are stored: JSON texts, parsed on the way out. */
import * as z from 'zod/mini';
import type { Person } from '#kernel/module.ts';
import { withReadRoles } from '#kernel/roles.ts';
import { rolesSchema } from '#protocol/roles.ts';
import type { Invitation } from '../store.ts';

const personSchema = z.object({
  userId: z.string(),
  roles: rolesSchema,
  memberId: z.optional(z.string()),
  isPending: z.optional(z.boolean()),
});
const invitationSchema = z.object({
  code: z.string(),
  coop: z.string(),
  coopName: z.string(),
  roles: rolesSchema,
  memberId: z.optional(z.string()),
  memberName: z.optional(z.string()),
  memberCode: z.optional(z.string()),
  memberVillage: z.optional(z.string()),
  expiresAt: z.number(),
});

export function personBody(text: string): Person {
  // JSON has no undefined, so an optional field that is there has a value.
  return personSchema.parse(withReadRoles(JSON.parse(text))) as Person;
}

export function invitationBody(text: string): Invitation {
  return invitationSchema.parse(withReadRoles(JSON.parse(text))) as Invitation;
}
