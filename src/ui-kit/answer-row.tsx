import type { ReactNode } from 'react';
import styles from './answer-row.module.css';

export interface AnswerRowProps {
  readonly label: string;
  readonly value: string;
  readonly changeLabel: string;
  readonly onChange: () => void;
}

/** An answer that was offered and may be changed: what a repeat need not ask again (U17). */
export function AnswerRow({ label, value, changeLabel, onChange }: AnswerRowProps) {
  return (
    <button type="button" className={styles['row']} onClick={onChange}>
      <span className={styles['label']}>{label}</span> <span className={styles['change']}>{changeLabel}</span>
      <span className={styles['value']}>{value}</span>
    </button>
  );
}

/** Two beside each other where the text size allows: the keypad below them is to be seen whole. */
export function AnswerRows({ children }: { readonly children: ReactNode }) {
  return <div className={styles['rows']}>{children}</div>;
}
