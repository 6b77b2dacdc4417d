/** Joins everything: language, profile, device, routes. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Router, Switch, useLocation } from 'wouter';
import { DeviceProvider, type Device } from '#hooks/device.tsx';
import { Fault } from '#kernel/result.ts';
import { Notice, Screen } from '#ui-kit/basic/kit.tsx';
import { openDevice } from './device.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Home } from './home.tsx';
import { readProfile, writeProfile, type Profile } from './profile.ts';
import { screens } from './screens.ts';
import { Shell } from './shell.tsx';
import { Welcome } from './onboarding/welcome.tsx';

export function App() {
  const { t } = useTranslation();
  const [profile, setProfile] = useState<Profile | undefined>(readProfile);
  if (!window.isSecureContext) {
    return (
      <Screen title={t('app')}>
        <Notice title={t('insecure.title')} isDanger>
          {t('insecure.text')}
        </Notice>
      </Screen>
    );
  }
  if (profile === undefined) {
    const enter = (chosen: Profile): void => {
      writeProfile(chosen);
      window.history.replaceState(null, '', '/');
      setProfile(chosen);
    };
    return <Welcome onEnter={enter} />;
  }
  return (
    <ErrorBoundary>
      <Opened profile={profile} />
    </ErrorBoundary>
  );
}

function Opened({ profile }: { readonly profile: Profile }) {
  const { t } = useTranslation();
  const [device, setDevice] = useState<Device>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    openDevice(profile, {
      onBlocked: () => setFault('storage.version'),
      onVersionChange: () => window.location.reload(),
    }).then(setDevice, (cause: unknown) => setFault(cause instanceof Fault ? cause.code : 'storage.unavailable'));
  }, [profile]);
  if (fault !== undefined) {
    return (
      <Screen title={t('app')}>
        <Notice title={t('fault.title')} isDanger>
          {t(`error|${fault}`, { keySeparator: '|', defaultValue: t('fault.safe') })}
        </Notice>
      </Screen>
    );
  }
  if (device === undefined) return <Screen title={t('app')}>{t('loading')}</Screen>;
  return (
    <DeviceProvider device={device}>
      <Router>
        <Suspense fallback={<Screen title={t('app')}>{t('loading')}</Screen>}>
          <Pages />
        </Suspense>
      </Router>
    </DeviceProvider>
  );
}

const pages = screens.map((screen) => ({ ...screen, Component: lazy(screen.load) }));

function Pages() {
  const [, navigate] = useLocation();
  return (
    <Switch>
      {pages.map(({ path, title, namespace, isWide, Component }) => (
        <Route key={path} path={path}>
          <Shell title={title} namespace={namespace} isWide={isWide === true} onBack={() => navigate('/')}>
            <Component onDone={() => navigate('/')} />
          </Shell>
        </Route>
      ))}
      <Route>
        <Home onOpen={navigate} />
      </Route>
    </Switch>
  );
}
