/** Joins by an invitation that a device made and signed without a connection (rules P42 to P44). */
import { mayInvite } from '#kernel/roles.ts';
import type { Person } from '#kernel/module.ts';
import type { EnrolErrorCode, JoinSignedRequest } from '#protocol/enrol.ts';
import { invitationMessage, readInvitation, type ReadInvitation } from '#protocol/signed-invitation.ts';
import type { ServerStore } from '../store/store.ts';
import { accessOf, grantPointer } from '../sync/access.ts';
import type { Rules } from '../sync/rules.ts';
import type { VerifySeal } from '../sync/receive.ts';

interface InvitedParts {
  readonly store: ServerStore;
  readonly rules: Rules;
  /** ms since 1970. */
  readonly now: number;
  readonly verify: VerifySeal;
}

/** Whom the invitation lets in, for approval by an admin's device; or why not. */
export async function invitedBy(
  { store, rules, now, verify }: InvitedParts,
  { invitation: text, user }: Pick<JoinSignedRequest, 'invitation' | 'user'>,
): Promise<{ readonly invitation: ReadInvitation; readonly person: Person } | EnrolErrorCode> {
  const invitation = readInvitation(text);
  if (invitation === undefined) return 'enrol.malformed';
  const { coop, roles, member, expiresAt } = invitation;
  // A co-op that is not here, a log that is not, and a seal that is not its own are answered alike: nobody learns of any.
  if ((await store.catalogue.coop(coop)) === undefined) return 'enrol.waits';
  const found = await store.read(coop, (reader) => ({
    log: reader.writer(invitation.writer),
    // The id is the device's own choice: it must be nobody's yet, or his rights would be taken over.
    isTaken: reader.person(user) !== undefined || reader.pointer(grantPointer(user)) !== undefined,
  }));
  const { publicKey, user: inviter } = found.log ?? {};
  if (publicKey === undefined || inviter === undefined) return 'enrol.waits';
  if (!verify(publicKey, invitationMessage(invitation.content), invitation.seal)) return 'enrol.waits';
  const session = await store.catalogue.sessionOfUser(coop, inviter);
  if (session === undefined || !mayInvite(session.person, roles)) return 'enrol.forbidden';
  const access = await store.read(coop, (reader) => accessOf(reader, rules, session.person));
  if (access.state !== 'active') return 'enrol.forbidden';
  if (expiresAt <= now || found.isTaken) return 'enrol.codeUnknown';
  const entry = member === undefined ? {} : { memberId: member.id };
  return { invitation, person: { userId: user, roles, isPending: true, ...entry } };
}
