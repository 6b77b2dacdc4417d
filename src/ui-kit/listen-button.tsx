import { useTranslation } from 'react-i18next';
import { ListenIcon, StopIcon } from './icon.tsx';
import styles from './listen-button.module.css';

/** In the title bar, beside the sync chip. Its word is for a screen reader: there is no room for it on a phone. */
export function ListenButton({ isReading, onPress }: { readonly isReading: boolean; readonly onPress: () => void }) {
  const { t } = useTranslation('ui-kit');
  const Icon = isReading ? StopIcon : ListenIcon;
  return (
    <button
      type="button"
      className={styles['listen']}
      aria-label={t(isReading ? 'listenStop' : 'listen')}
      onClick={onPress}
    >
      <Icon aria-hidden size={28} />
    </button>
  );
}
