import { sayByName, type HistoryScreen } from '#hooks/history-screen.ts';
import { plots } from '../index.ts';

export const history: readonly HistoryScreen[] = [
  {
    table: plots,
    namespace: 'plots',
    say: sayByName(plots),
    path: ({ id }) => `/thua/${id}`,
  },
];
