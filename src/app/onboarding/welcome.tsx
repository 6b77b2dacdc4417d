import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fault } from '#kernel/result.ts';
import type { LookResponse } from '#protocol/enrol.ts';
import { Button, Notice, Screen, TextField } from '#ui-kit/basic/kit.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { newId } from '../device.ts';
import { enrol, lookAtCode } from '../network.ts';
import type { Profile } from '../profile.ts';

/** First open: join by a code, or begin a co-op's book, with a set-up link on the server or on this device alone. */
export function Welcome({ onEnter }: { readonly onEnter: (profile: Profile) => void }) {
  const { t } = useTranslation();
  const setupToken = window.location.pathname === '/thiet-lap' ? window.location.hash.slice(1) : '';
  const [way, setWay] = useState<'ask' | 'join' | 'found'>(setupToken === '' ? 'ask' : 'found');
  const [fault, setFault] = useState<string>();
  const attempt = (work: () => Promise<void>): void => {
    setFault(undefined);
    work().catch((cause: unknown) => setFault(cause instanceof Fault ? cause.code : 'enrol.internal'));
  };
  return (
    <Screen title={t('app')} onBack={way === 'ask' ? undefined : () => setWay('ask')}>
      {way === 'ask' && (
        <>
          <h2>{t('welcome.title')}</h2>
          <p>{t('welcome.text')}</p>
          <Button onPress={() => setWay('join')}>{t('welcome.join')}</Button>
          <Button isQuiet onPress={() => setWay('found')}>
            {t('welcome.found')}
          </Button>
        </>
      )}
      {way === 'join' && <Join attempt={attempt} onEnter={onEnter} />}
      {way === 'found' && <Found attempt={attempt} setupToken={setupToken} onEnter={onEnter} />}
      <RefusalNotice refusal={fault === undefined ? undefined : { code: fault, values: {} }} namespace="common" />
    </Screen>
  );
}

interface StepProps {
  readonly attempt: (work: () => Promise<void>) => void;
  readonly onEnter: (profile: Profile) => void;
}

function Join({ attempt, onEnter }: StepProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [seen, setSeen] = useState<LookResponse>();
  if (seen === undefined) {
    return (
      <>
        <TextField
          label={t('welcome.code')}
          value={code}
          onChange={(text) =>
            setCode(
              text
                .toUpperCase()
                .replace(/[^A-Z]/g, '')
                .slice(0, 6),
            )
          }
        />
        <Button isDisabled={code.length !== 6} onPress={() => attempt(async () => setSeen(await lookAtCode(code)))}>
          {t('welcome.look')}
        </Button>
      </>
    );
  }
  const join = async (): Promise<void> => {
    const { token, role, memberId, coop, coopName, user } = await enrol({
      kind: 'join',
      code,
      deviceName: deviceName(),
    });
    onEnter({ coop, coopName, user, role, token, ...(memberId === undefined ? {} : { memberId }) });
  };
  const who = seen.memberName ?? t('welcome.office', { coop: seen.coopName });
  return (
    <>
      <Notice title={`${t('welcome.youAre')}: ${who}`}>
        {[seen.memberCode, seen.memberVillage, seen.coopName].filter((part) => part !== undefined).join(' · ')}
      </Notice>
      <Button onPress={() => attempt(join)}>{t('welcome.isMe')}</Button>
    </>
  );
}

function Found({ attempt, setupToken, onEnter }: StepProps & { readonly setupToken: string }) {
  const { t } = useTranslation();
  const [coopName, setCoopName] = useState('');
  const [personName, setPersonName] = useState('');
  const found = async (): Promise<void> => {
    const coop = newId();
    if (setupToken === '') {
      onEnter({ coop, coopName, user: newId(), role: 'office' });
      return;
    }
    const { token, user } = await enrol({
      kind: 'found',
      setupToken,
      coop,
      coopName,
      personName,
      deviceName: deviceName(),
    });
    onEnter({ coop, coopName, user, role: 'office', token });
  };
  return (
    <>
      <TextField label={t('welcome.coopName')} value={coopName} onChange={setCoopName} />
      <TextField label={t('welcome.yourName')} value={personName} onChange={setPersonName} />
      <Button isDisabled={coopName.trim() === '' || personName.trim() === ''} onPress={() => attempt(found)}>
        {t('welcome.start')}
      </Button>
    </>
  );
}

function deviceName(): string {
  return navigator.userAgent.slice(0, 120);
}
