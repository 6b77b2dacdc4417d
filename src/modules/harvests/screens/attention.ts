import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { formatDate } from '#kernel/calendar.ts';
import { quantityText } from '#kernel/quantity.ts';
import { reverseHarvest } from '../commands.ts';
import { harvests } from '../index.ts';

const quantityOf = ({ quantityMilli, unit }: Readonly<Record<string, unknown>>): string =>
  quantityText(Number(quantityMilli), typeof unit === 'string' ? unit : '');

export const attention: readonly AttentionScreen[] = [
  {
    table: harvests,
    namespace: 'harvests',
    nameOf: (row) => `${quantityOf(row)} · ${formatDate(String(row['harvestedOn']))}`,
    textOf: (field, value, row) => {
      if (value === undefined) return '–';
      if (field === 'quantityMilli') return quantityOf(row);
      return field === 'harvestedOn' ? formatDate(String(value)) : String(value);
    },
    lines: [
      ['memberId', 'field.member'],
      ['productId', 'field.product'],
      ['quantityMilli', 'field.quantity'],
      ['harvestedOn', 'field.day'],
      ['plotId', 'field.plot'],
      ['note', 'field.note'],
      ['reversesId', 'field.reverses'],
    ],
    reverse: reverseHarvest,
    recordPath: '/thu-hoach/ghi',
  },
];
