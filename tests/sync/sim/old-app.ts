/** The app as it was before the sales module came, and before some fields: what it cannot show it has to keep (I21). */
import type { ModuleDefinition, TableDefinition } from '#kernel/module.ts';
import { registry } from '#modules/registry.ts';

const LATER_MODULES: ReadonlySet<string> = new Set(['sales']);
const LATER_FIELDS: Readonly<Record<string, readonly string[]>> = {
  plots: ['areaM2', 'areaUnit'],
  harvests: ['plotId'],
  members: ['village'],
};

export const oldRegistry: readonly ModuleDefinition[] = registry
  .filter(({ name }) => !LATER_MODULES.has(name))
  .map((module) => ({ ...module, tables: module.tables.map(before) }));

function before(table: TableDefinition): TableDefinition {
  const later = LATER_FIELDS[table.name] ?? [];
  const fields = Object.fromEntries(Object.entries(table.fields).filter(([name]) => !later.includes(name)));
  return { ...table, fields };
}
