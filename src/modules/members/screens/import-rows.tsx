import { useTranslation } from 'react-i18next';
import { Doubt } from '#hooks/import/doubt.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import { groupDigits } from '#kernel/quantity.ts';
import { CheckField } from '#ui-kit/check-field.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import type { ImportProblem, ImportRow, MemberImport } from '../import.ts';
import { useImportWords } from './import-words.ts';

/** Every row of the file: what comes out of it, and each doubt with its cell and what stood there. */
export function ImportRows(props: {
  readonly read: MemberImport;
  readonly taken: ReadonlySet<number>;
  readonly isKnown: (row: ImportRow) => boolean;
  readonly onToggle: (row: number, isTaken: boolean) => void;
}) {
  const { read, taken, isKnown, onToggle } = props;
  const { t } = useTranslation('members');
  const { problemWords } = useImportWords();
  const problemsOf = groupedByRow(read.problems);
  return (
    <DataTable
      label={t('import.preview')}
      rows={read.rows}
      keyOf={(row) => String(row.row)}
      columns={[
        {
          key: 'row',
          title: t('import.row'),
          render: (row) => (
            <CheckField
              label={String(row.row)}
              checked={taken.has(row.row)}
              onChange={(isTaken) => onToggle(row.row, isTaken)}
            />
          ),
        },
        {
          key: 'name',
          title: t('field.name'),
          render: (row) => [row.value.code, row.value.name].filter((part) => part !== undefined).join(' · '),
        },
        {
          key: 'birth',
          title: t('field.birth'),
          render: ({ value }) => (value.birth === undefined ? '' : formatDate(value.birth)),
        },
        { key: 'idNumber', title: t('field.idNumber'), render: ({ value }) => value.idNumber ?? '' },
        { key: 'phone', title: t('field.phone'), render: ({ value }) => value.phone ?? '' },
        { key: 'village', title: t('field.village'), render: ({ value }) => value.village ?? '' },
        {
          key: 'area',
          title: t('field.areaM2'),
          number: true,
          render: ({ value }) => (value.areaM2 === undefined ? '' : `${groupDigits(String(value.areaM2))} m²`),
        },
        {
          key: 'capital',
          title: t('field.capitalDong'),
          number: true,
          render: ({ value }) => (value.capitalDong === undefined ? '' : moneyText(value.capitalDong)),
        },
        {
          key: 'problems',
          title: t('import.look'),
          render: (row) => (
            <Stack>
              {isKnown(row) && <p>{t('import.known')}</p>}
              {!row.isImportable && <p>{t('import.waits')}</p>}
              {(problemsOf.get(row.row) ?? []).map((problem) => (
                <Doubt
                  key={`${problem.field} ${problem.code} ${problem.otherRow ?? ''}`}
                  level={problem.level}
                  words={problemWords(problem)}
                />
              ))}
            </Stack>
          ),
        },
      ]}
    />
  );
}

/** Repairs were done without doubt: they have a list of their own. */
function groupedByRow(problems: readonly ImportProblem[]): ReadonlyMap<number, readonly ImportProblem[]> {
  const grouped = new Map<number, ImportProblem[]>();
  for (const problem of problems) {
    if (problem.level !== 'repair') grouped.set(problem.row, [...(grouped.get(problem.row) ?? []), problem]);
  }
  return grouped;
}
