import { useTranslation } from 'react-i18next';
import { Notice } from '#ui-kit/notice.tsx';
import type { KeptAsFile } from './keep-file.ts';
import { STORAGE } from './texts.ts';

/** How many slips are in the file that was just made, and where it is. */
export function FileMade({ made }: { readonly made: KeptAsFile | undefined }) {
  const { t } = useTranslation(STORAGE);
  if (made === undefined) return null;
  if (made.how === 'cancelled') return <p role="status">{t('file.cancelled')}</p>;
  const where = t(`file.where.${made.how}`, { folder: made.folder });
  return <Notice kind="info" title={t('file.made', { count: made.operations })} whatToDo={where} />;
}
