/**
 * The book for the meantime: when the main one does not open, work goes into a second database, as if somebody wrote
 * alone, and is brought along like such a book when the main one opens again (decision 0008).
 */
import { newId } from '../device.ts';
import { bookOf, readCapture, forgetCapture, type Profile } from '../profile.ts';

/** An office's own: with the same rights and empty lists; whoever is added in it comes along as new. */
export function officeCapture(profile: Profile): Profile {
  const { coopName, personName, roles } = profile;
  return {
    coop: newId(),
    coopName,
    user: newId(),
    roles,
    ...(personName === undefined ? {} : { personName }),
  };
}

/** The profile of a main book that has opened again, with the meantime's book to bring along; unchanged without one. */
export function withCapture(profile: Profile): Profile {
  const capture = readCapture();
  // One book after the other: an older one is brought along first.
  if (capture === undefined || profile.bringing !== undefined) return profile;
  forgetCapture();
  return { ...profile, bringing: bookOf(capture) };
}
