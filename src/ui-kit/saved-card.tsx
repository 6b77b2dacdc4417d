import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { CheckIcon, UndoIcon } from './icon.tsx';
import styles from './saved-card.module.css';
import { StateMark, type RecordState } from './state-mark.tsx';

export interface SavedCardProps {
  /** What was saved, in one sentence. */
  readonly sentence: string;
  readonly state: RecordState;
  readonly onUndo?: (() => void) | undefined;
  readonly children: ReactNode;
}

/** After a save (U28): a big ✓, what was saved, where it is, and the way back. */
export function SavedCard({ sentence, state, onUndo, children }: SavedCardProps) {
  const { t } = useTranslation('ui-kit');
  useEffect(() => {
    if ('vibrate' in navigator) navigator.vibrate(30);
  }, []);
  return (
    <>
      <div role="status" className={styles['card']}>
        <span className={styles['check']}>
          <CheckIcon aria-hidden size={44} stroke={3} />
        </span>
        <p className={styles['sentence']}>{sentence}</p>
        <StateMark state={state} />
      </div>
      {onUndo !== undefined && <Button wide icon={UndoIcon} label={t('undo')} onPress={onUndo} />}
      {children}
    </>
  );
}
