import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import { BackIcon } from './icon.tsx';
import { PaperTop } from './paper-top.tsx';
import styles from './screen.module.css';

export interface ScreenProps {
  readonly title: string;
  readonly onBack?: (() => void) | undefined;
  /** The sync chip's place. */
  readonly chip?: ReactNode;
  /** The place of the button that reads aloud. */
  readonly listen?: ReactNode;
  /** Buttons that stay in reach of the thumb, at the bottom. */
  readonly actions?: ReactNode;
  readonly density?: 'field' | 'office';
  /** Yellow frame of "Tập thử" (U38). */
  readonly practice?: boolean;
  readonly children: ReactNode;
}

/** The frame of every page: title bar with back, main part, actions at the bottom. The page scrolls, nothing inside it. */
export function Screen(props: ScreenProps) {
  const { t } = useTranslation('ui-kit');
  const { title, onBack, chip, listen, actions, density = 'field', practice = false, children } = props;
  const [paperTop, setPaperTop] = useState<HTMLElement | null>(null);
  return (
    <div className={classNames(styles['screen'], practice && styles['practice'])} data-density={density}>
      <header className={styles['bar']} data-print="hide">
        {onBack && (
          <button type="button" className={styles['back']} onClick={onBack} aria-label={t('back')}>
            <BackIcon aria-hidden size={28} />
          </button>
        )}
        <h1 className={styles['title']}>{title}</h1>
        {practice && <strong className={styles['practiceWord']}>{t('practice')}</strong>}
        {listen}
        {chip && <div className={styles['chip']}>{chip}</div>}
      </header>
      <main className={styles['main']}>
        {practice && <p className={styles['onPaper']}>{t('practiceOnPaper')}</p>}
        <div ref={setPaperTop} className={styles['paperTop']} data-print="only" />
        <PaperTop value={paperTop}>{children}</PaperTop>
      </main>
      {actions && (
        <div className={styles['actions']} data-print="hide">
          {actions}
        </div>
      )}
    </div>
  );
}
