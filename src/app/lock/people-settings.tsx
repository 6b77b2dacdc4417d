import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useUnsent } from '#hooks/device.tsx';
import { Button } from '#ui-kit/button.tsx';
import { ChoiceTiles } from '#ui-kit/choice-tiles.tsx';
import { Dialog } from '#ui-kit/dialog.tsx';
import { AddIcon, KeyIcon, LockIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { readProfile, type Profile } from '../profile.ts';
import { AddPerson } from './add-person.tsx';
import { AskPin } from './ask-pin.tsx';
import { Forgotten } from './forgotten.tsx';
import { isGuarded, lockNow } from './guard.ts';
import {
  choosable,
  enterAs,
  IDLE_CHOICES,
  keepPerson,
  keyOf,
  leaveHere,
  nameOf,
  personHere,
  readIdleMinutes,
  writeIdleMinutes,
} from './people-here.ts';
import type { Pin } from './pin.ts';
import { SetPin } from './set-pin.tsx';
import { LOCK } from './texts.ts';

type Step = 'pin' | 'own-pin-first' | 'add' | 'leave' | Asked;
/** Before the PIN is changed or given up: whoever finds the book open does neither. */
type Asked = { readonly before: 'change' | 'remove'; readonly pin: Pin; readonly isForgotten?: boolean };

/** Who uses this phone, the own PIN, and how soon it asks again. */
export function PeopleSettings() {
  const profile = readProfile();
  const { isCapture, isPractice } = useDevice();
  // The book for the meantime belongs to nobody's list, and neither does a practice book.
  return isCapture || isPractice || profile === undefined ? null : <People profile={profile} />;
}

function People({ profile }: { readonly profile: Profile }) {
  const { t } = useTranslation(LOCK);
  const [step, setStep] = useState<Step>();
  const [said, setSaid] = useState<string>();
  const [idle, setIdle] = useState(readIdleMinutes);
  const own = personHere(profile) ?? { profile };
  const { pin } = own;
  const name = nameOf(profile);
  const asked = typeof step === 'object' ? step : undefined;
  const change = (next: Pin | undefined): void => {
    enterAs({ ...own, pin: next });
    setSaid(t(next === undefined ? 'pin.removed' : 'pin.saved', { name }));
    setStep(step === 'own-pin-first' ? 'add' : undefined);
  };
  const isAlone = profile.token === undefined;
  const isFirst = pin === undefined && !isAlone;
  return (
    <>
      <h2>{t('title.here')}</h2>
      <p>{t('here.text')}</p>
      <ul>
        {choosable().map((person) => (
          <li key={keyOf(person)}>
            {nameOf(person.profile)}
            {keyOf(person) === keyOf(own) && ` (${t('here.you')})`}
          </li>
        ))}
      </ul>
      {said !== undefined && <Notice kind="info" title={said} />}
      {isAlone && <p>{t('pin.alone')}</p>}
      <Stack isRow>
        {!isAlone && (
          <Button
            icon={KeyIcon}
            label={t(pin === undefined ? 'action.set' : 'action.change')}
            onPress={() => setStep(pin === undefined ? 'pin' : { before: 'change', pin })}
          />
        )}
        {pin !== undefined && choosable().length === 1 && (
          <Button label={t('action.remove')} onPress={() => setStep({ before: 'remove', pin })} />
        )}
        <Button icon={AddIcon} label={t('action.add')} onPress={() => setStep(isFirst ? 'own-pin-first' : 'add')} />
        {isGuarded() && <Button icon={LockIcon} label={t('action.lock')} onPress={lockNow} />}
        {!isAlone && <Button kind="quiet" label={t('action.leave')} onPress={() => setStep('leave')} />}
      </Stack>
      {isGuarded() && (
        <>
          <h2>{t('here.idle')}</h2>
          <ChoiceTiles
            label={t('here.idle')}
            choices={IDLE_CHOICES.map((minutes) => ({
              id: minutes,
              label: t('here.minutes', { count: Number(minutes) }),
            }))}
            value={idle}
            onChoose={(id) => {
              const minutes = IDLE_CHOICES.find((each) => each === id);
              if (minutes === undefined) return;
              writeIdleMinutes(minutes);
              setIdle(minutes);
            }}
          />
        </>
      )}
      <Dialog
        open={step === 'pin' || step === 'own-pin-first'}
        title={t('title.newPin')}
        onClose={() => setStep(undefined)}
      >
        {step === 'own-pin-first' && <p>{t('add.ownPin', { name })}</p>}
        <SetPin onSet={change} />
      </Dialog>
      <Dialog
        open={asked !== undefined}
        title={t(asked?.isForgotten === true ? 'title.forgotten' : 'title.oldPin')}
        onClose={() => setStep(undefined)}
      >
        {asked !== undefined && asked.isForgotten !== true && (
          <AskPin
            person={own}
            pin={asked.pin}
            action={t(`action.${asked.before}`)}
            onRight={() => (asked.before === 'change' ? setStep('pin') : change(undefined))}
            onForgotten={() => setStep({ ...asked, isForgotten: true })}
          />
        )}
        {asked?.isForgotten === true && <Forgotten person={own} pin={asked.pin} onHelped={change} />}
      </Dialog>
      <Dialog open={step === 'add'} title={t('title.add')} onClose={() => setStep(undefined)}>
        <AddPerson
          onAdded={(person) => {
            keepPerson(person);
            enterAs(person);
            window.location.replace('/');
          }}
        />
      </Dialog>
      <Dialog open={step === 'leave'} title={t('title.leave')} onClose={() => setStep(undefined)}>
        <Leave profile={profile} onStay={() => setStep(undefined)} />
      </Dialog>
    </>
  );
}

/** Nothing is deleted (F1): the book stays, and what is unsent in it is sent. */
function Leave({ profile, onStay }: { readonly profile: Profile; readonly onStay: () => void }) {
  const { t } = useTranslation(LOCK);
  const unsent = useUnsent()?.count ?? 0;
  return (
    <Stack>
      <p>{t('leave.text', { name: nameOf(profile) })}</p>
      {unsent > 0 && <Notice kind="warning" title={t('leave.unsent', { count: unsent })} />}
      <Button wide kind="primary" label={t('action.stay')} onPress={onStay} />
      <Button
        wide
        label={t('action.leave')}
        onPress={() => {
          leaveHere(profile);
          window.location.replace('/');
        }}
      />
    </Stack>
  );
}
