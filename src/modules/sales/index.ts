import type { ModuleDefinition } from '#kernel/module.ts';
import { salesTotals } from './effects.ts';
import { permissions } from './permissions.ts';
import { confirmations, customers, sales } from './records.ts';

export { salesTotals, soldProductKey } from './effects.ts';
export { confirmations, customers, sales, type ConfirmationRow, type CustomerRow, type SaleRow } from './records.ts';

export const salesModule: ModuleDefinition = {
  name: 'sales',
  tables: [customers, sales, confirmations],
  projections: [salesTotals],
  permissions,
  tablesVersion: 1,
};
