import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui-kit/button.tsx';
import { PinField } from '#ui-kit/pin-field.tsx';
import { StepForm } from '#ui-kit/step-form.tsx';
import { makePin, PIN_DIGITS, whyNoPin, type Pin } from './pin.ts';
import { LOCK } from './texts.ts';

/** Chooses a PIN, typed twice. */
export function SetPin({ onSet }: { readonly onSet: (pin: Pin) => void }) {
  const { t } = useTranslation(LOCK);
  const [digits, setDigits] = useState('');
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState<'length' | 'easy' | 'differs'>();
  const [isBusy, setBusy] = useState(false);
  const set = (): void => {
    const why = whyNoPin(digits) ?? (digits === again ? undefined : 'differs');
    setWrong(why);
    if (why !== undefined) return;
    setBusy(true);
    void makePin(digits).then(onSet);
  };
  const isFirst = wrong === 'length' || wrong === 'easy';
  return (
    <StepForm onSubmit={set}>
      <p>{t('pin.text')}</p>
      <PinField
        label={t('pin.label')}
        hint={t('pin.hint')}
        error={isFirst ? t(`pin.${wrong}`) : undefined}
        value={digits}
        maxLength={PIN_DIGITS.most}
        autoFocus
        onChange={setDigits}
      />
      <PinField
        label={t('pin.again')}
        error={wrong === 'differs' ? t('pin.differs') : undefined}
        value={again}
        maxLength={PIN_DIGITS.most}
        onChange={setAgain}
      />
      <Button wide kind="primary" type="submit" label={t('action.set')} disabled={isBusy} />
    </StepForm>
  );
}
