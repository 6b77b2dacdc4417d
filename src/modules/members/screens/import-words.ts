import { useTranslation } from 'react-i18next';
import { columnLetters, type Table } from '#files/import/table.ts';
import { repairedLetters, type RepairedCell } from '#hooks/import/repaired-cells.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import { cellText } from '#kernel/parse/cell.ts';
import { groupDigits } from '#kernel/quantity.ts';
import type { ImportField, ImportProblem, ImportRow, MemberImport } from '../import.ts';
import type { MemberRow } from '../index.ts';

/** How an import speaks: a problem at its cell, a value as people write it, what became of a cell. */
export function useImportWords() {
  const { t } = useTranslation(['members', 'common']);
  const problemWords = (problem: ImportProblem): string => {
    const cell = problem.column === undefined ? '' : `${columnLetters(problem.column)}${problem.row} `;
    const raw = cellText(problem.raw);
    const words = t(`problem.${problem.code}`, { row: problem.otherRow, ...problem.owner });
    return `${cell}${t(`field.${problem.field}`)}: ${words}${raw === '' ? '' : ` (“${raw}”)`}`;
  };
  const valueWords = ({ value }: ImportRow, field: keyof MemberRow): string => {
    const found = value[field];
    if (found === undefined) return t('common:import.leftEmpty');
    if (field === 'birth' || field === 'joinedOn') return formatDate(String(found));
    if (field === 'capitalDong') return moneyText(Number(found));
    if (field === 'areaM2') return `${groupDigits(String(found))} m²`;
    return field === 'gender' ? t(`gender.${String(found)}`) : String(found);
  };
  /** Cells of imported columns, by row and column: first their letters, then what reading changed. */
  const repairs = (read: MemberImport, table: Table<ImportField>): readonly RepairedCell[] => {
    const rows = new Map(read.rows.map((row) => [row.row, row]));
    const imported = new Set(table.columns.filter(({ field }) => field !== undefined).map(({ index }) => index));
    const letters = repairedLetters(
      table.repaired.filter(({ column }) => imported.has(column)),
      t,
    );
    const values = read.problems.flatMap((problem): readonly RepairedCell[] => {
      const { row, column, field, level, code, raw } = problem;
      const after = rows.get(row);
      if (level !== 'repair' || column === undefined || after === undefined) return [];
      const words = [valueWords(after, field), field === 'phone' ? (after.value.phone2 ?? '') : ''];
      return [
        {
          row,
          column,
          before: cellText(raw),
          after: words.filter((word) => word !== '').join(' · '),
          why: t(`problem.${code}`),
        },
      ];
    });
    return [...letters, ...values].sort((left, right) => left.row - right.row || left.column - right.column);
  };
  /** Why rows stay out: their errors, or that somebody left them out. Rows that the register has are no work for anybody. */
  const reasons = (read: MemberImport, isOut: (row: ImportRow) => boolean): ReadonlyMap<number, string> =>
    new Map(
      read.rows.filter(isOut).map((row) => {
        const errors = read.problems.filter((problem) => problem.row === row.row && problem.level !== 'repair');
        const words = errors.map(problemWords).join('; ');
        return [row.row, words === '' ? t('common:import.leftOut') : words];
      }),
    );
  return { problemWords, repairs, reasons };
}
