import type { TablePermission } from '#kernel/module.ts';
import { plots } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: plots, role: 'office', kinds: ['create', 'set', 'resolve', 'delete'], rows: 'all' },
  { table: plots, role: 'member', kinds: ['create', 'set', 'resolve', 'delete'], rows: 'own' },
];
