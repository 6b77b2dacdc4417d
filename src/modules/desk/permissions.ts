import type { TablePermission } from '#kernel/module.ts';
import { BOOK_ROLES, FARM_ROLES } from '#kernel/roles.ts';
import { choices, decisions, distinctions, grants } from './records.ts';

/** Cards are written by the server alone, so nobody may. */
export const permissions: readonly TablePermission[] = [
  { table: decisions, roles: ['director', 'chief-accountant'], kinds: ['post'], rows: 'all' },
  { table: grants, roles: ['admin'], kinds: ['create', 'set', 'resolve', 'delete'], rows: 'all' },
  { table: distinctions, roles: [...BOOK_ROLES, 'collector', 'sales'], kinds: ['create', 'delete'], rows: 'all' },
  { table: distinctions, roles: FARM_ROLES, kinds: ['create', 'delete'], rows: 'own' },
  { table: choices, roles: BOOK_ROLES, kinds: ['post'], rows: 'all' },
  // Of customers, whose rows belong to no member.
  { table: choices, roles: ['sales'], kinds: ['post'], rows: 'all', when: (row) => row['memberId'] === undefined },
  { table: choices, roles: FARM_ROLES, kinds: ['post'], rows: 'own' },
];
