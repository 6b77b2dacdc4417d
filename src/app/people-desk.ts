/** What admins and keepers of the register ask about people, and what of it is kept for when there is no network. */
import * as z from 'zod/mini';
import type { InviteFor, KnownPeople, PeopleDesk } from '#hooks/device.tsx';
import { hexOf } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { clockOffset, openRescue } from '#local-db/index.ts';
import { inviteResponseSchema } from '#protocol/enrol.ts';
import { peopleResponseSchema, personEntrySchema, type PersonEntry } from '#protocol/people.ts';
import { encodeInvitation, invitationMessage, invitationText } from '#protocol/signed-invitation.ts';
import { askProven } from './proven-ask.ts';
import type { RequestKeyParts } from './request-keys.ts';

/** Long, since both devices may be far from any network for weeks; the six letters live for seven days. */
export const SIGNED_INVITATION_MS = 60 * 86_400_000;
const NONCE_BYTES = 8;
const KNOWN_RECORD = 'people';
/** 200 people each: no co-op has more pages than that. */
const MOST_PAGES = 500;

const knownSchema = z.object({ people: z.array(personEntrySchema), fetchedAt: z.number() });

export function peopleDesk(parts: RequestKeyParts & { readonly coopName: string }): PeopleDesk {
  const { database } = parts;
  const { store, env } = database;
  const inviteBy = async (body: object): Promise<{ readonly code: string }> =>
    askProven(parts, { path: '/v1/invite', body }, inviteResponseSchema);
  const known = async (): Promise<KnownPeople | undefined> => {
    const kept = knownSchema.safeParse(await store.reader.get('meta', KNOWN_RECORD));
    return kept.success ? kept.data : undefined;
  };
  const keep = async (people: KnownPeople): Promise<KnownPeople> => {
    await store.write(['meta'], (transaction) => transaction.put('meta', [{ key: KNOWN_RECORD, ...people }]));
    return people;
  };
  return {
    invite: inviteBy,
    inviteAgain: async (user) => inviteBy({ user }),
    inviteOffline: async (request) => signedInvitation(parts, request),
    known,
    async fetched() {
      const people: PersonEntry[] = [];
      for (let after = '', pages = 0; pages < MOST_PAGES; pages += 1) {
        const page = await askProven(parts, { path: `/v1/people?after=${after}` }, peopleResponseSchema);
        people.push(...page.people);
        if (page.next === undefined) break;
        after = page.next;
      }
      return keep({ people, fetchedAt: env.now() });
    },
    async changeRoles(user, roles) {
      await askProven(parts, { path: '/v1/people', body: { user, roles } }, z.object({}));
      const kept = await known();
      if (kept === undefined) return;
      const changed = kept.people.map((each) => (each.user === user ? { ...each, roles: [...roles] } : each));
      await keep({ ...kept, people: changed });
    },
  };
}

async function signedInvitation(
  { database, coopName }: RequestKeyParts & { readonly coopName: string },
  request: InviteFor,
): Promise<string | undefined> {
  const { env, session } = database;
  const key = await (await openRescue()).signingKey(database);
  if (key === undefined || env.signer === undefined) return undefined;
  const member =
    'memberId' in request
      ? {
          member: {
            id: request.memberId,
            name: request.memberName,
            ...(request.memberCode === undefined ? {} : { code: request.memberCode }),
            ...(request.memberVillage === undefined ? {} : { village: request.memberVillage }),
          },
        }
      : {};
  const content = encodeInvitation({
    coop: session.coop,
    coopName,
    roles: request.roles,
    ...member,
    expiresAt: env.now() + (await clockOffset(database)) + SIGNED_INVITATION_MS,
    nonce: hexOf(env.randomBytes(NONCE_BYTES)),
    writer: key.writer,
  });
  return invitationText(content, await env.signer.sign(key.privateKey, invitationMessage(content)));
}

/** What somebody does, as this device knows it or can learn. Fault `people.unknown` where it can do neither. */
export async function rolesOf(desk: PeopleDesk, user: string): Promise<PersonEntry['roles']> {
  const find = (people: KnownPeople | undefined) => people?.people.find((each) => each.user === user)?.roles;
  const roles = find(await desk.known()) ?? find(await desk.fetched());
  if (roles === undefined) throw new Fault('desk.unknownUser');
  return roles;
}
