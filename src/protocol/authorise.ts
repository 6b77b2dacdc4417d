/** May this person make this change? Asked by the app before saving and enforced by the server when it arrives. */
import {
  memberScope,
  type ChangeKind,
  type Person,
  type TableDefinition,
  type TablePermission,
} from '#kernel/module.ts';
import { hasRole } from '#kernel/roles.ts';

export interface ChangeQuestion {
  readonly permissions: readonly TablePermission[];
  readonly person: Person;
  readonly table: TableDefinition;
  readonly kind: ChangeKind;
  /** The row as it would be shown after the change. */
  readonly row: Readonly<Record<string, unknown>>;
  readonly scope: string;
}

/** Denied unless a permission of the modules, for any of the person's roles, says otherwise. */
export function mayChange(question: ChangeQuestion): boolean {
  return question.permissions.some(
    (permission) =>
      permission.table.number === question.table.number &&
      hasRole(question.person, permission.roles) &&
      permission.kinds.includes(question.kind) &&
      (permission.rows === 'all' || isOwn(question.person, question.scope)) &&
      (permission.when === undefined || permission.when(question.row)),
  );
}

function isOwn(person: Person, scope: string): boolean {
  return person.memberId !== undefined && scope === memberScope(person.memberId);
}
