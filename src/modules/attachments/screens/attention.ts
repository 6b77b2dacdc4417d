import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { photos } from '../index.ts';

export const attention: readonly AttentionScreen[] = [
  {
    table: photos,
    namespace: 'attachments',
    nameOf: (row) => row.id,
    textOf: (_field, value) => (value === undefined ? '–' : String(value)),
    lines: [
      ['onRow', 'field.onRow'],
      ['memberId', 'field.memberId'],
      ['bytes', 'field.bytes'],
    ],
  },
];
