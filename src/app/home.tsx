import {
  IconBasket,
  IconBook2,
  IconChartBar,
  IconChecklist,
  IconCoin,
  IconEyeCheck,
  IconList,
  IconMap2,
  IconPlant2,
  IconTag,
  IconUsers,
} from '@tabler/icons-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useMay, usePerson, useUnsent } from '#hooks/device.tsx';
import { ifThere } from '#hooks/if-there.ts';
import { useStoragePromise } from '#hooks/persist.ts';
import { hasRole, worksForCoop, worksInOffice, type Role, type WithRoles } from '#kernel/roles.ts';
import { findingAnswers } from '#modules/findings/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { ChecklistRoom } from '#ui-kit/checklist-room.tsx';
import { HomeTiles } from '#ui-kit/home-tiles.tsx';
import { AttentionIcon, HistoryIcon, LockIcon, SettingsIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { useAttentionCount } from './attention/use-attention.ts';
import { areStepsGone } from './first-steps/put-away.ts';
import { placeHere } from './in-app/place.ts';
import { isGuarded, lockNow } from './lock/guard.ts';
import { JOIN_PATH, TAKE_OVER_PATH } from './onboarding/steps.ts';
import type { Profile } from './profile.ts';
import { withTexts } from './with-texts.ts';
import { screens } from './screens.ts';
import { Shell } from './shell.tsx';

const ICONS = {
  harvest: IconPlant2,
  sale: IconCoin,
  account: IconBook2,
  members: IconUsers,
  products: IconBasket,
  confirm: IconChecklist,
  list: IconList,
  plots: IconMap2,
  prices: IconTag,
  figures: IconChartBar,
  findings: IconEyeCheck,
} as const;

const LookalikeNotice = withTexts(async () => ({
  default: (await import('./attention/lookalike-notice.tsx')).LookalikeNotice,
}));

const UnansweredNotice = withTexts(async () => ({
  default: (await import('#modules/findings/screens/unanswered-notice.tsx')).UnansweredNotice,
}));

const PracticeBar = withTexts(async () => ({
  default: (await import('./practice/practice-bar.tsx')).PracticeBar,
}));

const Today = ifThere(async () => (await import('./today.tsx')).Today);

const FirstSteps = ifThere(async () => (await import('./first-steps/first-steps.tsx')).FirstSteps);

const BookHere = ifThere(async () => (await import('./in-app/book-here.tsx')).BookHere);

const SafetyNotice = ifThere(async () => (await import('./safety/safety-notice.tsx')).SafetyNotice);

/**
 * Six tiles at most for a role, the same place for ever (rule U9), and above them only what somebody should do. Whoever
 * has several roles has the co-op's tiles first, then the own ones.
 */
export function Home({ profile, onOpen }: { readonly profile: Profile; readonly onOpen: (path: string) => void }) {
  const { t } = useTranslation();
  const { coopName } = useDevice();
  const person = usePerson();
  const isOffice = worksInOffice(person);
  const tiles = screens
    .flatMap((screen) =>
      screen.tile !== undefined && hasRole(person, screen.tile.roles) ? [{ screen, tile: screen.tile }] : [],
    )
    .sort((left, right) => lateness(left, person) - lateness(right, person) || left.tile.order - right.tile.order)
    .map(({ screen, tile }) => ({
      id: screen.path,
      icon: ICONS[tile.icon],
      label: t(`${screen.namespace}:${tile.label}`),
      onPress: () => onOpen(screen.path),
    }));
  return (
    <Shell title={coopName} isWide={isOffice}>
      <Suspense fallback={<p>{t('today')}</p>}>
        <Today />
      </Suspense>
      {/* Together with the bar of the practice book: what is there first would be moved away under a finger. */}
      <Suspense fallback={null}>
        {profile.practice === undefined ? <HomeNotices profile={profile} onOpen={onOpen} /> : <PracticeBar />}
        <HomeTiles tiles={tiles} />
        {profile.practice === undefined && <AloneNotice profile={profile} />}
        {isOffice && (
          <Button
            wide
            kind="quiet"
            icon={AttentionIcon}
            label={t('attention.title')}
            onPress={() => onOpen('/can-xem-lai')}
          />
        )}
        <Button
          wide
          kind="quiet"
          icon={HistoryIcon}
          label={t('history.title')}
          onPress={() => onOpen('/viec-da-lam')}
        />
        {isGuarded() && profile.practice === undefined && (
          <Button wide kind="quiet" icon={LockIcon} label={t('lock')} onPress={lockNow} />
        )}
        <Button wide kind="quiet" icon={SettingsIcon} label={t('settings.title')} onPress={() => onOpen('/cai-dat')} />
      </Suspense>
    </Shell>
  );
}

/** Of somebody who works for the co-op and is a member too, what is for members alone comes later. */
function lateness({ tile }: { readonly tile: { readonly roles: readonly Role[] } }, person: WithRoles): number {
  return worksForCoop(person) && !worksForCoop(tile) ? 1 : 0;
}

/** Below the tiles: it can wait, and the daily work should not have to be scrolled to. */
function AloneNotice({ profile }: { readonly profile: Profile }) {
  const { t } = useTranslation();
  if (profile.token !== undefined || worksForCoop(profile)) return null;
  return (
    <Notice kind="info" title={t('join.aloneBook')}>
      <p>{t('join.aloneBookText')}</p>
      <Button label={t('join.action.join')} onPress={() => window.location.assign(JOIN_PATH)} />
    </Notice>
  );
}

function HomeNotices({ profile, onOpen }: { readonly profile: Profile; readonly onOpen: (path: string) => void }) {
  const { t } = useTranslation();
  const attention = useAttentionCount();
  const place = placeHere();
  const mayAnswer = useMay()(findingAnswers, 'post');
  // The first operation only says who writes here.
  const storage = useStoragePromise((useUnsent()?.written ?? 0) > 1);
  return (
    <>
      {place !== undefined && (
        <Suspense fallback={null}>
          <BookHere place={place} onOpen={onOpen} />
        </Suspense>
      )}
      {attention > 0 && (
        <Notice kind="warning" title={t('attention.count', { count: attention })}>
          <Button label={t('attention.action.open')} onPress={() => onOpen('/can-xem-lai')} />
        </Notice>
      )}
      {mayAnswer && (
        <Suspense fallback={null}>
          <UnansweredNotice onOpen={() => onOpen('/kien-nghi')} />
        </Suspense>
      )}
      {!worksForCoop(profile) && (
        <Suspense fallback={null}>
          <LookalikeNotice onOpen={() => onOpen('/can-xem-lai')} />
        </Suspense>
      )}
      {profile.bringing !== undefined && (
        <Notice kind="warning" title={t('join.oldBook')}>
          <p>{t('join.oldBookText')}</p>
          <Button label={t('join.action.openOldBook')} onPress={() => onOpen(TAKE_OVER_PATH)} />
        </Notice>
      )}
      <Suspense fallback={null}>
        <SafetyNotice onOpen={() => onOpen('/an-toan')} />
      </Suspense>
      {!areStepsGone(profile) && (
        <Suspense fallback={<ChecklistRoom />}>
          <FirstSteps profile={profile} onOpen={onOpen} />
        </Suspense>
      )}
      {storage !== undefined && (
        <Notice kind={storage === 'kept' ? 'info' : 'warning'} title={t(`storage.${storage}.title`)}>
          <p>{t(`storage.${storage}.text`)}</p>
        </Notice>
      )}
    </>
  );
}
