import type { TablePermission } from '#kernel/module.ts';
import { BOOK_ROLES, FARM_ROLES } from '#kernel/roles.ts';
import { prices, products } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: products, roles: BOOK_ROLES, kinds: ['create', 'set', 'resolve', 'delete'], rows: 'all' },
  // Somebody who joins brings products that the co-op's list lacks: they are proposals until the office takes them.
  { table: products, roles: FARM_ROLES, kinds: ['create'], rows: 'all', when: (row) => row['isProposed'] === true },
  { table: prices, roles: BOOK_ROLES, kinds: ['post'], rows: 'all' },
];
