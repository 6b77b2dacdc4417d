import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  useDevice,
  useIsComplete,
  useStorageFault,
  useSyncStatus,
  useUnsent,
  useUnsentByTable,
} from '#hooks/device.tsx';
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { RefreshIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Screen } from '#ui-kit/screen.tsx';
import { SyncChip } from '#ui-kit/sync-chip.tsx';

/** The frame of every screen inside a book: title, back, and how much has not left this device. */
export function Shell(props: {
  readonly title: string;
  readonly namespace?: string;
  readonly isWide?: boolean;
  readonly onBack?: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation(props.namespace);
  return (
    <Screen
      title={props.namespace === undefined ? props.title : t(props.title, { defaultValue: '' })}
      onBack={props.onBack}
      density={props.isWide === true ? 'office' : 'field'}
      chip={<Chip />}
    >
      <StorageBanner />
      {props.children}
    </Screen>
  );
}

/** Red above everything while what is saved may not be kept (invariant I23). */
function StorageBanner() {
  const { t } = useTranslation();
  const fault = useStorageFault();
  if (fault === undefined) return null;
  const inShort = t(`error|${fault}`, { keySeparator: '|', defaultValue: '' });
  return (
    <Suspense fallback={inShort === '' ? null : <Notice kind="danger" title={inShort} />}>
      <StorageNotice code={fault} />
    </Suspense>
  );
}

const StorageNotice = lazy(async () => ({ default: (await import('./storage/storage-notice.tsx')).StorageNotice }));

/** A tap sends now and shows what is still here (rules U31, U32). */
function Chip() {
  const { t } = useTranslation();
  const { sync, database } = useDevice();
  const unsent = useUnsent();
  const isComplete = useIsComplete() === true;
  const status = useSyncStatus();
  const [isOpen, setOpen] = useState(false);
  const count = unsent?.count ?? 0;
  const hasTrouble = status.kind === 'refused' || (unsent?.attention ?? 0) > 0;
  return (
    <>
      <SyncChip
        unsent={count}
        status={hasTrouble ? 'refused' : status.kind}
        isAlone={sync === undefined}
        isComplete={isComplete}
        oldestMs={unsent?.oldestAt === undefined ? undefined : database.env.now() - unsent.oldestAt}
        onPress={() => {
          sync?.request();
          setOpen(true);
        }}
      />
      <Dialog open={isOpen} title={t('outbox.title')} onClose={() => setOpen(false)}>
        <OutboxList />
        {sync !== undefined && (
          <Button wide kind="primary" icon={RefreshIcon} label={t('outbox.action')} onPress={() => sync.request()} />
        )}
      </Dialog>
    </>
  );
}

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
