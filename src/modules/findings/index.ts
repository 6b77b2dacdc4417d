import type { ModuleDefinition } from '#kernel/module.ts';
import { permissions } from './permissions.ts';
import { findingAnswers, findings } from './records.ts';

export { findingAnswers, findings, type FindingAnswerRow, type FindingRow } from './records.ts';

/** What the board of control found, and what is said to it. */
export const findingsModule: ModuleDefinition = {
  name: 'findings',
  tables: [findings, findingAnswers],
  projections: [],
  permissions,
  tablesVersion: 1,
};
