import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useDevice, useSyncStatus, useUnsent, useUnsentByTable } from '#hooks/device.tsx';
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { CheckIcon, HistoryIcon, RefreshIcon } from '#ui-kit/icon.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { withTexts } from './with-texts.ts';

/** What has not left this device, by kind, and how the last try went (rule U31). Loaded when somebody looks. */
export function Outbox({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { sync } = useDevice();
  const [, navigate] = useLocation();
  const goTo = (path: string): void => {
    onClose();
    navigate(path);
  };
  return (
    <Dialog
      open={open}
      title={t('outbox.title')}
      onClose={onClose}
      actions={
        <>
          {sync !== undefined && (
            <Button wide kind="primary" icon={RefreshIcon} label={t('outbox.action')} onPress={() => sync.request()} />
          )}
          <Button wide icon={CheckIcon} label={t('safety.title')} onPress={() => goTo('/an-toan')} />
          <Button
            wide
            kind="quiet"
            icon={HistoryIcon}
            label={t('history.title')}
            onPress={() => goTo('/viec-da-lam')}
          />
        </>
      }
    >
      <Stack>
        <OutboxList />
        <Suspense fallback={null}>
          <WaitingPhotos />
        </Suspense>
      </Stack>
    </Dialog>
  );
}

/** Their words come with the screens', which the home has not loaded. */
const WaitingPhotos = withTexts(async () => ({
  default: (await import('#modules/attachments/screens/waiting-photos.tsx')).WaitingPhotos,
}));

function OutboxList() {
  const { t } = useTranslation();
  const { sync } = useDevice();
  const status = useSyncStatus();
  const byTable = useUnsentByTable();
  const completedAt = useUnsent()?.cursor.completedAt ?? 0;
  const isFull = status.kind === 'refused' && status.code.startsWith('storage.');
  const state = sync === undefined ? 'alone' : isFull ? 'device' : status.kind;
  return (
    <>
      <p>
        {t(`outbox.state.${state}`)}
        {status.kind === 'refused' && ` ${t(`error|${status.code}`, { keySeparator: '|', defaultValue: status.code })}`}
      </p>
      <Details
        label={t('outbox.title')}
        entries={[
          ...[...(byTable ?? [])].map(([table, number]): readonly [string, string] => [
            t(`records.${table}`),
            String(number),
          ]),
          [t('outbox.unsent'), byTable?.size === 0 ? t('chip.allSent') : undefined],
          [
            t('outbox.last'),
            completedAt === 0 ? undefined : `${formatDate(dateAt(completedAt))} ${timeOfDayAt(completedAt)}`,
          ],
        ]}
      />
    </>
  );
}
