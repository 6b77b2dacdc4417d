import type { TablePermission } from '#kernel/module.ts';
import { decisions, grants } from './records.ts';

/** Cards are written by the server alone, so nobody may. */
export const permissions: readonly TablePermission[] = [
  { table: decisions, role: 'office', kinds: ['post'], rows: 'all' },
  { table: grants, role: 'office', kinds: ['create', 'set', 'resolve', 'delete'], rows: 'all' },
];
