/** Joins everything: language, profile, device, routes. */
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Router, Switch, useLocation, type BaseLocationHook } from 'wouter';
import { navigate as navigateNow, usePathname } from 'wouter/use-browser-location';
import { HelpProvider } from '#hooks/help.ts';
import { DeviceProvider, usePerson, type Device } from '#hooks/device.tsx';
import { afterStepBack, stepBack } from '#hooks/step-back.ts';
import { Fault } from '#kernel/result.ts';
import { hasRole } from '#kernel/roles.ts';
import { Loading } from '#ui-kit/loading.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Screen } from '#ui-kit/screen.tsx';
import { openDevice } from './device.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Home } from './home.tsx';
import { JOIN_PATH, setupTokenInAddress, TAKE_OVER_PATH } from './onboarding/steps.ts';
import { databaseName, hadBook, readCapture, readProfile, writeProfile, type Profile } from './profile.ts';
import { screens } from './screens.ts';
import { whenAtRest } from './at-rest.ts';
import { placeHere } from './in-app/place.ts';
import { isLocked } from './lock/guard.ts';
import { practiceProfile, readPractice } from './practice/practice.ts';
import { HelpButton } from './safety/help-button.tsx';
import { Shell } from './shell.tsx';
import { withTexts } from './with-texts.ts';

export function App() {
  const { t } = useTranslation();
  const [profile, setProfile] = useState<Profile | undefined>(readProfile);
  const [isAsking, setAsking] = useState(isLocked);
  const [place, setPlace] = useState(placeHere);
  if (!window.isSecureContext) {
    return (
      <Screen title={t('app')}>
        <Notice kind="warning" title={t('insecure.title')} wrong={t('insecure.why')} whatToDo={t('insecure.do')}>
          <HelpButton code="page.insecure" />
        </Notice>
      </Screen>
    );
  }
  const enter = (chosen: Profile): void => {
    writeProfile(chosen);
    window.history.replaceState(null, '', chosen.bringing === undefined ? '/' : TAKE_OVER_PATH);
    setProfile(chosen);
  };
  const setupToken = setupTokenInAddress(window.location);
  const practice = readPractice();
  const enterUnchanged = (): void => profile && enter(profile);
  const openAs = (person: Profile): void => {
    setProfile(person);
    setAsking(false);
  };
  return (
    <ErrorBoundary>
      <HelpProvider value={HelpButton}>
        <Suspense
          fallback={
            <Screen title={t('app')}>
              <Loading />
            </Screen>
          }
        >
          {practice !== undefined && setupToken === '' && window.location.pathname !== JOIN_PATH ? (
            <Book profile={practiceProfile(practice)} onEnter={enter} />
          ) : profile === undefined && place !== undefined && !hadBook() ? (
            <Elsewhere place={place} onStay={() => setPlace(undefined)} />
          ) : profile === undefined ? (
            <Welcome onEnter={enter} />
          ) : isAsking ? (
            <Lock onOpen={openAs} />
          ) : setupToken !== '' && profile.token === undefined && hasRole(profile, ['admin']) ? (
            <BringOnline profile={profile} setupToken={setupToken} onEnter={enter} onLater={enterUnchanged} />
          ) : window.location.pathname === JOIN_PATH ? (
            <JoinLater profile={profile} onEnter={enter} onLater={enterUnchanged} />
          ) : (
            <Book profile={profile} onEnter={enter} />
          )}
        </Suspense>
      </HelpProvider>
    </ErrorBoundary>
  );
}

const Elsewhere = lazy(async () => ({ default: (await import('./in-app/elsewhere.tsx')).Elsewhere }));
const Welcome = withTexts(async () => ({ default: (await import('./onboarding/welcome.tsx')).Welcome }));
const Lock = withTexts(async () => ({ default: (await import('./lock/lock.tsx')).Lock }));
const BringOnline = withTexts(async () => ({ default: (await import('./onboarding/bring-online.tsx')).BringOnline }));
const JoinLater = withTexts(async () => ({ default: (await import('./onboarding/join-later.tsx')).JoinLater }));
const TakeOverScreen = withTexts(async () => ({
  default: (await import('./onboarding/take-over-screen.tsx')).TakeOverScreen,
}));

function withoutOldBook({ bringing: _brought, ...profile }: Profile): Profile {
  return profile;
}

const Trouble = withTexts(async () => ({ default: (await import('./storage/trouble.tsx')).Trouble }));

/** The profile's book, or the one for the meantime while that does not open. */
function Book({ profile, onEnter }: { readonly profile: Profile; readonly onEnter: (profile: Profile) => void }) {
  const [capture, setCapture] = useState<Profile>();
  const book = capture ?? profile;
  const isPractice = profile.practice !== undefined;
  const onOpen = (): void => {
    // What was written in the meantime waits for the real book.
    if (isPractice || capture !== undefined || readCapture() === undefined) return;
    void import('./storage/capture.ts').then(({ withCapture }) => onEnter(withCapture(profile)));
  };
  return (
    <Opened
      key={databaseName(book)}
      profile={book}
      onOpen={onOpen}
      isCapture={capture !== undefined}
      onCapture={isPractice || capture !== undefined ? undefined : setCapture}
      onBrought={() => onEnter(withoutOldBook(profile))}
    />
  );
}

interface OpenedProps {
  readonly profile: Profile;
  readonly onOpen: () => void;
  readonly isCapture: boolean;
  /** Absent for the book for the meantime itself, and for a practice book, which needs none. */
  readonly onCapture: ((capture: Profile) => void) | undefined;
  readonly onBrought: () => void;
}

function Opened({ profile, onOpen, isCapture, onCapture, onBrought }: OpenedProps) {
  const { t } = useTranslation();
  const [device, setDevice] = useState<Device>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    openDevice(profile, {
      isCapture,
      onBlocked: () => setFault('storage.blocked'),
      onVersionChange: () => whenAtRest(() => window.location.reload()),
    }).then(
      (opened) => {
        setDevice(opened);
        onOpen();
      },
      (cause: unknown) => {
        const code = cause instanceof Fault ? cause.code : 'storage.unavailable';
        if (code !== 'storage.version' || !reloadedOnce()) setFault(code);
      },
    );
    // What was brought along changes the profile and not the database.
  }, [databaseName(profile), profile.token]);
  if (device === undefined && fault !== undefined)
    return <Trouble code={fault} profile={profile} onCapture={onCapture} />;
  if (device === undefined)
    return (
      <Screen title={t('app')}>
        <Loading />
      </Screen>
    );
  return (
    <DeviceProvider device={device}>
      <Router hook={useOrderedLocation}>
        <Suspense
          fallback={
            <Screen title={t('app')}>
              <Loading />
            </Screen>
          }
        >
          <Pages profile={profile} onBrought={onBrought} />
        </Suspense>
      </Router>
    </DeviceProvider>
  );
}

const RELOADED_KEY = 'so-mua.reloaded-for-version';

/** A page of an old version is loaded anew, once: what comes then is as new as it gets. */
function reloadedOnce(): boolean {
  if (sessionStorage.getItem(RELOADED_KEY) !== null) return false;
  sessionStorage.setItem(RELOADED_KEY, 'yes');
  window.location.reload();
  return true;
}

const pages = screens.map((screen) => ({
  ...screen,
  Component: withTexts(screen.load),
}));

function Pages({ profile, onBrought }: { readonly profile: Profile; readonly onBrought: () => void }) {
  const { t } = useTranslation();
  const person = usePerson();
  const [path, navigate] = useLocation();
  const back = useBack(path, () => navigate('/'));
  return (
    <Switch>
      {pages
        .filter((page) => page.roles === undefined || hasRole(person, page.roles))
        .map(({ path: pattern, title, namespace, isWide, Component }) => (
          <Route key={pattern} path={pattern}>
            <Shell title={title} namespace={namespace} isWide={isWide === true} onBack={back}>
              <Suspense fallback={<Loading />}>
                <Component key={path} onDone={() => navigate('/')} />
              </Suspense>
            </Shell>
          </Route>
        ))}
      {profile.bringing !== undefined && (
        <Route path={TAKE_OVER_PATH}>
          <Shell title={t('join.title')} onBack={() => navigate('/')}>
            <TakeOverScreen book={profile.bringing} onBrought={onBrought} />
          </Shell>
        </Route>
      )}
      <Route>
        <Home profile={profile} onOpen={navigate} />
      </Route>
    </Switch>
  );
}

const navigateInOrder: typeof navigateNow = (...where) => afterStepBack(() => navigateNow(...where));

/** The browser's address; going anywhere waits for the step back that is under way. */
const useOrderedLocation: BaseLocationHook = () => [usePathname(), navigateInOrder];

/** One step back where there was one in this visit, else home (rule U11). */
function useBack(path: string, home: () => void): () => void {
  const visited = useRef(0);
  useEffect(() => {
    visited.current += 1;
  }, [path]);
  return () => (visited.current > 1 ? void stepBack() : home());
}
