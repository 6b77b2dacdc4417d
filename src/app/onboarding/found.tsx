import { StepForm } from '#ui-kit/step-form.tsx';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { cleanText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { newId } from '../device.ts';
import { enrol } from '../enrolling.ts';
import { attemptFor } from './attempt.ts';
import { deviceName, type StepProps } from './steps.ts';

/** A new co-op's book: on the server that gave the set-up link, or on this device until there is one. */
export function Found({ attempt, isBusy, setupToken, onEnter }: StepProps & { readonly setupToken: string }) {
  const { t } = useTranslation(['onboarding', 'common']);
  const [coopName, setCoopName] = useState('');
  const [personName, setPersonName] = useState('');
  const names = { coopName: cleanText(coopName), personName: cleanText(personName) };
  const found = async (): Promise<void> => {
    if (setupToken === '') {
      onEnter({ coop: newId(), ...names, user: newId(), roles: FOUNDER_ROLES });
      return;
    }
    // One id for all tries, so that a lost answer does not found a second co-op.
    const { proof, coop } = attemptFor(setupToken);
    const answer = await enrol({ kind: 'found', setupToken, coop, ...names, deviceName: deviceName(), proof });
    const { user, token } = answer;
    onEnter({ coop, ...names, user, roles: FOUNDER_ROLES, token });
  };
  return (
    <StepForm onSubmit={() => attempt(found)}>
      {setupToken === '' && <p>{t('welcome.foundAlone')}</p>}
      <TextField label={t('welcome.coopName')} value={coopName} maxLength={120} onChange={setCoopName} />
      <TextField label={t('welcome.yourName')} value={personName} maxLength={120} onChange={setPersonName} />
      <Button
        wide
        kind="primary"
        type="submit"
        label={t('welcome.start')}
        disabled={names.coopName === '' || names.personName === '' || isBusy}
      />
    </StepForm>
  );
}
