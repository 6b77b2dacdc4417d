/** The book of somebody who begins by a signed invitation, before any server has been met. */
import { hexOf } from '#kernel/ids.ts';
import type { ReadInvitation } from '#protocol/signed-invitation.ts';
import { newId, openDatabase, realEnv } from '../device.ts';
import type { Book, Profile } from '../profile.ts';
import { addProducts } from './start-alone.ts';

/** Makes the person's id and proof, and the database with what is grown. Faults: those of the store, or a refusal's code. */
export async function startSigned(parts: {
  /** The invitation as it stood in the link. */
  readonly text: string;
  readonly invitation: ReadInvitation;
  readonly personName: string;
  /** Proposed to the co-op, whose own list comes later. */
  readonly productNames: readonly string[];
  readonly bringing: Book | undefined;
}): Promise<Profile> {
  const { text, invitation, personName, productNames, bringing } = parts;
  const { coop, coopName, roles, member } = invitation;
  const profile: Profile = {
    coop,
    coopName,
    user: newId(),
    roles,
    personName,
    token: hexOf(realEnv.randomBytes(16)),
    joining: text,
    ...(member === undefined ? {} : { memberId: member.id }),
    ...(bringing === undefined ? {} : { bringing }),
  };
  if (productNames.length > 0) {
    const database = await openDatabase(profile);
    try {
      await addProducts(database, productNames);
    } finally {
      database.store.close();
    }
  }
  return profile;
}
