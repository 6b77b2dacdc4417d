import type { TablePermission } from '#kernel/module.ts';
import { writers } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: writers, role: 'office', kinds: ['create', 'set', 'resolve'], rows: 'all' },
  { table: writers, role: 'member', kinds: ['create', 'set', 'resolve'], rows: 'own' },
];
