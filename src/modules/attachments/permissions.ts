import type { TablePermission } from '#kernel/module.ts';
import { BOOK_ROLES, FARM_ROLES } from '#kernel/roles.ts';
import { photos } from './records.ts';

/** Whoever writes slips photographs them. A photo is never changed: another one is taken. */
export const permissions: readonly TablePermission[] = [
  { table: photos, roles: [...BOOK_ROLES, 'collector', 'sales'], kinds: ['create', 'delete'], rows: 'all' },
  { table: photos, roles: FARM_ROLES, kinds: ['create', 'delete'], rows: 'own' },
];
