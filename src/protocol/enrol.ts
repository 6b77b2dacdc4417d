/**
 * Joining. `POST /v1/enrol` with a set-up link's token founds a co-op on an empty server; with a 6-letter code or the
 * token of an invitation it joins a co-op. `POST /v1/invite` makes an invitation: by an admin
 * for any role, by who keeps the register for members. Bodies are JSON: rare,
 * small, and easy to look at.
 *
 * The device makes the session proof itself and keeps it before it asks, so that an answer lost on the way locks nobody
 * out: the same request with the same proof gets the same answer again, though link and code are used up. It proves
 * requests only until device and server have agreed on a key (`bind`).
 */
import * as z from 'zod/mini';
import { FARM_ROLES, hasRole } from '#kernel/roles.ts';
import { rolesSchema } from './roles.ts';
import { PUBLIC_KEY_BYTES, SEAL_BYTES } from './seal.ts';

export const hex = (digits: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${digits}}$`)));
export const rowId = z.string().check(z.regex(/^[0-9a-f]{16}-[1-9][0-9]{0,14}$/));
export const name = z.string().check(z.minLength(1), z.maxLength(120));

/** Letters of a join code: none that sounds or looks like another. */
export const JOIN_CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVXY';
export const JOIN_CODE_LENGTH = 6;

export const foundRequestSchema = z.strictObject({
  kind: z.literal('found'),
  /** From the set-up link, 32 hex digits. */
  setupToken: hex(32),
  /** The co-op's id, made on the founding device. */
  coop: hex(16),
  coopName: name,
  personName: name,
  deviceName: name,
  proof: hex(32),
  /** Whose book it is already, where the co-op began on this device alone; else the server makes the id. */
  user: z.optional(hex(16)),
});

export const joinRequestSchema = z.strictObject({
  kind: z.literal('join'),
  code: z.string().check(z.regex(new RegExp(`^[${JOIN_CODE_LETTERS}]{${JOIN_CODE_LENGTH}}$`))),
  deviceName: name,
  proof: hex(32),
});

/** Who the code is for, asked before it is used up, so that the person can say "yes, that is me". */
export const lookRequestSchema = z.strictObject({
  kind: z.literal('look'),
  code: z.string().check(z.regex(new RegExp(`^[${JOIN_CODE_LETTERS}]{${JOIN_CODE_LENGTH}}$`))),
});

const point = hex(2 * PUBLIC_KEY_BYTES);

/** Agrees on the key that proves requests from now on; the token counts no more after the first that it proved (P36). */
export const bindRequestSchema = z.strictObject({ kind: z.literal('bind'), proof: hex(32), point });

/** Agrees on another one, by a signature with the key of a log of this person (P37). */
export const renewRequestSchema = z.strictObject({
  kind: z.literal('renew'),
  coop: hex(16),
  user: hex(16),
  writer: hex(16),
  point,
  seal: hex(2 * SEAL_BYTES),
});

/** Joins by an invitation that was made and signed without a connection (P42). The device has made its user's id itself. */
export const joinSignedRequestSchema = z.strictObject({
  kind: z.literal('join-signed'),
  /** As it stood in the link. */
  invitation: z.string().check(z.maxLength(1_200)),
  user: hex(16),
  deviceName: name,
  proof: hex(32),
});
export type JoinSignedRequest = z.infer<typeof joinSignedRequestSchema>;

export const enrolRequestSchema = z.discriminatedUnion('kind', [
  foundRequestSchema,
  joinRequestSchema,
  joinSignedRequestSchema,
  lookRequestSchema,
  bindRequestSchema,
  renewRequestSchema,
]);
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;

export type BindRequest = z.infer<typeof bindRequestSchema>;
export type RenewRequest = z.infer<typeof renewRequestSchema>;

export const lookResponseSchema = z.object({
  coopName: name,
  roles: rolesSchema,
  /** The register entry that the invitation is for, when it is for a member. */
  memberName: z.optional(z.string()),
  memberCode: z.optional(z.string()),
  memberVillage: z.optional(z.string()),
  /** Whose place is taken up again, where the code lets in who has been in before (P41). */
  again: z.optional(z.object({ coop: hex(16), user: hex(16) })),
});
export type LookResponse = z.infer<typeof lookResponseSchema>;

export const enrolResponseSchema = z.object({
  coop: hex(16),
  coopName: name,
  user: hex(16),
  roles: rolesSchema,
  memberId: z.optional(rowId),
  /** The token for `POST /v1/sync` until there is a key, 32 hex digits: the request's own proof. */
  token: hex(32),
});
export type EnrolResponse = z.infer<typeof enrolResponseSchema>;

/** To `bind` and `renew`. */
export const keyResponseSchema = z.object({ coop: hex(16), user: hex(16), point });
export type KeyResponse = z.infer<typeof keyResponseSchema>;

const memberFields = {
  memberId: rowId,
  memberName: name,
  memberCode: z.optional(z.string().check(z.maxLength(40))),
  memberVillage: z.optional(z.string().check(z.maxLength(120))),
};

/**
 * What the invited person does. Who writes for a member is invited with that member's entry, and nobody else is. With
 * `user` somebody who is in already is let in again as the same (P41).
 */
export const inviteRequestSchema = z.union([
  z.strictObject({ user: hex(16) }),
  z.strictObject({ roles: rolesSchema.check(z.refine((roles) => hasRole({ roles }, FARM_ROLES))), ...memberFields }),
  z.strictObject({ roles: rolesSchema.check(z.refine((roles) => !hasRole({ roles }, FARM_ROLES))) }),
]);
export type InviteRequest = z.infer<typeof inviteRequestSchema>;

export const inviteResponseSchema = z.object({
  code: z.string(),
  /** ms since 1970. */
  expiresAt: z.number(),
});
export type InviteResponse = z.infer<typeof inviteResponseSchema>;

/** Answers of the JSON routes when they say no: a code with a text in both languages. */
export const enrolErrorSchema = z.object({
  error: z.enum([
    'enrol.malformed',
    'enrol.codeUnknown',
    'enrol.setupUsed',
    'enrol.coopExists',
    'enrol.tooManyTries',
    'enrol.forbidden',
    /** The server has not met the log that signed the invitation: the device comes again. */
    'enrol.waits',
    'enrol.lastAdmin',
    /** Who writes for a member needs that member's entry. */
    'enrol.entryMissing',
    'enrol.insecure',
    'enrol.internal',
  ]),
  retrySeconds: z.optional(z.number()),
  /** ms since 1970, with `enrol.forbidden`: the device's clock may be the reason. */
  serverTime: z.optional(z.number()),
});
export type EnrolErrorCode = z.infer<typeof enrolErrorSchema>['error'];
