import type { ReactNode } from 'react';
import styles from './said.module.css';

/** What somebody wrote, with who and when above it, as it was written line by line. */
export function Said(props: { readonly by: string; readonly text: string; readonly children?: ReactNode }) {
  return (
    <article className={styles['said']}>
      <p className={styles['by']}>{props.by}</p>
      <p className={styles['text']}>{props.text}</p>
      {props.children}
    </article>
  );
}

/** The beginning of a long text in a table; all of it on paper. */
export function Beginning({ text }: { readonly text: string }) {
  return <span className={styles['beginning']}>{text}</span>;
}
