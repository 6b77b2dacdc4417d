import type { TablePermission } from '#kernel/module.ts';
import { harvests } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: harvests, role: 'office', kinds: ['post', 'reverse'], rows: 'all' },
  { table: harvests, role: 'member', kinds: ['post', 'reverse'], rows: 'own' },
];
