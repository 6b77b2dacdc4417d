/** What a person may hold and whether his work counts, as the co-op's own log says it at this moment. */
import { coversScope, grantsOfRoles, parseGrants, type Grant } from '#kernel/grants.ts';
import type { Person } from '#kernel/module.ts';
import type { ClosedPeriodRow, GrantRow } from '#kernel/system-rows.ts';
import { isDeleted } from '#protocol/merge.ts';
import { shownRow } from '#protocol/shown-row.ts';
import type { CoopReader } from '../store/store.ts';
import type { Rules } from './rules.ts';

export interface Access {
  readonly grants: readonly Grant[];
  /** `pending`: joined and not approved; `revoked`: everything was taken away. */
  readonly state: 'active' | 'pending' | 'revoked';
}

export function grantPointer(user: string): string {
  return `grant/${user}`;
}

export const PERIOD_POINTER = 'closed-period';

export function accessOf(reader: Pick<CoopReader, 'pointer' | 'row'>, rules: Rules, person: Person): Access {
  const row = systemRow<GrantRow>(reader, rules, { pointer: grantPointer(person.userId), role: 'grant' });
  if (row === undefined)
    return person.isPending === true
      ? { grants: [], state: 'pending' }
      : { grants: grantsOfRoles(person), state: 'active' };
  const grants = parseGrants(row.patterns ?? []);
  return { grants, state: grants.length === 0 ? 'revoked' : 'active' };
}

/** Days up to this one (ISO date) take no more documents; empty when no period is closed. */
export function closedThrough(reader: Pick<CoopReader, 'pointer' | 'row'>, rules: Rules): string {
  return (
    systemRow<ClosedPeriodRow>(reader, rules, { pointer: PERIOD_POINTER, role: 'closed-period' })?.closedThrough ?? ''
  );
}

export function mayWriteIn(access: Access, person: Person, scope: string): boolean {
  return access.grants.some((grant) => coversScope(grant.pattern, person, scope));
}

function systemRow<Row>(
  reader: Pick<CoopReader, 'pointer' | 'row'>,
  rules: Rules,
  at: { readonly pointer: string; readonly role: 'grant' | 'closed-period' },
): Partial<Row> | undefined {
  const id = reader.pointer(at.pointer);
  const state = id === undefined ? undefined : reader.row(id);
  const table = rules.byRole.get(at.role);
  if (state === undefined || table === undefined || isDeleted(state)) return undefined;
  // The row passed the table's schema when it was stored.
  return shownRow(table, state) as Partial<Row>;
}
