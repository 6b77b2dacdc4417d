import type { TablePermission } from '#kernel/module.ts';
import { members } from './records.ts';

export const permissions: readonly TablePermission[] = [
  { table: members, role: 'office', kinds: ['create', 'set', 'resolve', 'delete'], rows: 'all' },
  { table: members, role: 'member', kinds: ['set'], rows: 'own' },
];
