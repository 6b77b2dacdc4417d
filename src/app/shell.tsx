import { IconCloudCheck, IconCloudOff, IconDeviceMobile, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useSyncStatus, useUnsent } from '#hooks/device.tsx';
import { Screen } from '#ui-kit/basic/kit.tsx';
import styles from '#ui-kit/basic/kit.module.css';

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
      title={props.namespace === undefined ? props.title : t(props.title)}
      onBack={props.onBack}
      isWide={props.isWide === true}
      chip={<SyncChip />}
    >
      {props.children}
    </Screen>
  );
}

/** How much has not left this device; a tap sends now (rules U31, U32). */
function SyncChip() {
  const { t } = useTranslation();
  const { sync } = useDevice();
  const unsent = useUnsent();
  const status = useSyncStatus();
  const count = unsent?.count ?? 0;
  const icon =
    sync === undefined ? (
      <IconDeviceMobile aria-hidden />
    ) : status.kind === 'syncing' ? (
      <IconRefresh aria-hidden />
    ) : count > 0 ? (
      <IconCloudOff aria-hidden />
    ) : (
      <IconCloudCheck aria-hidden />
    );
  return (
    <button
      type="button"
      className={styles['chip']}
      data-testid="sync-chip"
      data-status={status.kind}
      data-unsent={count}
      onClick={() => sync?.request()}
    >
      {icon}
      {text()}
    </button>
  );

  function text(): string {
    if (status.kind === 'refused' || (unsent?.attention ?? 0) > 0) return t('chip.refused');
    if (count > 0) return t('chip.unsent', { count });
    if (sync === undefined) return t('chip.alone');
    return status.kind === 'syncing' ? t('chip.syncing') : t('chip.allSent');
  }
}
