import type { ModuleDefinition } from '#kernel/module.ts';
import { harvestTotals } from './effects.ts';
import { permissions } from './permissions.ts';
import { harvests } from './records.ts';

export { harvestTotals, memberProductKey, productKey } from './effects.ts';
export { harvests, type HarvestRow } from './records.ts';

export const harvestsModule: ModuleDefinition = {
  name: 'harvests',
  tables: [harvests],
  projections: [harvestTotals],
  permissions,
  tablesVersion: 1,
};
