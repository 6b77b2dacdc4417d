import { textIn, type HistoryScreen } from '#hooks/history-screen.ts';
import { askAgain } from '../commands.ts';
import { choices, decisions, distinctions, grants } from '../index.ts';

export const history: readonly HistoryScreen[] = [
  {
    table: decisions,
    namespace: 'desk',
    say: async ({ fields }) => ({ key: textIn(fields, 'action') }),
    path: () => '/can-xem-lai',
  },
  {
    table: grants,
    namespace: 'desk',
    say: async ({ fields: { patterns } }) => ({
      key: Array.isArray(patterns) && patterns.length === 0 ? 'block' : 'admit',
    }),
  },
  {
    table: distinctions,
    namespace: 'desk',
    say: async ({ kind }) => ({ key: kind === 'delete' ? 'askAgain' : 'areTwo' }),
    undo: askAgain,
  },
  // The value that was chosen is told at its own row, which was saved with it.
  { table: choices, namespace: 'desk', say: async () => ({ key: 'choose' }) },
];
