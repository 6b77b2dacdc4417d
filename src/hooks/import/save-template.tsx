import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateColumn } from '#files/import/write-template.ts';
import { saveFile } from '#files/share.ts';
import { Button } from '#ui-kit/button.tsx';
import { SpreadsheetIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';

export interface SaveTemplateProps {
  /** What is listed in it. */
  readonly name: string;
  readonly columns: readonly TemplateColumn[];
}

/** For who has no file yet: an empty one to fill in, with the columns that this import knows. */
export function SaveTemplate({ name, columns }: SaveTemplateProps) {
  const { t } = useTranslation('common');
  const [said, setSaid] = useState<'saved' | 'failed'>();
  const save = async (): Promise<void> => {
    try {
      const { writeTemplate } = await import('#files/import/write-template.ts');
      saveFile(await writeTemplate(name, columns), `${name} - ${t('import.template.file')}.xlsx`);
      setSaid('saved');
    } catch {
      // The writer is not on the device: nothing else has changed.
      setSaid('failed');
    }
  };
  return (
    <>
      <Button icon={SpreadsheetIcon} label={t('import.template.action')} onPress={() => void save()} />
      {said === 'saved' && <p role="status">{t('import.template.saved')}</p>}
      {said === 'failed' && <Notice kind="warning" title={t('import.template.failed')} />}
    </>
  );
}
