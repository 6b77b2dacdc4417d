import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import { AttentionIcon, DangerIcon, InfoIcon } from './icon.tsx';
import styles from './notice.module.css';

export interface NoticeProps {
  /** danger: money or data at risk, and nothing else (U6). */
  readonly kind: 'info' | 'warning' | 'danger';
  readonly title: string;
  readonly safe?: string | undefined;
  readonly wrong?: string | undefined;
  readonly whatToDo?: string | undefined;
  readonly code?: string | undefined;
  readonly children?: ReactNode;
}

const ICONS = { info: InfoIcon, warning: AttentionIcon, danger: DangerIcon } as const;

/** Says what is safe, what is wrong, what to do, with a code (U34). */
export function Notice({ kind, title, safe, wrong, whatToDo, code, children }: NoticeProps) {
  const { t } = useTranslation('ui-kit');
  const Icon = ICONS[kind];
  const lines = [
    [t('notice.safe'), safe],
    [t('notice.wrong'), wrong],
    [t('notice.do'), whatToDo],
  ] as const;
  return (
    <section className={classNames(styles['notice'], styles[kind])} role={kind === 'info' ? 'note' : 'alert'}>
      <p className={styles['title']}>
        <Icon aria-hidden size={26} />
        <span>{title}</span>
      </p>
      {lines.map(([word, text]) => text && <p key={word}>{`${word}: ${text}`}</p>)}
      {code && <p className={styles['code']}>{t('code', { code })}</p>}
      {children}
    </section>
  );
}
