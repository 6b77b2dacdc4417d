import type { ModuleDefinition } from '#kernel/module.ts';
import { permissions } from './permissions.ts';
import { writers } from './records.ts';

export { introduce } from './commands.ts';
export { nameOfWriter } from './queries.ts';
export { writers, type WriterRow } from './records.ts';

/** Who works in the co-op's book, and in which log. */
export const peopleModule: ModuleDefinition = {
  name: 'people',
  tables: [writers],
  projections: [],
  permissions,
  tablesVersion: 1,
};
