import type { TablePermission } from '#kernel/module.ts';
import { BOOK_ROLES, FARM_ROLES } from '#kernel/roles.ts';
import { harvests } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: harvests, roles: [...BOOK_ROLES, 'collector'], kinds: ['post', 'reverse'], rows: 'all' },
  { table: harvests, roles: FARM_ROLES, kinds: ['post', 'reverse'], rows: 'own' },
];
