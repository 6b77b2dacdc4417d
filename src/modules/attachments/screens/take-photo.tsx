import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '#hooks/device.tsx';
import { usePhotoDesk } from '#hooks/photos.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Fault, refuse, type Refusal } from '#kernel/result.ts';
import { PHOTO_BYTES, PHOTO_SIDE } from '#kernel/system-rows.ts';
import { FileButton } from '#ui-kit/file-button.tsx';
import { CameraIcon, PictureIcon } from '#ui-kit/icon.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { addPhoto, type PhotographedRecord } from '../commands.ts';

const LIMITS = { side: PHOTO_SIDE, bytes: PHOTO_BYTES };

/** By the camera, where a finger is what one points with, or from what is on the device already. */
export function TakePhoto({ on }: { readonly on: PhotographedRecord }) {
  const { t } = useTranslation('attachments');
  const desk = usePhotoDesk();
  const add = useCommand(addPhoto);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Pick<Refusal, 'code' | 'values'>>();
  const take = async (file: File): Promise<void> => {
    setBusy(true);
    try {
      const { shrinkPhoto } = await import('#files/photo/shrink.ts');
      const { bytes, ...photo } = await shrinkPhoto(file, LIMITS);
      // The bytes first: a row never names what was not kept here.
      await (await desk.box()).keep(photo.sha, bytes);
      const outcome = await add({ on, photo: { ...photo, bytes: bytes.length } });
      setRefusal(outcome.ok ? undefined : outcome);
      desk.request();
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      setRefusal(refusalOf(cause));
    } finally {
      setBusy(false);
    }
  };
  const button = { accept: 'image/*', kind: 'secondary', wide: true, disabled: isBusy } as const;
  const onFile = (file: File): void => void take(file);
  return (
    <>
      <Stack>
        {hasCamera() && (
          <FileButton {...button} withCamera icon={CameraIcon} label={t('action.take')} onFile={onFile} />
        )}
        <FileButton {...button} icon={PictureIcon} label={t('action.choose')} onFile={onFile} />
      </Stack>
      {isBusy && <p role="status">{t('shrinking')}</p>}
      <RefusalNotice refusal={refusal} namespace="attachments" />
    </>
  );
}

/** Elsewhere a camera is chosen for nothing: the system shows the same choice of a file. */
function hasCamera(): boolean {
  return window.matchMedia('(pointer: coarse)').matches;
}

/** What the device says of its storage is about the photo here: the slip is saved already. */
function refusalOf({ code, values }: Fault): Pick<Refusal, 'code' | 'values'> {
  if (code === 'storage.full' || code === 'storage.noRoom') return refuse('attachments.full');
  return code.startsWith('storage.') ? refuse('attachments.notKept', { code }) : { code, values };
}
