import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '#files/share.ts';
import type { SheetCell } from '#files/write-table.ts';
import { Button } from '#ui-kit/button.tsx';
import { SpreadsheetIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { useToday } from './device.tsx';
import { usePracticeMark } from './practice.ts';

export interface SaveTableProps<Row> {
  /** Of the list; names the file and its sheet. */
  readonly name: string;
  readonly rows: readonly Row[];
  /** Heading and what stands under it. */
  readonly columns: readonly (readonly [heading: string, cell: (row: Row) => SheetCell | undefined])[];
}

/** The list as it is searched and shown, as a file for Excel (feature m5). */
export function SaveTable<Row>({ name, rows, columns }: SaveTableProps<Row>) {
  const { t } = useTranslation('common');
  const marked = usePracticeMark();
  const today = useToday();
  const [said, setSaid] = useState<'busy' | 'done' | 'failed'>();
  const save = async (): Promise<void> => {
    setSaid('busy');
    try {
      const { writeTable } = await import('#files/write-table.ts');
      const blob = await writeTable({
        name: marked(name),
        headings: columns.map(([heading]) => heading),
        rows: rows.map((row) => columns.map(([, cell]) => cell(row) ?? null)),
      });
      saveFile(blob, `${marked(`${name} ${today}`)}.xlsx`);
      setSaid('done');
    } catch {
      // The writer is not on the device, or the memory does not do: the list is as it was.
      setSaid('failed');
    }
  };
  return (
    <div data-print="hide">
      <Button
        icon={SpreadsheetIcon}
        label={t('sheet.action')}
        disabled={said === 'busy' || rows.length === 0}
        onPress={() => void save()}
      />
      {said !== undefined && said !== 'failed' && <p role="status">{t(`sheet.${said}`, { count: rows.length })}</p>}
      {said === 'failed' && <Notice kind="warning" title={t('sheet.failed')} />}
    </div>
  );
}
