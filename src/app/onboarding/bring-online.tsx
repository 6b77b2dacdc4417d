import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Button } from '#ui-kit/button.tsx';
import { Screen } from '#ui-kit/screen.tsx';
import { enrol } from '../enrolling.ts';
import type { Profile } from '../profile.ts';
import { attemptFor } from './attempt.ts';
import { deviceName } from './steps.ts';
import { useAttempt } from './use-attempt.ts';

/** A co-op that began on this device alone gets its server: same book, same ids, everything goes along. */
export function BringOnline(props: {
  readonly profile: Profile;
  readonly setupToken: string;
  readonly onEnter: (profile: Profile) => void;
  readonly onLater: () => void;
}) {
  const { profile, setupToken, onEnter, onLater } = props;
  const { t } = useTranslation(['onboarding', 'common']);
  const { attempt, isBusy, fault } = useAttempt();
  const bring = async (): Promise<void> => {
    const answer = await enrol({
      kind: 'found',
      setupToken,
      coop: profile.coop,
      coopName: profile.coopName,
      personName: profile.personName ?? profile.coopName,
      deviceName: deviceName(),
      proof: attemptFor(setupToken).proof,
      user: profile.user,
    });
    onEnter({ ...profile, token: answer.token });
  };
  return (
    <Screen title={t('common:app')}>
      <h2>{t('join.bringOnline', { coop: profile.coopName })}</h2>
      <p>{t('join.bringOnlineText')}</p>
      <Button
        wide
        kind="primary"
        label={t('join.action.bringOnline')}
        disabled={isBusy}
        onPress={() => attempt(bring)}
      />
      <Button wide kind="quiet" label={t('join.action.later')} onPress={onLater} />
      <RefusalNotice refusal={fault} namespace="common" />
    </Screen>
  );
}
