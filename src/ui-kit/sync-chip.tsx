import type { PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import { AttentionIcon, DeviceIcon, OfflineIcon, ReceivedIcon, SendingIcon } from './icon.tsx';
import styles from './sync-chip.module.css';

export interface SyncChipProps {
  readonly unsent: number;
  readonly status: 'idle' | 'syncing' | 'offline' | 'refused';
  /** This device belongs to no server. */
  readonly isAlone: boolean;
  /** Everything is on the server, and everything of the server is here. */
  readonly isComplete: boolean;
  /** How long ago the oldest unsent one was saved, ms. */
  readonly oldestMs?: number | undefined;
  readonly onPress: () => void;
}

const HOUR_MS = 3_600_000;

/** The last slip may leave while a finger is on it: with few words it would not be under the finger any more when it is lifted. */
function keepSize({ currentTarget: chip }: PointerEvent<HTMLElement>): void {
  chip.style.minWidth = `${chip.offsetWidth}px`;
  chip.style.minHeight = `${chip.offsetHeight}px`;
  const release = (): void => {
    // The click comes after this.
    setTimeout(() => {
      chip.style.minWidth = '';
      chip.style.minHeight = '';
    });
  };
  for (const end of ['pointerup', 'pointercancel'] as const) window.addEventListener(end, release, { once: true });
}

/** "12 chưa gửi · 2 ngày" (U31, I25). Offline is grey; red is kept for what people have to look at (U32). */
export function SyncChip({ unsent, status, isAlone, isComplete, oldestMs = 0, onPress }: SyncChipProps) {
  const { t } = useTranslation('ui-kit');
  const Icon = iconOf();
  return (
    <button
      type="button"
      className={classNames(styles['chip'], status === 'refused' && styles['refused'])}
      data-testid="sync-chip"
      data-status={status}
      data-unsent={unsent}
      data-complete={isComplete}
      onPointerDown={keepSize}
      onClick={onPress}
    >
      <Icon aria-hidden size={20} />
      <span className={unsent === 0 && status !== 'refused' ? styles['quiet'] : undefined}>{textOf()}</span>
    </button>
  );

  function iconOf() {
    if (status === 'refused') return AttentionIcon;
    if (isAlone) return DeviceIcon;
    if (status === 'syncing') return SendingIcon;
    if (unsent > 0) return status === 'offline' ? OfflineIcon : DeviceIcon;
    return ReceivedIcon;
  }

  function textOf(): string {
    if (status === 'refused') return t('chip.refused');
    if (isAlone) return t('chip.alone');
    if (unsent > 0) return [t('chip.unsent', { count: unsent }), ageText()].filter((part) => part !== '').join(' · ');
    if (status === 'syncing') return t('chip.syncing');
    return t(isComplete ? 'chip.complete' : 'chip.allSent');
  }

  function ageText(): string {
    const hours = Math.floor(oldestMs / HOUR_MS);
    if (hours < 1) return '';
    return hours < 24 ? t('chip.hours', { count: hours }) : t('chip.days', { count: Math.floor(hours / 24) });
  }
}
