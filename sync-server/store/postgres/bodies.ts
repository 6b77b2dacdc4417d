/** Persons, sessions and invitations as they are stored: JSON texts, parsed on the way out. */
import * as z from 'zod/mini';
import type { Person } from '#kernel/module.ts';
import type { Invitation } from '../store.ts';

const role = z.enum(['member', 'office']);
const personSchema = z.object({
  userId: z.string(),
  role,
  memberId: z.optional(z.string()),
  isPending: z.optional(z.boolean()),
});
const invitationSchema = z.object({
  code: z.string(),
  coop: z.string(),
  coopName: z.string(),
  role,
  memberId: z.optional(z.string()),
  memberName: z.optional(z.string()),
  memberCode: z.optional(z.string()),
  memberVillage: z.optional(z.string()),
  expiresAt: z.number(),
});

export function personBody(text: string): Person {
  // JSON has no undefined, so an optional field that is there has a value.
  return personSchema.parse(JSON.parse(text)) as Person;
}

export function invitationBody(text: string): Invitation {
  return invitationSchema.parse(JSON.parse(text)) as Invitation;
}
