import { useTranslation } from 'react-i18next';
import { ImportFile, type TemplateField } from '#hooks/import/import-file.tsx';
import { type ImportField, MEMBER_COLUMNS } from '../import.ts';
import { ImportPreview } from './import-preview.tsx';
import { PastImports } from './past-imports.tsx';

/** A register from a file: choose it, look at every row, take the good ones, and take all back if it was wrong. */
export function ImportMembers() {
  const { t } = useTranslation('members');
  const columns: readonly TemplateField<ImportField>[] = [
    { field: 'name', kind: 'text' },
    { field: 'code', kind: 'text' },
    // A year, or a day as people write it.
    { field: 'birth', kind: 'text' },
    { field: 'gender', kind: 'text', choices: [t('gender.male'), t('gender.female')] },
    { field: 'ethnicity', kind: 'text' },
    { field: 'idNumber', kind: 'text' },
    { field: 'phone', kind: 'text' },
    { field: 'village', kind: 'text' },
    { field: 'commune', kind: 'text' },
    { field: 'province', kind: 'text' },
    { field: 'areaM2', kind: 'number' },
    { field: 'capitalDong', kind: 'number' },
    { field: 'joinedOn', kind: 'day' },
    { field: 'note', kind: 'text' },
  ];
  return (
    <>
      <p>{t('import.text')}</p>
      <ImportFile
        columns={MEMBER_COLUMNS}
        required="name"
        namespace="members"
        template={{ name: t('title.list'), columns }}
        before={<PastImports />}
      >
        {(opened) => <ImportPreview key={opened.name} opened={opened} />}
      </ImportFile>
    </>
  );
}
