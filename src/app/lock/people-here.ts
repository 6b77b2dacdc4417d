/** Who uses this phone: each with an own book and, if they like, a PIN. The one whose book is open is the profile. */
import * as z from 'zod/mini';
import { parsedJson } from '#kernel/json.ts';
import { withReadRoles } from '#kernel/roles.ts';
import { databaseName, forgetProfile, profileSchema, readProfile, writeProfile, type Profile } from '../profile.ts';
import { GUARD_KEY, OPEN_KEY, PEOPLE_KEY } from './guard.ts';
import { pinSchema, type Pin } from './pin.ts';

export const IDLE_CHOICES = ['2', '10', '30'] as const;
export type IdleMinutes = (typeof IDLE_CHOICES)[number];

export interface PersonHere {
  readonly profile: Profile;
  readonly pin?: Pin | undefined;
  /** Has left this phone: nobody is offered the book any more, and what is unsent in it is still sent. */
  readonly isOut?: boolean | undefined;
}

const peopleSchema = z.array(
  z.object({
    profile: profileSchema,
    pin: z.optional(pinSchema),
    isOut: z.optional(z.boolean()),
  }),
);

/** Everybody, who left included, with what the profile in use says newest. */
export function peopleHere(): readonly PersonHere[] {
  const kept = keptPeople();
  const current = readProfile();
  if (current === undefined) return kept;
  const isKept = kept.some(({ profile }) => isSame(profile, current));
  return isKept
    ? kept.map((person) => (isSame(person.profile, current) ? { ...person, profile: current } : person))
    : [...kept, { profile: current }];
}

function keptPeople(): readonly PersonHere[] {
  const stored = localStorage.getItem(PEOPLE_KEY);
  if (stored === null) return [];
  const parsed = peopleSchema.safeParse(withRolesRead(stored));
  // What cannot be read is kept aside; the books themselves lie elsewhere, and the one in use opens.
  if (!parsed.success) localStorage.setItem(`${PEOPLE_KEY}.damaged`, stored);
  return parsed.success ? parsed.data : [];
}

function withRolesRead(text: string): unknown {
  const people = parsedJson(text);
  if (!Array.isArray(people)) return undefined;
  return people.map((person: unknown) =>
    typeof person === 'object' && person !== null && 'profile' in person
      ? { ...person, profile: withReadRoles(person.profile) }
      : person,
  );
}

export function isSame(left: Pick<Profile, 'coop' | 'user'>, right: Pick<Profile, 'coop' | 'user'>): boolean {
  return left.coop === right.coop && left.user === right.user;
}

/** Puts a person in, or another state in the place of the person's. */
export function keepPerson(person: PersonHere): void {
  const people = peopleHere();
  const isHere = people.some(({ profile }) => isSame(profile, person.profile));
  keep(isHere ? people.map((each) => (isSame(each.profile, person.profile) ? person : each)) : [...people, person]);
}

function keep(people: readonly PersonHere[]): void {
  localStorage.setItem(PEOPLE_KEY, JSON.stringify(people));
  const here = people.filter(({ isOut }) => isOut !== true);
  const isNeeded = here.length > 1 || here.some(({ pin }) => pin !== undefined);
  if (!isNeeded) localStorage.removeItem(GUARD_KEY);
  else if (localStorage.getItem(GUARD_KEY) === null) localStorage.setItem(GUARD_KEY, IDLE_CHOICES[0]);
}

/** Opens the person's book in this tab: the PIN was right, or there is none. */
export function enterAs(person: PersonHere): void {
  keepPerson(person);
  writeProfile(person.profile);
  sessionStorage.setItem(OPEN_KEY, String(Date.now()));
}

export function personHere(profile: Pick<Profile, 'coop' | 'user'>): PersonHere | undefined {
  return peopleHere().find((person) => isSame(person.profile, profile));
}

/** Who may be chosen, in the order in which they came. */
export function choosable(): readonly PersonHere[] {
  return peopleHere().filter(({ isOut }) => isOut !== true);
}

/**
 * Takes the person off the list. The book stays on the phone, what is unsent in it is sent, and an invitation to come
 * back opens it again.
 */
export function leaveHere(profile: Profile): void {
  keepPerson({ profile, isOut: true });
  sessionStorage.removeItem(OPEN_KEY);
  const [next] = choosable();
  if (next === undefined) forgetProfile();
  else writeProfile(next.profile);
}

export function readIdleMinutes(): IdleMinutes {
  const kept = localStorage.getItem(GUARD_KEY);
  return IDLE_CHOICES.find((minutes) => minutes === kept) ?? IDLE_CHOICES[0];
}

export function writeIdleMinutes(minutes: IdleMinutes): void {
  localStorage.setItem(GUARD_KEY, minutes);
}

export function nameOf({ personName, coopName }: Profile): string {
  return personName ?? coopName;
}

export function keyOf({ profile }: PersonHere): string {
  return databaseName(profile);
}
