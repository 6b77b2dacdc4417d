import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { changeLanguage } from '#i18n/index.ts';
import { useBackedUp, useDevice, useMay, usePerson } from '#hooks/device.tsx';
import { ifThere } from '#hooks/if-there.ts';
import { askToKeep, storagePromise, type StoragePromise } from '#hooks/persist.ts';
import { isReceiptPaper, readReceiptPaper, RECEIPT_PAPERS, writeReceiptPaper } from '#hooks/receipt-paper.ts';
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import { hasRole } from '#kernel/roles.ts';
import { PhotoSettings } from '#modules/attachments/screens/index.ts';
import { closedPeriods } from '#modules/ledger/index.ts';
import { isTextSize, readAppearance, TEXT_SIZES, writeAppearance } from '#ui-kit/appearance.ts';
import { Button } from '#ui-kit/button.tsx';
import { CheckField } from '#ui-kit/check-field.tsx';
import { ChoiceTiles } from '#ui-kit/choice-tiles.tsx';
import { CheckIcon, DownloadIcon, HistoryIcon, LockIcon, MembersIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { PeopleSettings } from '../lock/people-settings.tsx';
import { writeLanguage } from '../profile.ts';

const LANGUAGES = [
  { id: 'vi', label: 'Tiếng Việt' },
  { id: 'en', label: 'English' },
] as const;

const ClipSettings = ifThere(async () => (await import('../clips/clip-settings.tsx')).ClipSettings);

const BeginPractice = lazy(async () => ({
  default: (await import('../practice/begin-practice.tsx')).BeginPractice,
}));

/** Language, size of text, sun, the hand, and whether the browser has promised to keep the book. */
export function Settings() {
  const { t, i18n } = useTranslation(['common', 'people']);
  const may = useMay();
  const person = usePerson();
  const { sync, isPractice } = useDevice();
  const [, navigate] = useLocation();
  const [appearance, setAppearance] = useState(readAppearance);
  const [paper, setPaper] = useState(readReceiptPaper);
  const [storage, setStorage] = useState<StoragePromise>();
  useEffect(() => {
    void storagePromise().then(setStorage);
  }, []);
  const change = (next: typeof appearance): void => {
    writeAppearance(next);
    setAppearance(next);
  };
  return (
    <>
      <h2>{t('settings.language')}</h2>
      <ChoiceTiles
        label={t('settings.language')}
        choices={LANGUAGES}
        value={i18n.language}
        onChoose={(id) => {
          const language = id === 'en' ? 'en' : 'vi';
          writeLanguage(language);
          void changeLanguage(language);
        }}
      />
      <h2>{t('settings.textSize')}</h2>
      <ChoiceTiles
        label={t('settings.textSize')}
        choices={TEXT_SIZES.map((id) => ({ id, label: t(`settings.size.${id}`) }))}
        value={appearance.textSize}
        onChoose={(id) => isTextSize(id) && change({ ...appearance, textSize: id })}
      />
      <CheckField
        label={t('settings.sun')}
        checked={appearance.isSunny}
        onChange={(isSunny) => change({ ...appearance, isSunny })}
      />
      <CheckField
        label={t('settings.leftHand')}
        checked={appearance.isLeftHanded}
        onChange={(isLeftHanded) => change({ ...appearance, isLeftHanded })}
      />
      <h2>{t('settings.receiptPaper')}</h2>
      <ChoiceTiles
        label={t('settings.receiptPaper')}
        choices={RECEIPT_PAPERS.map((id) => ({ id, label: t(`settings.paper.${id}`) }))}
        value={paper}
        onChoose={(id) => {
          if (!isReceiptPaper(id)) return;
          writeReceiptPaper(id);
          setPaper(id);
        }}
      />
      <PeopleSettings />
      {!isPractice && (
        <Suspense fallback={null}>
          <BeginPractice />
        </Suspense>
      )}
      <h2>{t('settings.storage')}</h2>
      <Button wide icon={CheckIcon} label={t('safety.title')} onPress={() => navigate('/an-toan')} />
      <Button wide icon={HistoryIcon} label={t('history.title')} onPress={() => navigate('/viec-da-lam')} />
      {storage !== undefined && (
        <Notice kind={storage === 'kept' ? 'info' : 'warning'} title={t(`storage.${storage}.title`)}>
          <p>{t(`storage.${storage}.text`)}</p>
          {storage === 'atRisk' && (
            <Button label={t('storage.action')} onPress={() => void askToKeep().then(setStorage)} />
          )}
        </Notice>
      )}
      <Suspense fallback={null}>
        <PhotoSettings />
      </Suspense>
      <Suspense fallback={null}>
        <ClipSettings />
      </Suspense>
      <Seals />
      {sync !== undefined && hasRole(person, ['admin']) && (
        <Button icon={MembersIcon} label={t('people:title.list')} onPress={() => navigate('/nguoi-va-may')} />
      )}
      <Button icon={DownloadIcon} label={t('workFile.title')} onPress={() => navigate('/tep-so')} />
      {may(closedPeriods, 'create') && (
        <>
          <h2>{t('settings.books')}</h2>
          <Button wide icon={LockIcon} label={t('settings.action.closeBooks')} onPress={() => navigate('/khoa-so')} />
        </>
      )}
    </>
  );
}

/** How far the co-op's backup reaches, and how well this device can vouch for what it writes. */
function Seals() {
  const { t } = useTranslation();
  const { sync, keyStrength } = useDevice();
  const backedUp = useBackedUp();
  if (sync === undefined) return null;
  return (
    <>
      {backedUp?.upTo !== undefined && (
        <Notice
          kind="info"
          title={t('backup.upTo', { date: formatDate(dateAt(backedUp.upTo)), time: timeOfDayAt(backedUp.upTo) })}
        >
          <p>{t(backedUp.missing === 0 ? 'backup.all' : 'backup.missing', { number: backedUp.missing })}</p>
        </Notice>
      )}
      <h2>{t('keys.title')}</h2>
      <Notice kind={keyStrength === 'none' ? 'warning' : 'info'} title={t(`keys.${keyStrength}.title`)}>
        <p>{t(`keys.${keyStrength}.text`)}</p>
      </Notice>
    </>
  );
}
