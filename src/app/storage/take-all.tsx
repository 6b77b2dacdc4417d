import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '#files/share.ts';
import { useDevice, useToday } from '#hooks/device.tsx';
import { usePracticeMark } from '#hooks/practice.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { screenTexts } from '#i18n/index.ts';
import { readerOver } from '#local-db/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { SpreadsheetIcon } from '#ui-kit/icon.tsx';
import { useAttempt } from '../onboarding/use-attempt.ts';
import { STORAGE } from './texts.ts';

/** Everything that is here as one Excel file: nobody is held by this app (feature m6). */
export function TakeAll() {
  const { t } = useTranslation([STORAGE, 'common', 'ui-kit']);
  const { database, coopName } = useDevice();
  const today = useToday();
  const marked = usePracticeMark();
  const { attempt, isBusy, fault } = useAttempt();
  const [rows, setRows] = useState<number>();
  const take = async (): Promise<void> => {
    setRows(undefined);
    const [{ tablesOfBook }, { writeTables }] = await Promise.all([
      import('./whole-book.ts'),
      import('#files/write-table.ts'),
      screenTexts(),
    ]);
    const say = (key: string, otherwise: string): string => t(key, { defaultValue: otherwise });
    const tables = await tablesOfBook(readerOver(database.store.reader), { t: say, marked });
    saveFile(await writeTables(tables), `${marked(`${t('whole.file')} ${coopName} ${today}`)}.xlsx`);
    setRows(tables.reduce((sum, table) => sum + table.rows.length, 0));
  };
  return (
    <>
      <h2>{t('whole.title')}</h2>
      <p>{t('whole.text')}</p>
      <Button wide icon={SpreadsheetIcon} label={t('whole.action')} disabled={isBusy} onPress={() => attempt(take)} />
      {rows !== undefined && <p role="status">{t('whole.done', { count: rows })}</p>}
      <RefusalNotice refusal={fault} namespace={STORAGE} />
    </>
  );
}
