import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import { AttentionIcon, DeviceIcon, OfflineIcon, ReceivedIcon, SendingIcon } from './icon.tsx';
import styles from './sync-chip.module.css';

export interface SyncChipProps {
  readonly unsent: number;
  readonly oldestUnsentAt?: number | null;
  readonly lastSyncedAt?: number | null;
  readonly status: 'idle' | 'syncing' | 'offline' | 'refused';
  /** Milliseconds, like the two instants above. */
  readonly now: number;
  readonly onPress: () => void;
}

const DAY_MS = 86_400_000;

function iconFor(status: SyncChipProps['status'], unsent: number) {
  if (status === 'refused') return AttentionIcon;
  if (status === 'syncing') return SendingIcon;
  if (status === 'offline') return OfflineIcon;
  return unsent > 0 ? DeviceIcon : ReceivedIcon;
}

/** "12 phiếu chưa gửi · gần nhất 2 ngày trước" (U31). Offline is grey; red is kept for a send that was refused (U32). */
export function SyncChip({ unsent, oldestUnsentAt = null, lastSyncedAt = null, status, now, onPress }: SyncChipProps) {
  const { t } = useTranslation('ui-kit');

  function ago(instant: number): string {
    const minutes = Math.floor(Math.max(0, now - instant) / 60_000);
    if (minutes < 1) return t('ago.now');
    if (minutes < 60) return t('ago.minutes', { count: minutes });
    if (minutes < 1440) return t('ago.hours', { count: Math.floor(minutes / 60) });
    return t('ago.days', { count: Math.floor(minutes / 1440) });
  }

  const waitsLong = oldestUnsentAt !== null && now - oldestUnsentAt > 3 * DAY_MS;
  const head =
    status === 'refused'
      ? t('chip.refused')
      : status === 'syncing'
        ? t('chip.syncing')
        : unsent > 0
          ? t('chip.unsent', { count: unsent })
          : t('chip.allSent');
  const tail = lastSyncedAt === null ? t('chip.never') : t('chip.last', { when: ago(lastSyncedAt) });
  const Icon = iconFor(status, unsent);
  return (
    <button
      type="button"
      className={classNames(styles['chip'], waitsLong && styles['waiting'], status === 'refused' && styles['refused'])}
      data-status={status}
      onClick={onPress}
    >
      <Icon aria-hidden size={20} />
      <span>{`${head} · ${tail}`}</span>
    </button>
  );
}
