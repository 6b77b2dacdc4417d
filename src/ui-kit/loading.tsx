import { useTranslation } from 'react-i18next';
import styles from './loading.module.css';

/** `percent` while something known is being fetched (W6). */
export function Loading({ percent }: { readonly percent?: number | undefined }) {
  const { t } = useTranslation('ui-kit');
  return (
    <p className={styles['loading']} role="status">
      {percent === undefined ? t('loading') : t('loadingPercent', { percent })}
    </p>
  );
}
