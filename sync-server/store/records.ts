/** What engines store alike, parsed on the way out: rows by the names of their columns, and bodies that are JSON texts. */
import * as z from 'zod/mini';
import type { Person } from '#kernel/module.ts';
import { withReadRoles } from '#kernel/roles.ts';
import { rolesSchema } from '#protocol/roles.ts';
import {
  EVENT_KINDS,
  type BoundSession,
  type CoopRecord,
  type Device,
  type Invitation,
  type LogEvent,
  type NewSession,
  type VerifiedBackup,
  type WriterRecord,
} from './store.ts';

const coopRow = z.object({ coop: z.string(), name: z.string(), created_at: z.number() });
const writerRow = z.object({
  writer: z.string(),
  user: z.string(),
  n: z.number(),
  hash: z.string(),
  public_key: z.nullable(z.instanceof(Uint8Array)),
  origin_writer: z.nullable(z.string()),
  origin_n: z.nullable(z.number()),
  origin_hash: z.nullable(z.string()),
});
const eventRow = z.object({
  seq: z.number(),
  kind: z.enum(EVENT_KINDS),
  op_seq: z.number(),
  detail: z.nullable(z.string()),
});
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
  user: z.optional(z.string()),
  expiresAt: z.number(),
});

export function personOf(text: string): Person {
  // JSON has no undefined, so an optional field that is there has a value.
  return personSchema.parse(withReadRoles(JSON.parse(text))) as Person;
}

export function invitationOf(text: string): Invitation {
  return invitationSchema.parse(withReadRoles(JSON.parse(text))) as Invitation;
}

/** The columns of what a session may have, as both engines name them. */
export const keyColumns = {
  request_key: z.nullable(z.string()),
  help_key: z.nullable(z.string()),
  key_at: z.number(),
  key_used: z.number(),
  /** Of the invitation, where it was a signed one. */
  invitation: z.nullable(z.string()),
};
const keyRow = z.object(keyColumns);

export function keyOf(row: unknown): Pick<NewSession, 'key' | 'invitation'> {
  const { request_key: secret, help_key: help, key_at: agreedAt, key_used: used, invitation } = keyRow.parse(row);
  return {
    ...(secret === null || help === null ? {} : { key: { secret, help, agreedAt, isUsed: used === 1 } }),
    ...(invitation === null ? {} : { invitation }),
  };
}

/** Of what is listed of a session, what says who speaks. */
export function boundOf({ coop, person, key }: BoundSession): BoundSession {
  return { coop, person, ...(key === undefined ? {} : { key }) };
}

const seenRow = z.object({ user: z.string(), at: z.number(), build: z.string() });
const backupRow = z.object({ coop: z.string(), seq: z.number(), at: z.number() });

/** Sessions of one co-op with what was noted of their devices. */
export function devicesOf(sessions: readonly NewSession[], noted: readonly unknown[]): readonly Device[] {
  const seen = new Map(noted.map((row) => seenRow.parse(row)).map(({ user, ...sighting }) => [user, sighting]));
  return sessions.map(({ coop, person, deviceName, createdAt }) => {
    const sighting = seen.get(person.userId);
    return { coop, person, deviceName, createdAt, ...(sighting === undefined ? {} : { seen: sighting }) };
  });
}

export function backupOf(row: unknown): VerifiedBackup {
  return backupRow.parse(row);
}

export function coopOf(row: unknown): CoopRecord {
  const { coop, name, created_at: createdAt } = coopRow.parse(row);
  return { coop, name, createdAt };
}

export function writerOf(row: unknown): WriterRecord {
  const {
    public_key: publicKey,
    origin_writer: from,
    origin_n: n,
    origin_hash: hash,
    ...record
  } = writerRow.parse(row);
  return {
    ...record,
    ...(publicKey === null ? {} : { publicKey }),
    ...(from === null || n === null || hash === null ? {} : { origin: { writer: from, n, hash } }),
  };
}

export function eventOf(found: unknown): LogEvent {
  const { seq, kind, op_seq: operationSeq, detail } = eventRow.parse(found);
  return { seq, kind, operationSeq, ...(detail === null ? {} : { detail }) };
}
