import { useTranslation } from 'react-i18next';
import { useDevice } from './device.tsx';

/** Puts before a text that leaves the app that it comes from practice; gives a real book's text as it is (U38, F14). */
export function usePracticeMark(): (text: string) => string {
  const { isPractice } = useDevice();
  const { t } = useTranslation('ui-kit');
  return (text) => (isPractice ? `${t('practice').toLocaleUpperCase()} · ${text}` : text);
}
