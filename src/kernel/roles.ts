/**
 * What people do in a co-op. One table says what each role's devices hold and whether it works at the office's desk; what
 * it may write stands in each module's `permissions.ts`. A person has one role or more, and all of them add up
 * (decision 0016). Nothing else in the program compares the name of a role.
 */

/** Whose rows there are, as a grant names them (grants.ts). */
export const GRANT_PATTERNS = ['coop', 'member:self', 'member:*', 'book', 'admin'] as const;
export type GrantPattern = (typeof GRANT_PATTERNS)[number];

/** In the order in which lists show them. */
export const ROLES = [
  'director',
  'chief-accountant',
  'bookkeeper',
  'collector',
  'sales',
  'driver',
  'control',
  'admin',
  'member',
  'helper',
] as const;
export type Role = (typeof ROLES)[number];

interface RoleDefinition {
  /** What the role's devices hold where no grant row says otherwise. */
  readonly grants: readonly GrantPattern[];
  /** Wide layout, the office's home. */
  readonly isOffice: boolean;
}

const EVERYTHING = ['coop', 'member:*', 'book', 'admin'] as const;
const BUSINESS = ['coop', 'member:*', 'book'] as const;
const OWN = ['coop', 'member:self'] as const;

const DEFINITIONS: Readonly<Record<Role, RoleDefinition>> = {
  director: { grants: EVERYTHING, isOffice: true },
  // Late work is let in by documents of the scope `admin`.
  'chief-accountant': { grants: EVERYTHING, isOffice: true },
  bookkeeper: { grants: BUSINESS, isOffice: true },
  collector: { grants: ['coop', 'member:*'], isOffice: false },
  sales: { grants: BUSINESS, isOffice: true },
  driver: { grants: ['coop'], isOffice: false },
  control: { grants: EVERYTHING, isOffice: true },
  // Whoever invites members has to find them; the co-op's money is none of this role's business.
  admin: { grants: ['coop', 'member:*', 'admin'], isOffice: true },
  member: { grants: OWN, isOffice: false },
  helper: { grants: OWN, isOffice: false },
};

/** Who founds a co-op does everything in its office, until others are invited. Also what `office` stood for. */
export const FOUNDER_ROLES: readonly Role[] = ['director', 'chief-accountant', 'admin'];

/** Those who write for one member: the member, and whoever helps in the family. */
export const FARM_ROLES: readonly Role[] = ['member', 'helper'];
/** Those who keep the books. */
export const BOOK_ROLES: readonly Role[] = ['chief-accountant', 'bookkeeper'];
/** Those who read the whole business, whether or not they write in it. */
export const READING_ROLES: readonly Role[] = ['director', 'chief-accountant', 'bookkeeper', 'control'];

/** Those who read customers and what was sold to them. */
export const SELLING_ROLES: readonly Role[] = [...READING_ROLES, 'sales'];

/** Anything with roles: a person, a profile, an invitation. */
export interface WithRoles {
  readonly roles: readonly Role[];
}

/** Whether the person has one of these roles. */
export function hasRole({ roles }: WithRoles, among: readonly Role[]): boolean {
  return roles.some((role) => among.includes(role));
}

/** Wide layout and the office's home. */
export function worksInOffice({ roles }: WithRoles): boolean {
  return roles.some((role) => DEFINITIONS[role].isOffice);
}

/** Whether the person does something for the co-op, and not for one member alone. */
export function worksForCoop({ roles }: WithRoles): boolean {
  return roles.some((role) => !FARM_ROLES.includes(role));
}

/** The scopes of all the roles together, each once; who holds every member holds the own one too. */
export function patternsOfRoles({ roles }: WithRoles): readonly GrantPattern[] {
  const known = patterns.get(roles);
  if (known !== undefined) return known;
  const held = new Set(roles.flatMap((role) => DEFINITIONS[role].grants));
  if (held.has('member:*')) held.delete('member:self');
  const found = GRANT_PATTERNS.filter((pattern) => held.has(pattern));
  patterns.set(roles, found);
  return found;
}

/** Asked for every row that is written; a person's list of roles stays the same object. */
const patterns = new WeakMap<readonly Role[], readonly GrantPattern[]>();

/** Whether the person may invite somebody with these roles: members by who keeps the register, all others by an admin. */
export function mayInvite(person: WithRoles, invited: readonly Role[]): boolean {
  if (hasRole(person, ['admin'])) return true;
  return hasRole(person, BOOK_ROLES) && !worksForCoop({ roles: invited });
}

/**
 * The roles in what was stored or sent, which may be older than they are: `role: 'office'` is read as all that it stood
 * for, `role: 'sales driver'` as two. A later version's roles are left out; undefined when none is left.
 */
export function readRoles(kept: { readonly roles?: unknown; readonly role?: unknown }): readonly Role[] | undefined {
  const older = typeof kept.role === 'string' ? kept.role.split(' ') : [];
  const named: readonly unknown[] = Array.isArray(kept.roles) ? kept.roles : older;
  const roles = ROLES.filter((role) => named.includes(role) || (named.includes('office') && isFounders(role)));
  return roles.length === 0 ? undefined : roles;
}

/** A record whose roles are read as `readRoles` says, for a schema to go on with. */
export function withReadRoles(kept: unknown): unknown {
  if (typeof kept !== 'object' || kept === null) return kept;
  const { role: _older, ...rest }: Readonly<Record<string, unknown>> = { ...kept };
  const roles = readRoles(kept);
  return roles === undefined ? rest : { ...rest, roles };
}

function isFounders(role: Role): boolean {
  return FOUNDER_ROLES.includes(role);
}
