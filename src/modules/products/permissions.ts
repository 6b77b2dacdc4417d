import type { TablePermission } from '#kernel/module.ts';
import { prices, products } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: products, role: 'office', kinds: ['create', 'set', 'resolve', 'delete'], rows: 'all' },
  // Somebody who joins brings products that the co-op's list lacks: they are proposals until the office takes them.
  { table: products, role: 'member', kinds: ['create'], rows: 'all', when: (row) => row['isProposed'] === true },
  { table: prices, role: 'office', kinds: ['post'], rows: 'all' },
];
