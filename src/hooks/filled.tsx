/** Figures stand only on what is here whole, and say with which year it begins (rule W6, design 5.11). */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui-kit/button.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { useFillingPercent, useOlderYears, useSyncStatus } from './device.tsx';

/** While what the figures stand on is being fetched, how far that is instead of the figures. */
export function WhenFilled({ children }: { readonly children: ReactNode }) {
  const percent = useFillingPercent();
  return percent === undefined ? children : <Loading percent={percent} />;
}

/** Says that this device leaves earlier years out, and fetches them. Nothing where it has everything. */
export function BookBegins() {
  const { t } = useTranslation();
  const years = useOlderYears();
  const isOffline = useSyncStatus().kind === 'offline';
  if (years === undefined) return null;
  return (
    <Notice kind="info" title={t('years.begins', { year: years.from })}>
      <p>{t(isOffline ? 'years.offline' : 'years.earlier', { year: years.first })}</p>
      {!isOffline && <Button label={t('years.action')} onPress={years.ask} />}
    </Notice>
  );
}
