import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { resolvePlot } from '../commands.ts';
import { plots } from '../index.ts';
import { areaText } from '../queries.ts';

export const attention: readonly AttentionScreen[] = [
  {
    table: plots,
    namespace: 'plots',
    nameOf: (row) => String(row['name']),
    textOf: (field, value, row) => {
      if (value === undefined) return '–';
      return field === 'areaM2' ? areaText(Number(value), String(row['areaUnit'])) : String(value);
    },
    resolve: resolvePlot,
  },
];
