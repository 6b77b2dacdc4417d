import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { AttentionIcon, DangerIcon, ReceivedIcon } from './icon.tsx';
import styles from './verdict.module.css';

const ICONS = { safe: ReceivedIcon, todo: AttentionIcon, urgent: DangerIcon } as const;

/** One answer in large: a word, one sentence, and the one thing to do next. */
export function Verdict(props: {
  readonly level: 'safe' | 'todo' | 'urgent';
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}) {
  const { level, title, text, children } = props;
  const Icon = ICONS[level];
  return (
    <section className={classNames(styles['verdict'], styles[level])} data-verdict={level}>
      <h2 className={styles['title']}>
        <Icon aria-hidden size={44} />
        <span>{title}</span>
      </h2>
      <p role="status">{text}</p>
      {children}
    </section>
  );
}
