import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useUnsent } from '#hooks/device.tsx';
import { Button } from '#ui-kit/button.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { DownloadIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { OpenSteps } from './open-steps.tsx';
import type { Place } from './place.ts';
import { IN_APP } from './texts.ts';

/** On the home of somebody whose book lies in another app's window already: it opens as ever, and the way out is offered. */
export function BookHere({ place, onOpen }: { readonly place: Place; readonly onOpen: (path: string) => void }) {
  const { t } = useTranslation(IN_APP);
  const { sync } = useDevice();
  const unsent = useUnsent()?.count;
  const [isAsking, setAsking] = useState(false);
  const { kind, app, os } = place;
  return (
    <Notice
      kind="warning"
      title={t(`title.${kind}`, { app })}
      safe={sync !== undefined && unsent === 0 ? t('safe.sent') : undefined}
      whatToDo={t(sync === undefined ? 'do.alone' : 'do.member', { browser: t(`browser.${os}`) })}
    >
      {unsent !== undefined && unsent > 0 && (
        <Button icon={DownloadIcon} label={t('action.file')} onPress={() => onOpen('/tep-so')} />
      )}
      <Button label={t('action.how')} onPress={() => setAsking(true)} />
      <Dialog open={isAsking} title={t('title.how')} onClose={() => setAsking(false)}>
        <OpenSteps place={place} address={window.location.origin} />
      </Dialog>
    </Notice>
  );
}
