import { textIn, type HistoryScreen } from '#hooks/history-screen.ts';
import { formatDate } from '#kernel/calendar.ts';
import { closedPeriods, OPEN_SINCE } from '../index.ts';

export const history: readonly HistoryScreen[] = [
  {
    table: closedPeriods,
    namespace: 'ledger',
    say: async ({ fields }) => {
      const day = textIn(fields, 'closedThrough');
      return day <= OPEN_SINCE ? { key: 'openAll' } : { key: 'closeThrough', values: { date: formatDate(day) } };
    },
    path: () => '/khoa-so',
  },
];
