import styles from './paper-heading.module.css';

/** Whose page it is and what it is called, on paper only: the bar that says so on the screen is not printed. */
export function PaperHeading({ owner, title }: { readonly owner: string; readonly title: string }) {
  return (
    <div className={styles['heading']} data-print="only">
      <p>{owner}</p>
      <h2 className={styles['title']}>{title}</h2>
    </div>
  );
}
