import type { ModuleDefinition } from '#kernel/module.ts';
import { permissions } from './permissions.ts';
import { members } from './records.ts';

export { memberLabel, members, searchWords, type MemberRow } from './records.ts';

export const membersModule: ModuleDefinition = {
  name: 'members',
  tables: [members],
  projections: [],
  permissions,
  tablesVersion: 1,
};
