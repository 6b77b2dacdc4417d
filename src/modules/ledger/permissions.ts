import type { TablePermission } from '#kernel/module.ts';
import { closedPeriods } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: closedPeriods, roles: ['chief-accountant'], kinds: ['create', 'set', 'resolve'], rows: 'all' },
];
