import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { resolveProduct } from '../commands.ts';
import { formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import { prices, products } from '../index.ts';

export const attention: readonly AttentionScreen[] = [
  {
    table: products,
    namespace: 'products',
    nameOf: (row) => String(row['name']),
    textOf: (_field, value) => {
      if (value === undefined) return '–';
      if (typeof value === 'boolean') return value ? '✓' : '–';
      return Array.isArray(value) ? value.join(', ') : String(value);
    },
    resolve: resolveProduct,
  },
  {
    table: prices,
    namespace: 'products',
    nameOf: (row) => `${moneyText(Number(row['unitPriceDong']))} · ${formatDate(String(row['effectiveOn']))}`,
    textOf: (field, value) => {
      if (value === undefined) return '–';
      if (field === 'unitPriceDong') return moneyText(Number(value));
      return field === 'effectiveOn' ? formatDate(String(value)) : String(value);
    },
    lines: [
      ['productId', 'field.name'],
      ['grade', 'field.grade'],
      ['unitPriceDong', 'field.price'],
      ['effectiveOn', 'field.since'],
      ['note', 'field.note'],
    ],
  },
];
