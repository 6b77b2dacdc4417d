import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RepairedText } from '#files/import/legacy/repair-text.ts';
import { columnLetters } from '#files/import/table.ts';
import { Button } from '#ui-kit/button.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';

export interface RepairedCell {
  readonly row: number;
  readonly column: number;
  readonly before: string;
  readonly after: string;
  /** In plain words. */
  readonly why: string;
}

/** Cells whose letters were brought to Unicode; `t` speaks the common texts. */
export function repairedLetters(
  repaired: readonly RepairedText[],
  t: (key: string) => string,
): readonly RepairedCell[] {
  return repaired.map(({ encoding, ...cell }) => ({ ...cell, why: t(`common:import.encoding.${encoding}`) }));
}

const AT_ONCE = 50;

/** What stood in each cell that was changed without a doubt, what it became and why. Nothing when there was none. */
export function RepairedCells({ cells }: { readonly cells: readonly RepairedCell[] }) {
  const { t } = useTranslation('common');
  const [start, setStart] = useState(0);
  const shown = cells.slice(start, start + AT_ONCE);
  if (shown.length === 0) return null;
  return (
    <Stack>
      <h2>{t('import.repaired', { count: cells.length })}</h2>
      <p>{t('import.repairedText')}</p>
      <DataTable
        label={t('import.repairedLabel')}
        rows={shown}
        keyOf={(cell) => `${cell.row} ${cell.column} ${cell.why}`}
        columns={[
          { key: 'cell', title: t('import.cell'), render: ({ row, column }) => `${columnLetters(column)}${row}` },
          // A font of that time is not here, so this is what any program shows.
          { key: 'before', title: t('import.before'), render: ({ before }) => before },
          { key: 'after', title: t('import.after'), render: ({ after }) => after },
          { key: 'why', title: t('import.why'), render: ({ why }) => why },
        ]}
      />
      {start > 0 && <Button label={t('import.cellsBefore')} onPress={() => setStart(Math.max(0, start - AT_ONCE))} />}
      {start + AT_ONCE < cells.length && (
        <Button
          label={t('import.cellsAfter', { count: Math.min(AT_ONCE, cells.length - start - AT_ONCE) })}
          onPress={() => setStart(start + AT_ONCE)}
        />
      )}
    </Stack>
  );
}

/** Says at the top that the letters were of another time, and that the file itself stays as it is. */
export function OldLetters({ encodings }: { readonly encodings: readonly string[] }) {
  const { t } = useTranslation('common');
  return [...new Set(encodings)].map((encoding) => (
    <Notice
      key={encoding}
      kind="info"
      title={t('import.oldLetters', {
        count: encodings.filter((each) => each === encoding).length,
        letters: t(`import.encoding.${encoding}`),
      })}
    />
  ));
}
