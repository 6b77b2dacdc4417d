import { textIn, type HistoryScreen, type StepToSay } from '#hooks/history-screen.ts';
import type { Reader } from '#kernel/module.ts';
import { findingAnswers, findings } from '../index.ts';
import { shortened } from './shortened.ts';

/** No step here is taken back: a finding stays and is settled, an answer stays and is added to (FD1, FD3). */
export const history: readonly HistoryScreen[] = [
  {
    table: findings,
    namespace: 'findings',
    say: async (step, read) => ({
      key: keyOf(step),
      values: { what: await whatOf(read, step.id) },
      changed: Object.keys(step.fields),
    }),
    path: ({ id }) => `/kien-nghi/${id}`,
  },
  {
    table: findingAnswers,
    namespace: 'findings',
    say: async ({ fields }, read) => ({
      key: 'answer',
      values: { what: await whatOf(read, textIn(fields, 'findingId')) },
    }),
    path: ({ fields }) => `/kien-nghi/${textIn(fields, 'findingId')}`,
  },
];

function keyOf({ kind, fields }: StepToSay): string {
  if (kind !== 'set' || !('settledOn' in fields)) return kind;
  return fields['settledOn'] === undefined ? 'reopen' : 'settle';
}

async function whatOf(read: Reader, id: string): Promise<string> {
  const finding = await read.get(findings, id);
  return finding === undefined ? '…' : shortened(finding.what);
}
