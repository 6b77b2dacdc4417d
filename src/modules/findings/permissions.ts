import type { TablePermission } from '#kernel/module.ts';
import { choices } from '#modules/desk/index.ts';
import { findingAnswers, findings } from './records.ts';

/** The board writes what it found and nothing else; nobody deletes it. Those who lead the co-op answer. */
export const permissions: readonly TablePermission[] = [
  { table: findings, roles: ['control'], kinds: ['create', 'set', 'resolve'], rows: 'all' },
  { table: findingAnswers, roles: ['director', 'chief-accountant'], kinds: ['post'], rows: 'all' },
  // Two of the board may disagree about a finding, and end it: what was not chosen is kept in the same save (DK5).
  { table: choices, roles: ['control'], kinds: ['post'], rows: 'all', when: isOfFinding },
];

function isOfFinding(row: Readonly<Record<string, unknown>>): boolean {
  return row['onTable'] === findings.number;
}
