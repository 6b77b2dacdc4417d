import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckIcon, UndoIcon } from './icon.tsx';
import styles from './undo-bar.module.css';

export interface UndoBarProps {
  /** What was saved, in one sentence. */
  readonly sentence: string;
  readonly onUndo: () => void;
  /** The time is over: take the bar away. */
  readonly onDone: () => void;
  readonly seconds?: number;
}

/** After a save (U28): ✓, what was saved, that it is safe here, and undo for ten seconds. History undoes for ever. */
export function UndoBar({ sentence, onUndo, onDone, seconds = 10 }: UndoBarProps) {
  const { t } = useTranslation('ui-kit');
  const [left, setLeft] = useState(seconds);
  const finish = useEffectEvent(onDone);

  useEffect(() => {
    if ('vibrate' in navigator) navigator.vibrate(30);
  }, []);

  useEffect(() => {
    if (left <= 0) {
      finish();
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);

  return (
    <div className={styles['bar']}>
      <span className={styles['check']}>
        <CheckIcon aria-hidden size={36} stroke={3} />
      </span>
      <div role="status" className={styles['words']}>
        <p className={styles['sentence']}>{sentence}</p>
        <p className={styles['saved']}>{t('savedHere')}</p>
      </div>
      <button type="button" className={styles['undo']} onClick={onUndo}>
        <UndoIcon aria-hidden size={24} />
        {t('undo')}
        <span aria-hidden className={styles['left']}>
          {left}
        </span>
      </button>
    </div>
  );
}
