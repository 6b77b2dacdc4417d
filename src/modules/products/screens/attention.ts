import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { resolveProduct } from '../commands.ts';
import { products } from '../index.ts';

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
];
