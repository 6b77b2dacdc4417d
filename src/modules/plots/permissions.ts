import type { TablePermission } from '#kernel/module.ts';
import { BOOK_ROLES, FARM_ROLES } from '#kernel/roles.ts';
import { plots } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: plots, roles: BOOK_ROLES, kinds: ['create', 'set', 'resolve', 'delete'], rows: 'all' },
  { table: plots, roles: FARM_ROLES, kinds: ['create', 'set', 'resolve', 'delete'], rows: 'own' },
];
