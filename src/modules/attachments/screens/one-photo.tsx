import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeptPhotos, usePhoto, useUploadStatus } from '#hooks/photos.ts';
import { dateAt, formatDate } from '#kernel/calendar.ts';
import { Button } from '#ui-kit/button.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { RefreshIcon, RemoveIcon } from '#ui-kit/icon.tsx';
import { LargePhoto, PhotoTile } from '#ui-kit/photos.tsx';
import { StateMark, type RecordState } from '#ui-kit/state-mark.tsx';
import type { Photo } from '../queries.ts';

interface OnePhotoProps {
  readonly photo: Photo;
  /** Its place among the record's photos, from 1. */
  readonly number: number;
  /** Absent when this person may not take it off. */
  readonly onRemove: (() => void) | undefined;
}

/** Small in the record; large, with what can be done, when it is tapped. */
export function OnePhoto({ photo, number, onRemove }: OnePhotoProps) {
  const { t } = useTranslation('attachments');
  const [isOpen, setOpen] = useState(false);
  const shown = usePhoto(photo);
  const state = usePhotoState(photo);
  const alt = t('alt', { number, date: formatDate(dateAt(photo.savedAt)) });
  const url = shown.kind === 'here' ? shown.url : undefined;
  const instead = shown.kind === 'absent' ? t('absent') : t('loading');
  return (
    <>
      <PhotoTile alt={alt} url={url} instead={`${t('numbered', { number })}: ${instead}`} onPress={() => setOpen(true)}>
        <StateMark state={state} />
      </PhotoTile>
      <Dialog
        open={isOpen}
        title={t('numbered', { number })}
        onClose={() => setOpen(false)}
        actions={
          onRemove !== undefined && (
            <Button
              wide
              icon={RemoveIcon}
              label={t('action.remove')}
              onPress={() => {
                setOpen(false);
                onRemove();
              }}
            />
          )
        }
      >
        {url !== undefined && <LargePhoto url={url} alt={alt} />}
        {shown.kind === 'absent' && (
          <>
            <p>
              {t(shown.code === 'photos.unknown' ? 'why.notSent' : `why.${isAway(shown.code) ? 'offline' : 'other'}`)}
            </p>
            <Button icon={RefreshIcon} label={t('action.again')} onPress={shown.again} />
          </>
        )}
        <StateMark state={state} />
      </Dialog>
    </>
  );
}

function isAway(code: string): boolean {
  return code === 'sync.offline' || code === 'photos.busy';
}

/** Where the bytes are, as far as this device knows; of other people's it knows that the row has arrived. */
function usePhotoState({ sha, column }: Photo): RecordState {
  const kept = useKeptPhotos().get(sha);
  const status = useUploadStatus();
  if (column === 'attention' || kept?.refused !== undefined) return 'attention';
  if (kept?.state !== 'waiting') return column === 'confirmed' ? 'received' : 'device';
  return status.kind === 'sending' && status.sha === sha ? 'sending' : 'device';
}
