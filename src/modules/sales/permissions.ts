import type { TablePermission } from '#kernel/module.ts';
import { BOOK_ROLES, FARM_ROLES } from '#kernel/roles.ts';
import { confirmations, customers, sales } from './records.ts';

/** Whoever pays for a purchase (the confirmation) is never the one who weighed it. */
export const permissions: readonly TablePermission[] = [
  {
    table: customers,
    roles: [...BOOK_ROLES, 'sales'],
    kinds: ['create', 'set', 'resolve', 'delete'],
    rows: 'all',
  },
  { table: sales, roles: BOOK_ROLES, kinds: ['post', 'reverse'], rows: 'all' },
  { table: sales, roles: ['sales'], kinds: ['post', 'reverse'], rows: 'all', when: isOfCoop },
  { table: sales, roles: ['collector'], kinds: ['post', 'reverse'], rows: 'all', when: isOfMember },
  { table: sales, roles: FARM_ROLES, kinds: ['post', 'reverse'], rows: 'own', when: isOfMember },
  { table: confirmations, roles: BOOK_ROLES, kinds: ['post'], rows: 'all' },
];

/** A member sells. */
function isOfMember(row: Readonly<Record<string, unknown>>): boolean {
  return row['direction'] === 'member-outside' || row['direction'] === 'member-coop';
}

/** The co-op sells. */
function isOfCoop(row: Readonly<Record<string, unknown>>): boolean {
  return row['direction'] === 'coop-customer' || row['direction'] === 'coop-member';
}
