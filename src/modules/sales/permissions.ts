import type { TablePermission } from '#kernel/module.ts';
import { confirmations, customers, sales } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: customers, role: 'office', kinds: ['create', 'set', 'resolve', 'delete'], rows: 'all' },
  { table: sales, role: 'office', kinds: ['post', 'reverse'], rows: 'all' },
  { table: confirmations, role: 'office', kinds: ['post'], rows: 'all' },
  {
    table: sales,
    role: 'member',
    kinds: ['post', 'reverse'],
    rows: 'own',
    when: (row) => row['direction'] === 'member-outside' || row['direction'] === 'member-coop',
  },
];
