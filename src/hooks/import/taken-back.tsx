import { useTranslation } from 'react-i18next';
import type { TakenBack } from '#kernel/batches.ts';
import { Notice } from '#ui-kit/notice.tsx';

/** How many rows of an import went and how many stayed, and why. The module has the words (`import.takenBack`). */
export function TakenBackNotice(props: { readonly takenBack: TakenBack; readonly namespace: string }) {
  const { t } = useTranslation(props.namespace);
  return (
    <div role="status">
      <Notice kind="info" title={t('import.takenBack', { ...props.takenBack })} />
    </div>
  );
}
