import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { formatDate } from '#kernel/calendar.ts';
import { choices, decisions, distinctions, grants } from '../index.ts';

const textOf: AttentionScreen['textOf'] = (field, value, _row, t) => {
  if (value === undefined) return '–';
  if (field === 'action') return t(`decided.${String(value)}`);
  if (field === 'postOn' || field === 'decidedOn') return formatDate(String(value));
  return Array.isArray(value) ? value.join(', ') : String(value);
};

export const attention: readonly AttentionScreen[] = [
  { table: decisions, namespace: 'desk', nameOf: (row) => formatDate(String(row['decidedOn'])), textOf },
  { table: grants, namespace: 'desk', nameOf: (row) => String(row['userId']), textOf },
  { table: distinctions, namespace: 'desk', nameOf: (row) => row.id, textOf },
  { table: choices, namespace: 'desk', nameOf: (row) => String(row['field']), textOf },
];
