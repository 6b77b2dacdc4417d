import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { formatDate } from '#kernel/calendar.ts';
import { resolveFinding } from '../commands.ts';
import { findingAnswers, findings } from '../index.ts';
import { shortened } from './shortened.ts';

const textOf: AttentionScreen['textOf'] = (field, value) => {
  if (value === undefined) return '–';
  return field === 'foundOn' || field === 'settledOn' || field === 'answeredOn'
    ? formatDate(String(value))
    : String(value);
};

export const attention: readonly AttentionScreen[] = [
  {
    table: findings,
    namespace: 'findings',
    nameOf: (row) => shortened(String(row['what'])),
    textOf,
    lines: [
      ['what', 'field.what'],
      ['foundOn', 'field.foundOn'],
      ['onRow', 'field.onRow'],
      ['settledOn', 'field.settledOn'],
    ],
    resolve: resolveFinding,
  },
  {
    table: findingAnswers,
    namespace: 'findings',
    nameOf: (row) => shortened(String(row['text'])),
    textOf,
    lines: [
      ['findingId', 'field.findingId'],
      ['text', 'field.text'],
      ['answeredOn', 'field.answeredOn'],
    ],
  },
];
