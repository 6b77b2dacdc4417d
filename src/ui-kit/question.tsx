import { type ReactNode, useEffect, useRef } from 'react';
import styles from './question.module.css';

export interface QuestionProps {
  readonly text: string;
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}

/** One question on a screen (U16). It takes the focus when it changes, so that it is read aloud. */
export function Question({ text, hint, children }: QuestionProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [text]);
  return (
    <>
      <div>
        <h2 ref={heading} tabIndex={-1} className={styles['question']}>
          {text}
        </h2>
        {hint !== undefined && <p className={styles['hint']}>{hint}</p>}
      </div>
      {children}
    </>
  );
}
