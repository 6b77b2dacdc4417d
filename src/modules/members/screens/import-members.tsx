import { useTranslation } from 'react-i18next';
import { ImportFile } from '#hooks/import/import-file.tsx';
import { MEMBER_COLUMNS } from '../import.ts';
import { ImportPreview } from './import-preview.tsx';
import { PastImports } from './past-imports.tsx';

/** A register from a file: choose it, look at every row, take the good ones, and take all back if it was wrong. */
export function ImportMembers() {
  const { t } = useTranslation('members');
  return (
    <>
      <p>{t('import.text')}</p>
      <ImportFile columns={MEMBER_COLUMNS} required="name" namespace="members" before={<PastImports />}>
        {(opened) => <ImportPreview key={opened.name} opened={opened} />}
      </ImportFile>
    </>
  );
}
