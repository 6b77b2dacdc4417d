import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Join } from '../onboarding/join.tsx';
import { codeInAddress, JOIN_PATH } from '../onboarding/steps.ts';
import { useAttempt } from '../onboarding/use-attempt.ts';
import type { Profile } from '../profile.ts';
import { keepPerson, nameOf, personHere, type PersonHere } from './people-here.ts';
import { SetPin } from './set-pin.tsx';
import { LOCK } from './texts.ts';

/** Somebody new on this phone, by an own invitation: first in, then a PIN. */
export function AddPerson({ onAdded }: { readonly onAdded: (person: PersonHere) => void }) {
  const { t } = useTranslation([LOCK, 'common']);
  const { attempt, isBusy, fault } = useAttempt();
  const [joined, setJoined] = useState<Profile>();
  if (joined !== undefined) {
    return (
      <>
        <h2>{t('add.newPin', { name: nameOf(joined) })}</h2>
        <SetPin onSet={(pin) => onAdded({ profile: joined, pin })} />
      </>
    );
  }
  const keep = (profile: Profile): void => {
    const known = personHere(profile);
    // Let in again: the PIN is the person's still.
    if (known !== undefined && known.isOut !== true) return onAdded({ ...known, profile });
    // Kept before the PIN is chosen: the code is used up, and the person is here whatever happens now.
    keepPerson({ ...personHere(profile), profile, isOut: false });
    // A used-up code in the address is asked for no more.
    if (window.location.pathname === JOIN_PATH) window.history.replaceState(null, '', '/');
    setJoined(profile);
  };
  return (
    <>
      <p>{t('add.text')}</p>
      <Join attempt={attempt} isBusy={isBusy} onEnter={keep} initialCode={codeInAddress(window.location)} />
      <RefusalNotice refusal={fault} namespace="common" />
    </>
  );
}
