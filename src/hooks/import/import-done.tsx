import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { Refusal } from '#kernel/result.ts';
import { SavedCard } from '#ui-kit/saved-card.tsx';

/** How many rows came in, and the way back. The module has the words (`import.done`, `import.undoText`). */
export function ImportDone(props: {
  readonly count: number;
  readonly namespace: string;
  readonly refusal: Refusal | undefined;
  readonly onUndo: () => void;
  readonly children: ReactNode;
}) {
  const { count, namespace, refusal, onUndo, children } = props;
  const { t } = useTranslation(namespace);
  return (
    <SavedCard sentence={t('import.done', { count })} state="device" onUndo={onUndo}>
      <p>{t('import.undoText')}</p>
      {children}
      <RefusalNotice refusal={refusal} namespace={namespace} />
    </SavedCard>
  );
}
