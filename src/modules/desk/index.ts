import type { ModuleDefinition } from '#kernel/module.ts';
import { permissions } from './permissions.ts';
import { attention, choices, decisions, distinctions, grants } from './records.ts';

export { setGrants } from './set-grants.ts';
export { attention, choices, decisions, distinctions, grants, type ChoiceRow } from './records.ts';

/** The repair desk: what was put aside, what people decide about it, and who may hold what. */
export const deskModule: ModuleDefinition = {
  name: 'desk',
  tables: [attention, decisions, grants, distinctions, choices],
  projections: [],
  permissions,
  tablesVersion: 2,
};
