import type { ModuleDefinition } from '#kernel/module.ts';
import { permissions } from './permissions.ts';
import { attention, decisions, grants } from './records.ts';

export { attention, decisions, grants } from './records.ts';

/** The repair desk: what was put aside, what the office decides about it, and who may hold what. */
export const deskModule: ModuleDefinition = {
  name: 'desk',
  tables: [attention, decisions, grants],
  projections: [],
  permissions,
  tablesVersion: 1,
};
