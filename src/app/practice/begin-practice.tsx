import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Button } from '#ui-kit/button.tsx';
import { HarvestIcon, MembersIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { useAttempt } from '../onboarding/use-attempt.ts';
import type { Practice } from '../profile.ts';
import { STORAGE } from '../storage/texts.ts';
import { openPractice } from './open-practice.ts';
import { PRACTICE } from './texts.ts';

/** Asks as whom, and makes the sample book where there is none yet. */
export function BeginPractice() {
  const { t } = useTranslation(PRACTICE);
  const [percent, setPercent] = useState(0);
  const { attempt, isBusy, fault } = useAttempt();
  const begin = (practice: Practice): void => attempt(async () => openPractice(practice, setPercent));
  return (
    <>
      <h2>{t('title.begin')}</h2>
      <p>{t('begin.text')}</p>
      {isBusy ? (
        <Loading percent={percent} />
      ) : (
        <>
          <Button wide kind="primary" icon={HarvestIcon} label={t('action.asMember')} onPress={() => begin('member')} />
          <Button wide icon={MembersIcon} label={t('action.asOffice')} onPress={() => begin('office')} />
        </>
      )}
      <RefusalNotice refusal={fault} namespace={STORAGE} />
    </>
  );
}
