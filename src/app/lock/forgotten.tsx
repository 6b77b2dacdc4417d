import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui-kit/button.tsx';
import { Code } from '#ui-kit/code.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { StepForm } from '#ui-kit/step-form.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { keyStore } from '#local-db/index.ts';
import { databaseName } from '../profile.ts';
import { keepPerson, nameOf, type PersonHere } from './people-here.ts';
import { asking, triesLeft, tryAnswer, type Pin } from './pin.ts';
import { SetPin } from './set-pin.tsx';
import { LOCK } from './texts.ts';
import { useWaitSeconds, waitText } from './wait.ts';

/** The phone asks six digits, the co-op answers eight, by telephone; then a new PIN is chosen (rule P38). */
export function Forgotten(props: {
  readonly person: PersonHere;
  readonly pin: Pin;
  /** With the new PIN. */
  readonly onHelped: (pin: Pin) => void;
}) {
  const { person } = props;
  const { profile } = person;
  const { t } = useTranslation(LOCK);
  const [pin, setPin] = useState(() => asking(props.pin));
  const [helpKey, setHelpKey] = useState<Uint8Array | 'none'>();
  const [answer, setAnswer] = useState('');
  const [isWrong, setWrong] = useState(false);
  const [isRight, setRight] = useState(false);
  const wait = useWaitSeconds(pin);
  useEffect(() => {
    keepPerson({ ...person, pin });
    void readHelpKey(person).then(setHelpKey);
    // Once: what is asked stays the same until it is answered.
  }, []);
  if (isRight) {
    return (
      <>
        <Notice kind="info" title={t('forgotten.right')} />
        <SetPin onSet={props.onHelped} />
      </>
    );
  }
  if (helpKey === undefined) return <Loading />;
  if (helpKey === 'none') {
    return (
      <Notice kind="warning" title={t('title.forgotten')} whatToDo={t('forgotten.notMet', { name: nameOf(profile) })} />
    );
  }
  const check = (): void => {
    const tried = tryAnswer(pin, answer, { helpKey, now: Date.now() });
    keepPerson({ ...person, pin: tried.pin });
    setRight(tried.isRight);
    setWrong(!tried.isRight);
    if (!tried.isRight) setPin(asking(tried.pin));
  };
  return (
    <StepForm onSubmit={check}>
      <p>{t('forgotten.text')}</p>
      <h2>{t('forgotten.question')}</h2>
      <Code text={`${pin.question.slice(0, 3)} ${pin.question.slice(3)}`} />
      {wait > 0 && <Notice kind="warning" title={t('pin.wait', { time: waitText(wait) })} />}
      <TextField
        label={t('forgotten.answer')}
        inputMode="numeric"
        maxLength={10}
        value={answer}
        error={isWrong && wait === 0 ? t('forgotten.wrong', { count: triesLeft(pin) }) : undefined}
        onChange={setAnswer}
      />
      <Button
        wide
        kind="primary"
        type="submit"
        label={t('action.check')}
        disabled={wait > 0 || answer.replace(/\D/g, '').length !== 8}
      />
    </StepForm>
  );
}

/** There is one as soon as the server was met. */
async function readHelpKey({ profile }: PersonHere): Promise<Uint8Array | 'none'> {
  return (await keyStore.get(databaseName(profile)))?.help ?? 'none';
}
