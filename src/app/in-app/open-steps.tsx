import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '#files/share.ts';
import { BrowserPicture } from '#ui-kit/browser-picture.tsx';
import { Button } from '#ui-kit/button.tsx';
import { CopyIcon, JoinIcon } from '#ui-kit/icon.tsx';
import { LinkButton } from '#ui-kit/link-button.tsx';
import { PictureSteps } from '#ui-kit/picture-steps.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { chromeIntent } from './chrome-intent.ts';
import type { Place } from './place.ts';
import { IN_APP } from './texts.ts';

/** How the real browser is opened: by a link where the system knows one, in three pictures, or by the address. */
export function OpenSteps({ place, address }: { readonly place: Place; readonly address: string }) {
  const { t } = useTranslation(IN_APP);
  const [isCopied, setCopied] = useState<boolean>();
  const { os, kind } = place;
  const browser = t(`browser.${os}`);
  return (
    <Stack>
      {os === 'android' && (
        <LinkButton wide kind="primary" icon={JoinIcon} label={t('action.chrome')} address={chromeIntent(address)} />
      )}
      {kind !== 'keepsNothing' && (
        <PictureSteps
          steps={(['menu', 'choose', 'there'] as const).map((step) => ({
            text: t(`step.${step}`, { browser }),
            picture: <BrowserPicture shows={step} areDotsUpright={os === 'android'} />,
          }))}
        />
      )}
      {kind !== 'keepsNothing' && <p>{t('otherwise', { browser })}</p>}
      <Button
        wide
        icon={CopyIcon}
        label={t('action.copy')}
        onPress={() => void copyText(address).then((copied) => setCopied(copied))}
      />
      {isCopied === true && <p role="status">{t('copied', { browser })}</p>}
      {isCopied === false && (
        <>
          <p role="status">{t('notCopied')}</p>
          <p>{address}</p>
        </>
      )}
    </Stack>
  );
}
