import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mayUseMobile, setMayUseMobile, usePhotoDesk } from '#hooks/photos.ts';
import { CheckField } from '#ui-kit/check-field.tsx';
import { WaitingPhotos } from './waiting-photos.tsx';

/** Whether photos may cost mobile data, and which wait. */
export function PhotoSettings() {
  const { t } = useTranslation('attachments');
  const desk = usePhotoDesk();
  const [isAllowed, setAllowed] = useState(mayUseMobile);
  return (
    <>
      <h2>{t('title.photos')}</h2>
      <CheckField
        label={t('onMobile')}
        checked={isAllowed}
        onChange={(may) => {
          setMayUseMobile(may);
          setAllowed(may);
          desk.request();
        }}
      />
      <WaitingPhotos />
    </>
  );
}
