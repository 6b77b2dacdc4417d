import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './choice-tiles.module.css';
import { CheckIcon, type IconType } from './icon.tsx';

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly icon?: IconType | undefined;
}

export interface ChoiceTilesProps {
  readonly label: string;
  /** Those that are chosen most come first: six are shown, the others when somebody asks for them (U18). */
  readonly choices: readonly Choice[];
  readonly value?: string | null;
  readonly onChoose: (id: string) => void;
  readonly onOther?: (() => void) | undefined;
  readonly otherLabel?: string | undefined;
}

const MOST_AT_ONCE = 6;

export function ChoiceTiles({ label, choices, value = null, onChoose, onOther, otherLabel }: ChoiceTilesProps) {
  const { t } = useTranslation('ui-kit');
  const [isAll, setAll] = useState(false);
  const room = MOST_AT_ONCE - (onOther === undefined ? 0 : 1);
  // One place is for the way to the others.
  const isShort = !isAll && choices.length > room && choices.findIndex(({ id }) => id === value) < room - 1;
  const shown = isShort ? choices.slice(0, room - 1) : choices;
  return (
    <div role="group" aria-label={label} className={styles['choices']}>
      {shown.map(({ id, label: name, detail, icon: Icon }) => (
        <button
          key={id}
          type="button"
          className={styles['choice']}
          aria-pressed={id === value}
          onClick={() => onChoose(id)}
        >
          {Icon && <Icon aria-hidden size={32} />}
          <span className={styles['words']}>
            <span className={styles['name']}>{name}</span>
            {detail && <span className={styles['detail']}>{detail}</span>}
          </span>
          {id === value && (
            <span className={styles['mark']}>
              <CheckIcon aria-hidden size={24} stroke={3} />
              {t('chosen')}
            </span>
          )}
        </button>
      ))}
      {isShort && (
        <button type="button" className={styles['choice']} onClick={() => setAll(true)}>
          <span className={styles['words']}>{t('more', { count: choices.length - shown.length })}</span>
        </button>
      )}
      {onOther && (
        <button type="button" className={styles['choice']} onClick={onOther}>
          <span className={styles['words']}>{otherLabel ?? t('other')}</span>
        </button>
      )}
    </div>
  );
}
