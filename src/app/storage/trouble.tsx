import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { worksForCoop } from '#kernel/roles.ts';
import { Button } from '#ui-kit/button.tsx';
import { EditIcon, RefreshIcon } from '#ui-kit/icon.tsx';
import { Screen } from '#ui-kit/screen.tsx';
import { Alone } from '../onboarding/alone.tsx';
import { useAttempt } from '../onboarding/use-attempt.ts';
import { PracticeBar } from '../practice/practice-bar.tsx';
import { readCapture, writeCapture, type Profile } from '../profile.ts';
import { officeCapture } from './capture.ts';
import { FaultNotice } from './fault-notice.tsx';
import { PageNotes } from './page-notes.tsx';
import { STORAGE } from './texts.ts';

type Step = 'ask' | 'capture' | 'notes';

/** The book did not open: why, and how to go on writing all the same. */
export function Trouble(props: {
  readonly code: string;
  readonly profile: Profile;
  /** Absent when the book that did not open is itself the one for the meantime, or a practice book. */
  readonly onCapture: ((capture: Profile) => void) | undefined;
}) {
  const { code, profile, onCapture } = props;
  const { t } = useTranslation([STORAGE, 'common']);
  const [step, setStep] = useState<Step>('ask');
  const { attempt, isBusy, fault } = useAttempt();
  const begin = (capture: Profile): void => {
    writeCapture(capture);
    onCapture?.(capture);
  };
  const goOn = (): void => {
    const known = readCapture();
    if (known !== undefined) begin(known);
    else if (worksForCoop(profile)) begin(officeCapture(profile));
    else setStep('capture');
  };
  // A disk too full to open one book opens no second one.
  const canCapture = onCapture !== undefined && code !== 'storage.noRoom' && fault === undefined;
  return (
    <Screen
      title={t('common:app')}
      practice={profile.practice !== undefined}
      onBack={step === 'ask' ? undefined : () => setStep('ask')}
    >
      {step !== 'notes' && (
        <FaultNotice code={code}>
          <Button wide icon={RefreshIcon} label={t('action.again')} onPress={() => window.location.reload()} />
        </FaultNotice>
      )}
      {profile.practice !== undefined && <PracticeBar />}
      {profile.practice === undefined && step === 'ask' && code !== 'storage.blocked' && (
        <Button
          wide
          kind="primary"
          icon={EditIcon}
          label={t(canCapture ? 'capture.action.begin' : 'notes.action.begin')}
          onPress={canCapture ? goOn : () => setStep('notes')}
        />
      )}
      {step === 'capture' && canCapture && (
        <Alone attempt={attempt} isBusy={isBusy} onEnter={begin} name={profile.personName ?? ''} />
      )}
      {step === 'capture' && !canCapture && (
        <Button wide kind="primary" label={t('notes.action.begin')} onPress={() => setStep('notes')} />
      )}
      {step === 'notes' && <PageNotes />}
      <RefusalNotice refusal={fault} namespace={STORAGE} />
    </Screen>
  );
}
