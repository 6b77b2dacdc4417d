import type { ReactNode } from 'react';
import styles from './picture-steps.module.css';

export interface PictureStep {
  readonly text: string;
  /** Says nothing that the text does not say. */
  readonly picture: ReactNode;
}

/** What to do one after the other, each with a small picture beside it. */
export function PictureSteps({ steps }: { readonly steps: readonly PictureStep[] }) {
  return (
    <ol className={styles['steps']}>
      {steps.map(({ text, picture }, index) => (
        <li key={text} className={styles['step']}>
          {picture}
          <span className={styles['text']}>{`${index + 1}. ${text}`}</span>
        </li>
      ))}
    </ol>
  );
}
