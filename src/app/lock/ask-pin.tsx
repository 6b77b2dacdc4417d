import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { PinField } from '#ui-kit/pin-field.tsx';
import { StepForm } from '#ui-kit/step-form.tsx';
import { keepPerson, type PersonHere } from './people-here.ts';
import { PIN_DIGITS, triesLeft, tryPin, type Pin } from './pin.ts';
import { LOCK } from './texts.ts';
import { useWaitSeconds, waitText } from './wait.ts';

/** One person's PIN; wrong ones are counted where a reload does not forget them. */
export function AskPin(props: {
  readonly person: PersonHere;
  readonly pin: Pin;
  /** What the right PIN leads to. */
  readonly action: string;
  readonly onRight: (pin: Pin) => void;
  readonly onForgotten: () => void;
}) {
  const { person, action, onRight, onForgotten } = props;
  const { t } = useTranslation(LOCK);
  const [pin, setPin] = useState(props.pin);
  const [digits, setDigits] = useState('');
  const [isWrong, setWrong] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const wait = useWaitSeconds(pin);
  const check = async (): Promise<void> => {
    setBusy(true);
    const tried = await tryPin(pin, digits, Date.now());
    setBusy(false);
    if (tried.isRight) return onRight(tried.pin);
    keepPerson({ ...person, pin: tried.pin });
    setPin(tried.pin);
    setWrong(true);
    setDigits('');
  };
  return (
    <StepForm onSubmit={() => void check()}>
      {wait > 0 && <Notice kind="warning" title={t('pin.wait', { time: waitText(wait) })} />}
      <PinField
        label={t('pin.label')}
        value={digits}
        maxLength={PIN_DIGITS.most}
        autoFocus
        error={isWrong && wait === 0 ? t('pin.wrong', { count: triesLeft(pin) }) : undefined}
        onChange={setDigits}
      />
      <Button
        wide
        kind="primary"
        type="submit"
        label={action}
        disabled={isBusy || wait > 0 || digits.length < PIN_DIGITS.least}
      />
      <Button wide kind="quiet" label={t('action.forgotten')} onPress={onForgotten} />
    </StepForm>
  );
}
