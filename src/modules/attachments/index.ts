import type { ModuleDefinition } from '#kernel/module.ts';
import { permissions } from './permissions.ts';
import { photos } from './records.ts';

export { photos } from './records.ts';

/** Photos of records. */
export const attachmentsModule: ModuleDefinition = {
  name: 'attachments',
  tables: [photos],
  projections: [],
  permissions,
  tablesVersion: 1,
};
