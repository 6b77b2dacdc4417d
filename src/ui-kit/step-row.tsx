import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { OpenIcon } from './icon.tsx';
import styles from './step-row.module.css';

export interface StepRowProps {
  /** What was done, in one sentence. */
  readonly sentence: string;
  /** Already formatted: when. */
  readonly time: string;
  /** Its state mark. */
  readonly mark: ReactNode;
  /** Taken back: the sentence is struck. */
  readonly isUndone: boolean;
  readonly onOpen?: (() => void) | undefined;
  /** The way back, a button. */
  readonly children?: ReactNode;
}

/** One thing that somebody did; the words open it, and the way back stands beside them. */
export function StepRow({ sentence, time, mark, isUndone, onOpen, children }: StepRowProps) {
  const words = (
    <span className={styles['words']}>
      <span className={styles['sentence']}>{sentence}</span>
      <span className={styles['detail']}>
        <span>{time}</span>
        {mark}
      </span>
    </span>
  );
  return (
    <div className={classNames(styles['row'], isUndone && styles['undone'])}>
      {onOpen === undefined ? (
        words
      ) : (
        <button type="button" className={styles['open']} onClick={onOpen}>
          {words}
          <OpenIcon aria-hidden size={22} />
        </button>
      )}
      {children}
    </div>
  );
}

/** Above the first step of a day. */
export function StepDay({ day }: { readonly day: string }) {
  return <h2 className={styles['day']}>{day}</h2>;
}
