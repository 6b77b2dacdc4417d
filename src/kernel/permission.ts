/** What a person may write at all: asked by commands that write more for some, and by screens for what they offer. */
import type { ChangeKind, TableDefinition, TablePermission } from './module.ts';
import { hasRole, type WithRoles } from './roles.ts';

/**
 * Whether one of the person's roles may make such a change to some row. `row`: what the row would say, as far as the
 * question is about it (a sale's direction). Whose row it is, and whether the device holds it, is asked when it is saved.
 */
export function mayWrite(
  permissions: readonly TablePermission[],
  person: WithRoles,
  change: {
    readonly table: TableDefinition;
    readonly kind: ChangeKind;
    readonly row: Readonly<Record<string, unknown>> | undefined;
  },
): boolean {
  const { table, kind, row } = change;
  return permissions.some(
    (permission) =>
      permission.table.number === table.number &&
      permission.kinds.includes(kind) &&
      hasRole(person, permission.roles) &&
      (row === undefined || permission.when === undefined || permission.when(row)),
  );
}
