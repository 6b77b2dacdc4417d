import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { writers } from '../index.ts';

export const attention: readonly AttentionScreen[] = [
  {
    table: writers,
    namespace: 'people',
    nameOf: (row) => String(row['name']),
    textOf: (_field, value) => (value === undefined ? '–' : String(value)),
  },
];
