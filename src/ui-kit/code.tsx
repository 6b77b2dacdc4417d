import styles from './code.module.css';

/** Letters that somebody reads out to somebody else. */
export function Code({ text }: { readonly text: string }) {
  return <p className={styles['code']}>{text}</p>;
}
