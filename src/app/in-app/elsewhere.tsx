import { useTranslation } from 'react-i18next';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Screen } from '#ui-kit/screen.tsx';
import { OpenSteps } from './open-steps.tsx';
import { stayHere, type Place } from './place.ts';
import { IN_APP } from './texts.ts';

/** First open, where a book would be lost: no work is begun; why, and the way to the real browser. */
export function Elsewhere({ place, onStay }: { readonly place: Place; readonly onStay: () => void }) {
  const { t } = useTranslation([IN_APP, 'common']);
  const { kind, app, os } = place;
  // An invitation and a set-up link say everything after `#`.
  const isInvited = window.location.hash.length > 1;
  return (
    <Screen title={t('common:app')}>
      <Notice
        kind="warning"
        title={t(`title.${kind}`, { app })}
        safe={t(isInvited ? 'safe.invited' : 'safe.nothing')}
        wrong={t(`wrong.${kind}`, { app })}
        whatToDo={t('do.begin', { browser: t(`browser.${os}`) })}
      />
      <OpenSteps place={place} address={window.location.href} />
      {kind === 'guess' && (
        <Button
          wide
          kind="quiet"
          label={t('action.stay')}
          onPress={() => {
            stayHere();
            onStay();
          }}
        />
      )}
    </Screen>
  );
}
