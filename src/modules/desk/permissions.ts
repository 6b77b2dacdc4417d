import type { TablePermission } from '#kernel/module.ts';
import { choices, decisions, distinctions, grants } from './records.ts';

/** Cards are written by the server alone, so nobody may. */
export const permissions: readonly TablePermission[] = [
  { table: decisions, role: 'office', kinds: ['post'], rows: 'all' },
  { table: grants, role: 'office', kinds: ['create', 'set', 'resolve', 'delete'], rows: 'all' },
  { table: distinctions, role: 'office', kinds: ['create', 'delete'], rows: 'all' },
  { table: distinctions, role: 'member', kinds: ['create', 'delete'], rows: 'own' },
  { table: choices, role: 'office', kinds: ['post'], rows: 'all' },
  { table: choices, role: 'member', kinds: ['post'], rows: 'own' },
];
