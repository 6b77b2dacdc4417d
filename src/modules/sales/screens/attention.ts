import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { resolveCustomer } from '../commands.ts';
import { customers } from '../index.ts';

export const attention: readonly AttentionScreen[] = [
  {
    table: customers,
    namespace: 'sales',
    nameOf: (row) => String(row['name']),
    textOf: (_field, value) => (value === undefined ? '–' : String(value)),
    resolve: resolveCustomer,
  },
];
