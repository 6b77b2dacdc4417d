/** Who is in a co-op with which device, what they do, and what one's own person may do now (rules P39, P40). */
import type { Person } from '#kernel/module.ts';
import { FARM_ROLES, hasRole, mayInvite, withReadRoles } from '#kernel/roles.ts';
import {
  changeRolesRequestSchema,
  PEOPLE_PER_PAGE,
  type MeResponse,
  type PeopleResponse,
  type PersonEntry,
} from '#protocol/people.ts';
import type { CoopReader, NewSession, ServerSession, ServerStore } from '../store/store.ts';
import { accessOf, type Access } from '../sync/access.ts';
import type { Rules } from '../sync/rules.ts';
import { no, unproven, withoutUndefined, yes, type JsonAnswer } from './json-answer.ts';

/** Of a co-op's admins so many are looked at when one of them is to be no admin any more. */
const MOST_SESSIONS = 100_000;

export interface PeopleParts {
  readonly store: ServerStore;
  readonly rules: Rules;
  /** ms since 1970. */
  readonly now: () => number;
}

export class People {
  readonly #parts: PeopleParts;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  /** `after`: the last user of the page before, as the request says it. For admins. */
  async list(session: ServerSession | undefined, after: string): Promise<JsonAnswer> {
    if (session === undefined || !(await this.#isAdmin(session))) return unproven(this.#parts.now());
    const { store, rules } = this.#parts;
    const { coop } = session;
    const found = await store.catalogue.sessionsOf(coop, { after, limit: PEOPLE_PER_PAGE + 1 });
    const page = found.slice(0, PEOPLE_PER_PAGE);
    const last = page.at(-1);
    const people = await store.read(coop, (reader) => {
      const writers = writersByUser(reader);
      return page.map((each) =>
        entryOf(each, {
          state: accessOf(reader, rules, each.person).state,
          writers: writers.get(each.person.userId) ?? [],
        }),
      );
    });
    const more = found.length > page.length && last !== undefined ? { next: last.person.userId } : {};
    return yes({ people, ...more } satisfies PeopleResponse);
  }

  /** Gives somebody other roles. By an admin; somebody unknown is answered like what one may not. */
  async changeRoles(session: ServerSession | undefined, json: unknown): Promise<JsonAnswer> {
    if (session === undefined || !(await this.#isAdmin(session))) return unproven(this.#parts.now());
    const parsed = changeRolesRequestSchema.safeParse(withReadRoles(json));
    if (!parsed.success) return no('enrol.malformed');
    const { user, roles } = parsed.data;
    const { store } = this.#parts;
    const { coop } = session;
    const active = await this.#activeUsers(coop);
    let refusal: JsonAnswer | undefined;
    // Asked once more inside the transaction, since two admins may take each other's role at the same moment.
    const changed = await store.catalogue.changePerson(coop, user, (people) => {
      const person = people.find((each) => each.userId === user);
      refusal = refusalOf({ by: session.person, person, roles, people: people.filter(isAmong(active)) });
      return person === undefined || refusal !== undefined ? undefined : { ...person, roles };
    });
    if (changed === undefined) return refusal ?? no('enrol.forbidden');
    // What is let in later is judged by what its author may do then (release.ts).
    await store.write(coop, (writer) => writer.putPerson(changed));
    return yes({});
  }

  /** What the request's own person may do, also when that is nothing. */
  async me(session: ServerSession | undefined): Promise<JsonAnswer> {
    if (session === undefined) return unproven(this.#parts.now());
    const { person, coop } = session;
    const { userId: user, roles } = person;
    return yes({
      user,
      coopName: (await this.#parts.store.catalogue.coop(coop))?.name ?? coop,
      roles: [...roles],
      state: await this.#stateOf(session),
      ...entryFor(person),
    } satisfies MeResponse);
  }

  async #isAdmin(session: ServerSession): Promise<boolean> {
    return hasRole(session.person, ['admin']) && (await this.#stateOf(session)) === 'active';
  }

  async #stateOf({ coop, person }: ServerSession): Promise<Access['state']> {
    const { store, rules } = this.#parts;
    return (await store.read(coop, (reader) => accessOf(reader, rules, person))).state;
  }

  async #activeUsers(coop: string): Promise<ReadonlySet<string>> {
    const { store, rules } = this.#parts;
    const admins = (await store.catalogue.sessionsOf(coop, { after: '', limit: MOST_SESSIONS }))
      .map(({ person }) => person)
      .filter((person) => hasRole(person, ['admin']));
    return store.read(
      coop,
      (reader) =>
        new Set(
          admins.filter((person) => accessOf(reader, rules, person).state === 'active').map(({ userId }) => userId),
        ),
    );
  }
}

function isAmong(users: ReadonlySet<string>): (person: Person) => boolean {
  return ({ userId }) => users.has(userId);
}

function refusalOf(change: {
  readonly by: Person;
  readonly person: Person | undefined;
  readonly roles: Person['roles'];
  /** Who is not blocked. */
  readonly people: readonly Person[];
}): JsonAnswer | undefined {
  const { by, person, roles, people } = change;
  if (person === undefined || !mayInvite(by, person.roles) || !mayInvite(by, roles)) return no('enrol.forbidden');
  if (hasRole({ roles }, FARM_ROLES) && person.memberId === undefined) return no('enrol.entryMissing');
  const isLast = people.every((each) => each.userId === person.userId || !hasRole(each, ['admin']));
  return hasRole(person, ['admin']) && !hasRole({ roles }, ['admin']) && isLast ? no('enrol.lastAdmin') : undefined;
}

/** The member's entry is kept for whoever writes for him again, and said only to who does. */
export function entryFor({ roles, memberId }: Person): { readonly memberId?: string } {
  return hasRole({ roles }, FARM_ROLES) && memberId !== undefined ? { memberId } : {};
}

function writersByUser(reader: CoopReader): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { user, writer } of reader.writers()) found.set(user, [...(found.get(user) ?? []), writer]);
  return found;
}

function entryOf(
  { person, deviceName, createdAt, key }: NewSession,
  { state, writers }: Pick<PersonEntry, 'state'> & { readonly writers: readonly string[] },
): PersonEntry {
  const { userId: user, roles, memberId } = person;
  return {
    user,
    roles: [...roles],
    deviceName,
    joinedAt: createdAt,
    state,
    writers: [...writers],
    ...withoutUndefined({ memberId, helpKey: key?.help, keySince: key?.agreedAt }),
  };
}
