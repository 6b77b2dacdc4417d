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
  /** At most six with the "other" one (U18). */
  readonly choices: readonly Choice[];
  readonly value?: string | null;
  readonly onChoose: (id: string) => void;
  readonly onOther?: (() => void) | undefined;
  readonly otherLabel?: string | undefined;
}

export function ChoiceTiles({ label, choices, value = null, onChoose, onOther, otherLabel }: ChoiceTilesProps) {
  const { t } = useTranslation('ui-kit');
  return (
    <div role="group" aria-label={label} className={styles['choices']}>
      {choices.map(({ id, label: name, detail, icon: Icon }) => (
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
      {onOther && (
        <button type="button" className={styles['choice']} onClick={onOther}>
          <span className={styles['words']}>{otherLabel ?? t('other')}</span>
        </button>
      )}
    </div>
  );
}
