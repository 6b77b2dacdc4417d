import type { TablePermission } from '#kernel/module.ts';
import { BOOK_ROLES, FARM_ROLES } from '#kernel/roles.ts';
import { members } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: members, roles: BOOK_ROLES, kinds: ['create', 'set', 'resolve', 'delete'], rows: 'all' },
  { table: members, roles: FARM_ROLES, kinds: ['set'], rows: 'own' },
];
