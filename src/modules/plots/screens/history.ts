import { textIn, type HistoryScreen } from '#hooks/history-screen.ts';
import { plots } from '../index.ts';

export const history: readonly HistoryScreen[] = [
  {
    table: plots,
    namespace: 'plots',
    say: async ({ kind, id, fields }, read) => {
      const name = kind === 'create' ? textIn(fields, 'name') : ((await read.get(plots, id))?.name ?? '…');
      return { key: kind, values: { name }, changed: Object.keys(fields) };
    },
    path: ({ id }) => `/thua/${id}`,
  },
];
