/** The registry, looked up the ways that the server needs it. */
import type { ModuleDefinition, SystemRole, TableDefinition, TablePermission } from '#kernel/module.ts';

export interface Rules {
  readonly tables: ReadonlyMap<number, TableDefinition>;
  readonly byRole: ReadonlyMap<SystemRole, TableDefinition>;
  readonly permissions: readonly TablePermission[];
}

export function rulesOf(registry: readonly ModuleDefinition[]): Rules {
  const known = RULES.get(registry);
  if (known !== undefined) return known;
  const tables = registry.flatMap((module) => module.tables);
  const rules: Rules = {
    tables: new Map(tables.map((table) => [table.number, table])),
    byRole: new Map(tables.flatMap((table) => (table.role === undefined ? [] : [[table.role, table]]))),
    permissions: registry.flatMap((module) => module.permissions),
  };
  RULES.set(registry, rules);
  return rules;
}

const RULES = new WeakMap<readonly ModuleDefinition[], Rules>();
