import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import { quantityText } from '#kernel/quantity.ts';
import { resolveCustomer, reverseSale } from '../commands.ts';
import { confirmations, customers, sales } from '../index.ts';

const textOf: AttentionScreen['textOf'] = (field, value, row, t) => {
  if (value === undefined) return '–';
  const unit = typeof row['unit'] === 'string' ? row['unit'] : '';
  switch (field) {
    case 'quantityMilli':
      return quantityText(Number(value), unit);
    case 'unitPriceDong':
      return `${moneyText(Number(value))}/${unit}`;
    case 'amountDong':
      return moneyText(Number(value));
    case 'soldOn':
    case 'confirmedOn':
      return formatDate(String(value));
    case 'direction':
      return t(`direction.${String(value)}`);
    case 'payment':
      return t(`payment.${String(value)}`);
    default:
      return String(value);
  }
};

export const attention: readonly AttentionScreen[] = [
  {
    table: customers,
    namespace: 'sales',
    nameOf: (row) => String(row['name']),
    textOf: (_field, value) => (value === undefined ? '–' : String(value)),
    resolve: resolveCustomer,
  },
  {
    table: sales,
    namespace: 'sales',
    nameOf: (row) => `${moneyText(Number(row['amountDong']))} · ${formatDate(String(row['soldOn']))}`,
    textOf,
    lines: [
      ['direction', 'field.direction'],
      ['memberId', 'field.member'],
      ['customerId', 'field.customer'],
      ['buyerName', 'field.buyerName'],
      ['productId', 'field.product'],
      ['quantityMilli', 'field.quantity'],
      ['unitPriceDong', 'field.unitPrice'],
      ['amountDong', 'field.amount'],
      ['payment', 'field.payment'],
      ['soldOn', 'field.day'],
      ['note', 'field.note'],
      ['reversesId', 'field.reverses'],
    ],
    reverse: reverseSale,
    recordPath: '/ban-hang/ghi',
  },
  {
    table: confirmations,
    namespace: 'sales',
    nameOf: (row) => `${moneyText(Number(row['amountDong']))} · ${formatDate(String(row['confirmedOn']))}`,
    textOf,
    lines: [
      ['memberId', 'field.member'],
      ['saleId', 'field.confirms'],
      ['productId', 'field.product'],
      ['quantityMilli', 'field.quantity'],
      ['amountDong', 'field.amount'],
      ['payment', 'field.payment'],
      ['confirmedOn', 'field.day'],
    ],
  },
];
