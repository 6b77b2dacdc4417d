import type { ReactNode } from 'react';
import styles from './stack.module.css';

/** Things below each other, or beside each other where there is room. */
export function Stack(props: { readonly isRow?: boolean; readonly children: ReactNode }) {
  return <div className={props.isRow === true ? styles['row'] : styles['stack']}>{props.children}</div>;
}
