import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useMay, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { Refusal } from '#kernel/result.ts';
import { PhotoGrid } from '#ui-kit/photos.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { UndoBar } from '#ui-kit/undo-bar.tsx';
import { addPhoto, PHOTOS_PER_RECORD, removePhoto, type PhotographedRecord } from '../commands.ts';
import { photos } from '../index.ts';
import { photosOf, type Photo } from '../queries.ts';
import { OnePhoto } from './one-photo.tsx';
import { TakePhoto } from './take-photo.tsx';
import { WaitingPhotos } from './waiting-photos.tsx';

/** The photos of one record, and the way to take one; nothing for who has none to see and none to take. */
export function RecordPhotos({ on }: { readonly on: PhotographedRecord }) {
  const { t } = useTranslation('attachments');
  const may = useMay();
  const add = useCommand(addPhoto);
  const remove = useCommand(removePhoto);
  const [removed, setRemoved] = useState<Photo>();
  const [refusal, setRefusal] = useState<Refusal>();
  const found = useQuery((read) => photosOf(read, on.id), `photos ${on.id}`);
  if (found === undefined) return null;
  const mayTake = may(photos, 'create', { memberId: on.memberId });
  if (found.length === 0 && !mayTake) return null;
  const takeOff = async (photo: Photo): Promise<void> => {
    const outcome = await remove(photo.id);
    setRefusal(outcome.ok ? undefined : outcome);
    if (outcome.ok) setRemoved(photo);
  };
  const bringBack = async (photo: Photo): Promise<void> => {
    const outcome = await add({ on, photo });
    setRefusal(outcome.ok ? undefined : outcome);
    setRemoved(undefined);
  };
  return (
    <section data-print="hide" aria-label={t('title.photos')}>
      <Stack>
        <h2>{t('title.photos')}</h2>
        {found.length > 0 && (
          <PhotoGrid label={t('title.photos')}>
            {found.map((photo, index) => (
              <OnePhoto
                key={photo.id}
                photo={photo}
                number={index + 1}
                onRemove={may(photos, 'delete', { ...photo }) ? () => void takeOff(photo) : undefined}
              />
            ))}
          </PhotoGrid>
        )}
        <WaitingPhotos />
        {removed !== undefined && (
          <UndoBar
            key={removed.id}
            sentence={t('removed')}
            onUndo={() => void bringBack(removed)}
            onDone={() => setRemoved(undefined)}
          />
        )}
        {mayTake && found.length < PHOTOS_PER_RECORD && <TakePhoto on={on} />}
        {mayTake && found.length >= PHOTOS_PER_RECORD && <p>{t('enough', { limit: PHOTOS_PER_RECORD })}</p>}
        <RefusalNotice refusal={refusal} namespace="attachments" />
      </Stack>
    </section>
  );
}
