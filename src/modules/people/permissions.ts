import type { TablePermission } from '#kernel/module.ts';
import { BOOK_ROLES, FARM_ROLES, ROLES } from '#kernel/roles.ts';
import { writers } from './records.ts';

/** Everybody introduces the log that he writes; the server lets nobody create a row under another log's name. */
export const permissions: readonly TablePermission[] = [
  {
    table: writers,
    roles: ROLES.filter((role) => !FARM_ROLES.includes(role)),
    kinds: ['create'],
    rows: 'all',
    when: (row) => row['memberId'] === undefined,
  },
  { table: writers, roles: [...BOOK_ROLES, 'admin'], kinds: ['set', 'resolve'], rows: 'all' },
  { table: writers, roles: FARM_ROLES, kinds: ['create', 'set', 'resolve'], rows: 'own' },
];
