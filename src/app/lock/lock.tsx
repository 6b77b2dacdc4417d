import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui-kit/button.tsx';
import { AddIcon, LockIcon, PersonIcon } from '#ui-kit/icon.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { List } from '#ui-kit/list.tsx';
import { Screen } from '#ui-kit/screen.tsx';
import { codeInAddress } from '../onboarding/steps.ts';
import type { Profile } from '../profile.ts';
import { AddPerson } from './add-person.tsx';
import { AskPin } from './ask-pin.tsx';
import { Forgotten } from './forgotten.tsx';
import { choosable, enterAs, keyOf, nameOf, type PersonHere } from './people-here.ts';
import type { Pin } from './pin.ts';
import { LOCK } from './texts.ts';

type Step =
  | { readonly name: 'who' | 'newcomer' }
  | { readonly name: 'pin' | 'forgotten'; readonly person: PersonHere; readonly pin: Pin };

/** Who is it? Nobody's book is open while this is asked. */
export function Lock({ onOpen }: { readonly onOpen: (profile: Profile) => void }) {
  const { t } = useTranslation(LOCK);
  const [step, setStep] = useState<Step>({ name: codeInAddress(window.location) === '' ? 'who' : 'newcomer' });
  const open = (person: PersonHere): void => {
    enterAs(person);
    onOpen(person.profile);
  };
  const choose = (person: PersonHere): void => {
    if (person.pin === undefined) open(person);
    else setStep({ name: 'pin', person, pin: person.pin });
  };
  return (
    <Screen title={titleOf()} onBack={step.name === 'who' ? undefined : () => setStep({ name: 'who' })}>
      {step.name === 'who' && (
        <>
          <p>{t('who.text')}</p>
          <List
            label={t('title.who')}
            items={choosable()}
            keyOf={keyOf}
            renderItem={(person) => (
              <ListRow
                icon={person.pin === undefined ? PersonIcon : LockIcon}
                title={nameOf(person.profile)}
                detail={detailOf(person)}
                onPress={() => choose(person)}
              />
            )}
          />
          <Button
            wide
            kind="quiet"
            icon={AddIcon}
            label={t('action.newcomer')}
            onPress={() => setStep({ name: 'newcomer' })}
          />
        </>
      )}
      {step.name === 'pin' && (
        <AskPin
          person={step.person}
          pin={step.pin}
          action={t('action.open')}
          onRight={(pin) => open({ ...step.person, pin })}
          onForgotten={() => setStep({ ...step, name: 'forgotten' })}
        />
      )}
      {step.name === 'forgotten' && (
        <Forgotten person={step.person} pin={step.pin} onHelped={(pin) => open({ ...step.person, pin })} />
      )}
      {step.name === 'newcomer' && <AddPerson onAdded={open} />}
    </Screen>
  );

  function titleOf(): string {
    if (step.name === 'pin') return t('title.pin', { name: nameOf(step.person.profile) });
    if (step.name === 'newcomer') return t('title.add');
    return step.name === 'forgotten' ? t('title.forgotten') : t('title.who');
  }

  function detailOf({ profile, pin }: PersonHere): string {
    return pin === undefined ? `${profile.coopName} · ${t('who.noPin')}` : profile.coopName;
  }
}
