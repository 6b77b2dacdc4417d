import { useTranslation } from 'react-i18next';
import { lunarDateOf } from '#kernel/lunar.ts';

/** "17/10 âm", for beside a local date, yyyy-mm-dd (U26). */
export function useLunarText(): (day: string) => string {
  const { t } = useTranslation('ui-kit');
  return (isoDate) => {
    const { day, month, isLeap } = lunarDateOf(isoDate);
    return t(isLeap ? 'lunarLeap' : 'lunar', { day, month });
  };
}
