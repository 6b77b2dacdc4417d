import { useTranslation } from 'react-i18next';
import styles from './signatures.module.css';

/** Places to sign, on paper only (U46). */
export function Signatures({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation('ui-kit');
  return (
    <div className={styles['places']} data-print="only">
      {names.map((name) => (
        <p key={name} className={styles['place']}>
          {name}
          <small>{t('signHere')}</small>
        </p>
      ))}
    </div>
  );
}
