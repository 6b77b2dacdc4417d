/**
 * Which rows a device may hold (docs/protocol.md "grants"). A grant is a pattern of scopes and, for documents, years;
 * it is written `member:*`, `book@2026` or `book@2025-2027`, and on the wire by one letter and the years.
 */
import type { Person } from './module.ts';
import { memberScope } from './module.ts';
import { GRANT_PATTERNS, patternsOfRoles, type GrantPattern, type WithRoles } from './roles.ts';

export interface Grant {
  readonly pattern: GrantPattern;
  /** Documents of earlier years are left out; 0: of all years. Records have no year and always belong. */
  readonly fromYear: number;
  readonly toYear: number;
}

const LAST_YEAR = 9999;
const TEXT = /^(coop|member:self|member:\*|book|admin)(?:@(\d{4})(?:-(\d{4})?)?)?$/;

/** The grant that a text writes, or undefined when it writes none. */
export function parseGrant(text: string): Grant | undefined {
  const match = TEXT.exec(text);
  const pattern = GRANT_PATTERNS.find((each) => each === match?.[1]);
  if (match === null || pattern === undefined) return undefined;
  const [, , from, to] = match;
  if (from === undefined) return { pattern, fromYear: 0, toYear: LAST_YEAR };
  const isOpen = text.endsWith('-');
  return {
    pattern,
    fromYear: Number(from),
    toYear: to === undefined ? (isOpen ? LAST_YEAR : Number(from)) : Number(to),
  };
}

export function grantText({ pattern, fromYear, toYear }: Grant): string {
  if (fromYear === 0 && toYear === LAST_YEAR) return pattern;
  const from = String(fromYear).padStart(4, '0');
  if (toYear === LAST_YEAR) return `${pattern}@${from}-`;
  return fromYear === toYear ? `${pattern}@${from}` : `${pattern}@${from}-${String(toYear).padStart(4, '0')}`;
}

/** Texts that write no grant are left out: a later version may know more patterns. */
export function parseGrants(texts: readonly string[]): readonly Grant[] {
  return texts.flatMap((text) => parseGrant(text) ?? []);
}

/** What a person's roles hold where no grant row says otherwise. */
export function grantsOfRoles(person: WithRoles): readonly Grant[] {
  return patternsOfRoles(person).map((pattern) => ({ pattern, fromYear: 0, toYear: LAST_YEAR }));
}

/** Whether a row of this scope and fiscal year (0: a record) is within the grants. */
export function holds(
  grants: readonly Grant[],
  person: Pick<Person, 'memberId'>,
  row: { readonly scope: string; readonly year: number },
): boolean {
  return grants.some((grant) => coversScope(grant.pattern, person, row.scope) && coversYear(grant, row.year));
}

export function coversScope(pattern: GrantPattern, { memberId }: Pick<Person, 'memberId'>, scope: string): boolean {
  if (pattern === 'member:*') return scope.startsWith(memberScope(''));
  if (pattern === 'member:self') return memberId !== undefined && scope === memberScope(memberId);
  return pattern === scope;
}

function coversYear(grant: Grant, year: number): boolean {
  return year === 0 || (year >= grant.fromYear && year <= grant.toYear);
}

/** Whether everything of `part` is within one grant of `whole`. */
export function includesGrant(whole: readonly Grant[], part: Grant): boolean {
  return whole.some(
    (grant) =>
      (grant.pattern === part.pattern || (grant.pattern === 'member:*' && part.pattern === 'member:self')) &&
      grant.fromYear <= part.fromYear &&
      grant.toYear >= part.toYear,
  );
}

/** Whether every row of every year is within the grants. */
export function holdsEverything(grants: readonly Grant[]): boolean {
  return parseGrants(['coop', 'member:*', 'book', 'admin']).every((grant) => includesGrant(grants, grant));
}

/** Both together, each pattern once with the widest years that stand side by side. */
export function unionOfGrants(left: readonly Grant[], right: readonly Grant[]): readonly Grant[] {
  const merged: Grant[] = [];
  for (const pattern of GRANT_PATTERNS) {
    const same = [...left, ...right].filter((grant) => grant.pattern === pattern);
    if (same.length === 0) continue;
    const fromYear = Math.min(...same.map((grant) => grant.fromYear));
    const toYear = Math.max(...same.map((grant) => grant.toYear));
    merged.push({ pattern, fromYear, toYear });
  }
  return merged;
}

/** What of `asked` is allowed: pattern by pattern, with the years that both have. */
export function intersectGrants(asked: readonly Grant[], allowed: readonly Grant[]): readonly Grant[] {
  return asked.flatMap((grant) =>
    allowed.flatMap((other) => {
      const isSame =
        grant.pattern === other.pattern || (grant.pattern === 'member:self' && other.pattern === 'member:*');
      const fromYear = Math.max(grant.fromYear, other.fromYear);
      const toYear = Math.min(grant.toYear, other.toYear);
      return isSame && fromYear <= toYear ? { pattern: grant.pattern, fromYear, toYear } : [];
    }),
  );
}
