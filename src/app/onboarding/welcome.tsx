import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '#i18n/index.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Button } from '#ui-kit/button.tsx';
import { LanguageIcon, PractiseIcon } from '#ui-kit/icon.tsx';
import { Screen } from '#ui-kit/screen.tsx';
import { writeLanguage, type Profile } from '../profile.ts';
import { lookInto, openFile } from '../storage/load-book.ts';
import { ReadFile } from '../storage/read-file.tsx';
import { STORAGE } from '../storage/texts.ts';
import { BeginPractice } from '../practice/begin-practice.tsx';
import { Alone } from './alone.tsx';
import { Found } from './found.tsx';
import { Join } from './join.tsx';
import { codeInAddress, JOIN_PATH, setupTokenInAddress } from './steps.ts';
import { useAttempt } from './use-attempt.ts';

type Way = 'ask' | 'join' | 'alone' | 'found' | 'practise';

/** First open: join by a code, write alone for now, or begin a co-op's book. */
export function Welcome({ onEnter }: { readonly onEnter: (profile: Profile) => void }) {
  const { t } = useTranslation(['onboarding', 'common']);
  const setupToken = setupTokenInAddress(window.location);
  const code = codeInAddress(window.location);
  const [way, setWay] = useState<Way>(firstWay(setupToken));
  const { attempt, isBusy, fault, forget } = useAttempt();
  const go = (next: Way): void => {
    forget();
    setWay(next);
  };
  const step = { attempt, isBusy, onEnter };
  return (
    <Screen title={t('common:app')} onBack={way === 'ask' ? undefined : () => go('ask')}>
      {way === 'ask' && (
        <>
          <h2>{t('welcome.title')}</h2>
          <p>{t('welcome.text')}</p>
          <Button wide kind="primary" label={t('welcome.join')} onPress={() => go('join')} />
          <Button wide label={t('welcome.alone')} onPress={() => go('alone')} />
          <Button wide kind="quiet" label={t('welcome.found')} onPress={() => go('found')} />
          <Button wide kind="quiet" icon={PractiseIcon} label={t('welcome.practise')} onPress={() => go('practise')} />
          <ReadFile
            kind="quiet"
            label={t('welcome.file')}
            look={async (bytes) => lookInto(undefined, bytes)}
            take={async (bytes) => onEnter(await openFile(bytes))}
          />
          <OtherLanguage />
        </>
      )}
      {way === 'join' && <Join {...step} initialCode={code} />}
      {way === 'alone' && <Alone {...step} />}
      {way === 'practise' && <BeginPractice />}
      {way === 'found' && <Found {...step} setupToken={setupToken} />}
      <RefusalNotice refusal={fault} namespace={STORAGE} />
    </Screen>
  );
}

/** Who came by a link is not asked what for. */
function firstWay(setupToken: string): Way {
  if (setupToken !== '') return 'found';
  return window.location.pathname === JOIN_PATH ? 'join' : 'ask';
}

/** Each language is called by its own name, so that whoever speaks it finds it. */
const OTHER = { vi: { id: 'en', label: 'English' }, en: { id: 'vi', label: 'Tiếng Việt' } } as const;

function OtherLanguage() {
  const { i18n } = useTranslation();
  const { id, label } = OTHER[i18n.language === 'en' ? 'en' : 'vi'];
  const change = (): void => {
    writeLanguage(id);
    void changeLanguage(id);
  };
  return <Button wide kind="quiet" icon={LanguageIcon} label={label} onPress={change} />;
}
