import type { ReactNode } from 'react';
import styles from './step-form.module.css';

/** A step that ends with one button; Enter presses it. */
export function StepForm(props: { readonly onSubmit: () => void; readonly children: ReactNode }) {
  return (
    <form
      className={styles['form']}
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
