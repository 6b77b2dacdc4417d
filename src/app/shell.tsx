import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useIsComplete, useStorageFault, useSyncStatus, useUnsent } from '#hooks/device.tsx';
import { ifThere } from '#hooks/if-there.ts';
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
  const { isPractice } = useDevice();
  const title = props.namespace === undefined ? props.title : t(props.title, { defaultValue: '' });
  return (
    <Screen
      practice={isPractice}
      title={title}
      onBack={props.onBack}
      density={props.isWide === true ? 'office' : 'field'}
      chip={isPractice ? undefined : <Chip />}
      listen={
        <Suspense fallback={null}>
          <Listen key={props.title} title={title} />
        </Suspense>
      }
    >
      <StorageBanner />
      {props.children}
    </Screen>
  );
}

const Listen = ifThere(async () => (await import('./listen.tsx')).Listen);

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
  const { sync, database } = useDevice();
  const unsent = useUnsent();
  const isComplete = useIsComplete() === true;
  const status = useSyncStatus();
  /** Undefined until somebody looks for the first time. */
  const [isOpen, setOpen] = useState<boolean>();
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
      {isOpen !== undefined && (
        <Suspense fallback={null}>
          <Outbox open={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

const Outbox = lazy(async () => ({ default: (await import('./outbox.tsx')).Outbox }));
