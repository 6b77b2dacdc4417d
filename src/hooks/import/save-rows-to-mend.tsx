import { useTranslation } from 'react-i18next';
import { writeRowsToMend } from '#files/import/rows-to-mend.ts';
import type { Table } from '#files/import/table.ts';
import { saveFile } from '#files/share.ts';
import { Button } from '#ui-kit/button.tsx';
import { SpreadsheetIcon } from '#ui-kit/icon.tsx';
import { usePracticeMark } from '../practice.ts';

export interface SaveRowsToMendProps {
  /** The name of the file that they stand in. */
  readonly file: string;
  readonly table: Table<string>;
  /** Why each row stays out, by its number in the file. */
  readonly reasons: ReadonlyMap<number, string>;
}

/** The rows that do not come in, as a file to mend and to import by itself. Nothing when all come in. */
export function SaveRowsToMend({ file, table, reasons }: SaveRowsToMendProps) {
  const { t } = useTranslation('common');
  const marked = usePracticeMark();
  if (reasons.size === 0) return null;
  const save = async (): Promise<void> => {
    const rows = table.rows.flatMap(({ row, cells }) => {
      const reason = reasons.get(row);
      return reason === undefined ? [] : [{ cells, reason }];
    });
    const headings = table.columns.map((column) => column.heading.replace(/\s+/g, ' '));
    const blob = await writeRowsToMend({ headings, reasonHeading: t('import.mendReason'), rows });
    saveFile(blob, `${marked(file.replace(/\.\w+$/, ''))}-${t('import.mendFile')}.xlsx`);
  };
  return (
    <>
      <p>{t('import.mendText', { count: reasons.size })}</p>
      <Button
        wide
        icon={SpreadsheetIcon}
        label={t('import.mendSave', { count: reasons.size })}
        onPress={() => void save()}
      />
    </>
  );
}
