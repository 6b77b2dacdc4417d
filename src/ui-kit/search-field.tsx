import { useTranslation } from 'react-i18next';
import { CloseIcon, SearchIcon } from './icon.tsx';
import styles from './search-field.module.css';

export interface SearchFieldProps {
  readonly label: string;
  /** A few words that fit into the field on a narrow phone. */
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** How many rows it finds: where there is none, it says so. */
  readonly found: number;
}

/** On paper it says what was searched for. */
export function SearchField({ label, hint, value, onChange, found }: SearchFieldProps) {
  const { t } = useTranslation('ui-kit');
  return (
    <>
      {value !== '' && (
        <p className={styles['onPaper']} data-print="only">
          {t('searchedFor', { text: value })}
        </p>
      )}
      <div className={styles['search']} role="search" data-print="hide">
        <SearchIcon aria-hidden size={26} className={styles['icon']} />
        <input
          type="text"
          inputMode="search"
          autoComplete="off"
          className={styles['input']}
          aria-label={label}
          placeholder={hint}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        {value !== '' && (
          <button type="button" className={styles['clear']} onClick={() => onChange('')} aria-label={t('clear')}>
            <CloseIcon aria-hidden size={24} />
          </button>
        )}
      </div>
      {value !== '' && found === 0 && <p>{t('nothingFound', { text: value })}</p>}
    </>
  );
}
