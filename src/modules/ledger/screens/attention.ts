import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { formatDate } from '#kernel/calendar.ts';
import { closedPeriods } from '../index.ts';

export const attention: readonly AttentionScreen[] = [
  {
    table: closedPeriods,
    namespace: 'ledger',
    nameOf: (row) => formatDate(String(row['closedThrough'])),
    textOf: (_field, value) => (value === undefined ? '–' : formatDate(String(value))),
  },
];
