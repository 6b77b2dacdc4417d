import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { worksForCoop } from '#kernel/roles.ts';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Screen } from '#ui-kit/screen.tsx';
import { AddPerson } from '../lock/add-person.tsx';
import { enterAs } from '../lock/people-here.ts';
import type { Profile } from '../profile.ts';
import { Join } from './join.tsx';
import { codeInAddress } from './steps.ts';
import { useAttempt } from './use-attempt.ts';

/** Somebody who has a book already opens an invitation: who wrote alone joins and brings it along. */
export function JoinLater(props: {
  readonly profile: Profile;
  readonly onEnter: (profile: Profile) => void;
  readonly onLater: () => void;
}) {
  const { profile, onEnter, onLater } = props;
  const { t } = useTranslation(['onboarding', 'common']);
  const { attempt, isBusy, fault } = useAttempt();
  const { coop, user, memberId } = profile;
  const isAlone = profile.token === undefined && !worksForCoop(profile);
  // An invitation that the server did not take in the end: another one, and everything comes along.
  const isComing = isAlone || profile.joining !== undefined;
  return (
    <Screen title={t('join.title')} onBack={onLater}>
      {isComing ? (
        <Join
          attempt={attempt}
          isBusy={isBusy}
          onEnter={onEnter}
          initialCode={codeInAddress(window.location)}
          bringing={{ coop, user, ...(memberId === undefined ? {} : { memberId }) }}
        />
      ) : (
        <>
          <Notice kind="warning" title={t('join.alreadyIn', { coop: profile.coopName })}>
            <p>{t('join.alreadyInText')}</p>
          </Notice>
          <AddPerson
            onAdded={(person) => {
              enterAs(person);
              window.location.replace('/');
            }}
          />
          <Button wide kind="quiet" label={t('common:home')} onPress={onLater} />
        </>
      )}
      <RefusalNotice refusal={fault} namespace="common" />
    </Screen>
  );
}
