import { Button } from './button.tsx';
import styles from './empty-state.module.css';

export interface EmptyStateProps {
  readonly title: string;
  /** What the list is for. */
  readonly text: string;
  readonly action?: { readonly label: string; readonly onPress: () => void } | undefined;
}

/** What it is for, one picture, one button (U37). */
export function EmptyState({ title, text, action }: EmptyStateProps) {
  return (
    <div className={styles['empty']}>
      <Terraces />
      <h2 className={styles['title']}>{title}</h2>
      <p>{text}</p>
      {action && <Button kind="primary" label={action.label} onPress={action.onPress} />}
    </div>
  );
}

function Terraces() {
  return (
    <svg viewBox="0 0 240 120" width="240" height="120" aria-hidden="true" className={styles['picture']}>
      <circle cx="178" cy="34" r="18" fill="var(--gold)" />
      <path d="M0 62Q60 22 120 54T240 46V120H0Z" fill="#cfe0c2" />
      <path d="M0 78Q60 44 120 72T240 64V120H0Z" fill="#8fb37e" />
      <path d="M0 94Q60 66 120 90T240 82V120H0Z" fill="#4c7f55" />
      <path d="M0 110Q60 88 120 108T240 100V120H0Z" fill="var(--green)" />
    </svg>
  );
}
