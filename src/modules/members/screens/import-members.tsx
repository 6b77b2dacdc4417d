import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findTable } from '#files/import/table.ts';
import { readSpreadsheet, type Sheet } from '#files/spreadsheet.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Fault, refuse, type Refusal } from '#kernel/result.ts';
import { FileButton } from '#ui-kit/file-button.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { MEMBER_COLUMNS } from '../import.ts';
import { ImportPreview, type OpenedFile } from './import-preview.tsx';
import { PastImports } from './past-imports.tsx';

/** A register from a file: choose it, look at every row, take the good ones, and take all back if it was wrong. */
export function ImportMembers() {
  const { t } = useTranslation('members');
  const [opened, setOpened] = useState<OpenedFile>();
  const [isReading, setReading] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const open = async (file: File): Promise<void> => {
    setReading(true);
    setOpened(undefined);
    setRefusal(undefined);
    try {
      setOpened(openedFile(file.name, await readSpreadsheet(file)));
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      setRefusal(refuse(cause.code, cause.values));
    } finally {
      setReading(false);
    }
  };
  return (
    <>
      <p>{t('import.text')}</p>
      <FileButton
        label={t(opened === undefined ? 'action.chooseFile' : 'action.otherFile')}
        accept=".xlsx,.csv,.tsv,.txt"
        onFile={(file) => void open(file)}
      />
      {isReading && <Loading />}
      <RefusalNotice refusal={refusal} namespace="members" />
      {opened === undefined ? <PastImports /> : <ImportPreview key={opened.name} opened={opened} />}
    </>
  );
}

function openedFile(name: string, sheets: readonly Sheet[]): OpenedFile {
  const tables = sheets.flatMap((sheet) => findTable(sheet, MEMBER_COLUMNS, 'name') ?? []);
  const [largest] = [...tables].sort((left, right) => right.rows.length - left.rows.length);
  if (largest === undefined) throw new Fault('file.noHeading');
  const ignored = sheets.map((sheet) => sheet.name).filter((sheet) => sheet !== largest.sheet);
  return { name, table: largest, ignored };
}
