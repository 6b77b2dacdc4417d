import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { TakenBack } from '#kernel/batches.ts';
import type { Refusal } from '#kernel/result.ts';
import { SavedCard } from '#ui-kit/saved-card.tsx';
import { TakenBackNotice } from './taken-back.tsx';

/** How many rows came in, and the way back. The module has the words (`import.done`, `import.undoText`). */
export function ImportDone(props: {
  readonly count: number;
  readonly namespace: string;
  readonly refusal: Refusal | undefined;
  /** It was taken back, but for rows in use. */
  readonly takenBack: TakenBack | undefined;
  /** Absent where nothing of it can be taken back. */
  readonly onUndo: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  const { count, namespace, refusal, takenBack, onUndo, children } = props;
  const { t } = useTranslation(namespace);
  if (takenBack !== undefined) {
    return (
      <>
        <TakenBackNotice takenBack={takenBack} namespace={namespace} />
        {children}
      </>
    );
  }
  return (
    <SavedCard sentence={t('import.done', { count })} state="device" onUndo={onUndo}>
      {onUndo !== undefined && <p>{t('import.undoText')}</p>}
      {children}
      <RefusalNotice refusal={refusal} namespace={namespace} />
    </SavedCard>
  );
}
