import type { ReactNode } from 'react';
import styles from './stack.module.css';

/** A few fields and one button; Enter presses it. */
export function StepForm(props: { readonly onSubmit: () => void; readonly children: ReactNode }) {
  return (
    <form
      className={styles['stack']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
    </form>
  );
}
