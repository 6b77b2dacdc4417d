import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { printPage } from '#files/print.ts';
import { saveFile } from '#files/share.ts';
import type { SheetCell } from '#files/write-table.ts';
import { formatDate } from '#kernel/calendar.ts';
import { groupDigits } from '#kernel/quantity.ts';
import { Button } from '#ui-kit/button.tsx';
import { PrintIcon, SpreadsheetIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { PaperHeading } from '#ui-kit/paper-heading.tsx';
import { OnPaperTop } from '#ui-kit/paper-top.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { useDevice, useToday } from './device.tsx';
import { usePracticeMark } from './practice.ts';

export interface ListActionsProps<Row> {
  /** Of the list; names the sheet of paper, the file and its sheet. */
  readonly name: string;
  readonly rows: readonly Row[];
  /** Of the file: heading and what stands under it. */
  readonly columns: readonly (readonly [heading: string, cell: (row: Row) => SheetCell | undefined])[];
  /** `a4-wide` for many columns; `own` where the screen has a way to paper of its own. */
  readonly sheet?: 'a4' | 'a4-wide' | 'own';
}

/** The list as it is searched and shown: on paper, and as a file for Excel (feature m5). */
export function ListActions<Row>({ name, rows, columns, sheet = 'a4' }: ListActionsProps<Row>) {
  const { t } = useTranslation('common');
  const { coopName } = useDevice();
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
  const isEmpty = rows.length === 0;
  return (
    <div data-print="hide">
      {sheet !== 'own' && (
        <OnPaperTop>
          <PaperHeading owner={coopName} title={name} />
          <p>
            {t('sheet.onPaper', { count: rows.length, rows: groupDigits(String(rows.length)), day: formatDate(today) })}
          </p>
        </OnPaperTop>
      )}
      <Stack isRow>
        {sheet !== 'own' && (
          <Button icon={PrintIcon} label={t('sheet.print')} disabled={isEmpty} onPress={() => void printPage(sheet)} />
        )}
        <Button
          icon={SpreadsheetIcon}
          label={t('sheet.action')}
          disabled={said === 'busy' || isEmpty}
          onPress={() => void save()}
        />
      </Stack>
      {said !== undefined && said !== 'failed' && <p role="status">{t(`sheet.${said}`, { count: rows.length })}</p>}
      {said === 'failed' && <Notice kind="warning" title={t('sheet.failed')} />}
    </div>
  );
}
