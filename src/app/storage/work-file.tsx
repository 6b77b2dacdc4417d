import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '#files/share.ts';
import { openRescue } from '#local-db/index.ts';
import { useDevice, useToday, useUnsent } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Fault } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { FileButton } from '#ui-kit/file-button.tsx';
import { DownloadIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { useAttempt } from '../onboarding/use-attempt.ts';
import { TAKE_OVER_PATH } from '../onboarding/steps.ts';
import { bookOf, readProfile, writeProfile } from '../profile.ts';
import { loadFile, type Loaded } from './load-book.ts';
import { STORAGE } from './texts.ts';

/** What is unsent as a file outside the browser, and back from one. */
export function WorkFile() {
  const { t } = useTranslation(STORAGE);
  const { database, coopName, sync } = useDevice();
  const today = useToday();
  const unsent = useUnsent()?.count;
  const { attempt, isBusy, fault } = useAttempt();
  const [made, setMade] = useState<number>();
  const [loaded, setLoaded] = useState<Loaded>();
  const make = async (): Promise<void> => {
    const { backupOf } = await openRescue();
    const personName = readProfile()?.personName;
    const about = { coopName, ...(personName === undefined ? {} : { personName }) };
    const { file, operations } = await backupOf(database, about);
    saveFile(new Blob([new Uint8Array(file)], { type: 'application/octet-stream' }), `so-mua-${today}.somua`);
    setMade(operations);
  };
  const load = async (file: File): Promise<void> => {
    const profile = readProfile();
    const outcome = await loadFile(database, file);
    if (outcome.asBook !== undefined && profile !== undefined) {
      if (profile.bringing !== undefined && profile.bringing.coop !== outcome.asBook.coop)
        throw new Fault('backup.bringFirst');
      writeProfile({ ...profile, bringing: bookOf(outcome.asBook) });
      window.location.assign(TAKE_OVER_PATH);
    }
    setLoaded(outcome);
    sync?.request();
  };
  return (
    <>
      <p>{t('file.text')}</p>
      <Button
        wide
        kind="primary"
        icon={DownloadIcon}
        label={t('file.action.make', { count: unsent ?? 0 })}
        disabled={isBusy || unsent === undefined || unsent === 0}
        onPress={() => attempt(make)}
      />
      {unsent === 0 && <p>{t('file.nothing')}</p>}
      {made !== undefined && <Notice kind="info" title={t('file.made', { count: made })} whatToDo={t('file.madeDo')} />}
      <h2>{t('file.loadTitle')}</h2>
      <p>{t('file.loadText')}</p>
      <FileButton label={t('file.action.load')} accept=".somua" onFile={(file) => attempt(() => load(file))} />
      {loaded !== undefined && <Notice kind="info" title={t('file.loaded', { ...loaded, asBook: '' })} />}
      <RefusalNotice refusal={fault} namespace={STORAGE} />
    </>
  );
}
