import type { ModuleDefinition } from '#kernel/module.ts';
import { permissions } from './permissions.ts';
import { plots } from './records.ts';

export { plots, type PlotRow } from './records.ts';

export const plotsModule: ModuleDefinition = {
  name: 'plots',
  tables: [plots],
  projections: [],
  permissions,
  tablesVersion: 1,
};
