import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanText } from '#kernel/text.ts';
import type { LookResponse } from '#protocol/enrol.ts';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { readInvitation } from '#protocol/signed-invitation.ts';
import { enrol, lookAtCode } from '../enrolling.ts';
import { personHere } from '../lock/people-here.ts';
import type { Book, Profile } from '../profile.ts';
import { attemptFor } from './attempt.ts';
import { StepForm } from '#ui-kit/step-form.tsx';
import { JoinSigned } from './join-signed.tsx';
import { codeLetters, deviceName, signedIn, type StepProps } from './steps.ts';

/** By six letters, typed or from a QR code: first who they are for, then "yes, that is me". */
export function Join(
  props: StepProps & {
    readonly initialCode: string;
    /** What this person wrote alone until now. */
    readonly bringing?: Book | undefined;
  },
) {
  const { attempt, isBusy, onEnter, bringing } = props;
  const { t } = useTranslation(['onboarding', 'common']);
  const [code, setCode] = useState(props.initialCode);
  const [seen, setSeen] = useState<LookResponse>();
  const [ownName, setOwnName] = useState('');
  const [signed, setSigned] = useState(signedIn(window.location.hash));
  const invitation = signed === '' ? undefined : readInvitation(signed);
  if (invitation !== undefined)
    return (
      <JoinSigned
        attempt={attempt}
        isBusy={isBusy}
        onEnter={onEnter}
        text={signed}
        invitation={invitation}
        bringing={bringing}
        onNotMe={() => setSigned('')}
      />
    );
  if (seen === undefined) {
    return (
      <StepForm onSubmit={() => attempt(async () => setSeen(await lookAtCode(code)))}>
        <TextField
          label={t('welcome.code')}
          hint={t('welcome.codeHint')}
          error={signed === '' ? undefined : t('signed.unreadable')}
          value={code}
          onChange={(text) => {
            setSigned(signedIn(text));
            setCode(codeLetters(text));
          }}
        />
        <Button wide kind="primary" type="submit" label={t('welcome.look')} disabled={code.length !== 6 || isBusy} />
      </StepForm>
    );
  }
  // Whoever is let in again goes on with the book that is here.
  const known = seen.again === undefined ? undefined : personHere(seen.again)?.profile;
  const knownName = seen.memberName ?? known?.personName;
  const personName = knownName ?? cleanText(ownName);
  const join = async (): Promise<void> => {
    const answer = await enrol({ kind: 'join', code, deviceName: deviceName(), proof: attemptFor(code).proof });
    const { token, roles, memberId, coop, coopName, user } = answer;
    onEnter({
      ...withoutPlace(known),
      coop,
      coopName,
      user,
      roles,
      token,
      personName,
      ...(memberId === undefined ? {} : { memberId }),
      ...(bringing === undefined ? {} : { bringing }),
    });
  };
  const who = knownName ?? t('welcome.office', { coop: seen.coopName });
  const details = [seen.memberCode, seen.memberVillage, seen.coopName].filter((part) => part !== undefined);
  return (
    <>
      <Notice kind="info" title={`${t('welcome.youAre')}: ${who}`}>
        <p>{details.join(' · ')}</p>
        {seen.again !== undefined && <p>{t(known === undefined ? 'again.fresh' : 'again.text')}</p>}
      </Notice>
      {knownName === undefined && (
        <TextField label={t('welcome.yourName')} value={ownName} maxLength={120} onChange={setOwnName} />
      )}
      {bringing !== undefined && <p>{t('welcome.bringsBook')}</p>}
      <Button
        wide
        kind="primary"
        label={t('welcome.isMe')}
        disabled={isBusy || personName === ''}
        onPress={() => attempt(join)}
      />
      <Button wide kind="quiet" label={t('welcome.isNotMe')} onPress={() => setSeen(undefined)} />
    </>
  );
}

/** What stays of somebody who is let in again: everything but what the server says anew. */
function withoutPlace(profile: Profile | undefined): Partial<Profile> {
  if (profile === undefined) return {};
  const { joining: _before, memberId: _entry, token: _ended, ...kept } = profile;
  return kept;
}
