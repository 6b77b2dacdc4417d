import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import styles from './check-row.module.css';
import { AttentionIcon, DangerIcon, InfoIcon, ReceivedIcon } from './icon.tsx';

export type CheckState = 'good' | 'note' | 'todo' | 'urgent';

const ICONS = { good: ReceivedIcon, note: InfoIcon, todo: AttentionIcon, urgent: DangerIcon } as const;

export interface CheckRowProps {
  /** What was looked at. */
  readonly title: string;
  /** What was found. */
  readonly detail: string;
  readonly state: CheckState;
}

/** One thing that was looked at: icon, word and colour together (U6). */
export function CheckRow({ title, detail, state }: CheckRowProps) {
  const { t } = useTranslation('ui-kit');
  const Icon = ICONS[state];
  return (
    <div className={classNames(styles['row'], styles[state])} data-check={state}>
      <Icon aria-hidden size={28} />
      <span className={styles['words']}>
        <span className={styles['title']}>{title}</span>
        <span>{detail}</span>
      </span>
      <span className={styles['state']}>{t(`check.${state}`)}</span>
    </div>
  );
}
