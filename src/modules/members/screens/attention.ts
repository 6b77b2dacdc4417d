import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import { groupDigits } from '#kernel/quantity.ts';
import { resolveMember } from '../commands.ts';
import { members } from '../index.ts';

export const attention: readonly AttentionScreen[] = [
  {
    table: members,
    namespace: 'members',
    nameOf: (row) => {
      const code = row['code'];
      return typeof code === 'string' ? `${String(row['name'])} · ${code}` : String(row['name']);
    },
    textOf: (field, value) => {
      if (value === undefined) return '–';
      if (field === 'capitalDong') return moneyText(Number(value));
      if (field === 'areaM2') return `${groupDigits(String(value))} m²`;
      return field === 'birth' || field === 'joinedOn' ? formatDate(String(value)) : String(value);
    },
    resolve: resolveMember,
  },
];
