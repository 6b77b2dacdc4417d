import { useTranslation } from 'react-i18next';
import { useQuery } from '#hooks/device.tsx';
import { setMayUseMobile, useKeptPhotos, usePhotoDesk, useUploadStatus } from '#hooks/photos.ts';
import { Button } from '#ui-kit/button.tsx';
import { SendingIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { photos } from '../index.ts';

/** How many photos of this device have not left it, and why; nothing when all have, or there are none. */
export function WaitingPhotos() {
  const count = useQuery((read) => read.count(photos), 'are there photos') ?? 0;
  return count === 0 ? null : <Waiting />;
}

function Waiting() {
  const { t } = useTranslation('attachments');
  const desk = usePhotoDesk();
  const status = useUploadStatus();
  const waiting = [...useKeptPhotos().values()].filter(({ state }) => state === 'waiting');
  const refused = waiting.filter((photo) => photo.refused !== undefined).length;
  const count = waiting.length - refused;
  if (waiting.length === 0) return null;
  const code = status.kind === 'refused' ? status.code : '';
  const why = t(`waitingFor.${status.kind}`, { code });
  return (
    <>
      {count > 0 && status.kind === 'mobile' && (
        <Notice kind="info" title={t('waiting', { count })} whatToDo={why}>
          <Button
            wide
            icon={SendingIcon}
            label={t('action.useMobile')}
            onPress={() => {
              setMayUseMobile(true);
              desk.request();
            }}
          />
        </Notice>
      )}
      {count > 0 && status.kind === 'unknown' && (
        <Notice kind="info" title={t('waiting', { count })} whatToDo={why}>
          <Button
            wide
            icon={SendingIcon}
            label={t('action.sendNow')}
            onPress={() => {
              desk.mayGoNow = true;
              desk.request();
            }}
          />
        </Notice>
      )}
      {count > 0 && status.kind !== 'mobile' && status.kind !== 'unknown' && (
        <p role="status">{`${t('waiting', { count })} ${why}`}</p>
      )}
      {refused > 0 && <Notice kind="warning" title={t('notTaken', { count: refused })} safe={t('notTakenSafe')} />}
    </>
  );
}
