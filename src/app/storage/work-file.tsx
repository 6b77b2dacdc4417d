import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '#hooks/device.tsx';
import { Fault } from '#kernel/result.ts';
import { Notice } from '#ui-kit/notice.tsx';
import { TAKE_OVER_PATH } from '../onboarding/steps.ts';
import { bookOf, readProfile, writeProfile } from '../profile.ts';
import { FileReminder } from './file-reminder.tsx';
import { loadFile, lookInto, type Loaded } from './load-book.ts';
import { MakeFile } from './make-file.tsx';
import { ReadFile } from './read-file.tsx';
import { TakeAll } from './take-all.tsx';
import { STORAGE } from './texts.ts';

/** What is unsent as a file outside the browser, when it is to be reminded of, and back from one; and the whole book for other programs. */
export function WorkFile() {
  const { t } = useTranslation(STORAGE);
  const { database, sync } = useDevice();
  const [loaded, setLoaded] = useState<Loaded>();
  const load = async (bytes: Uint8Array): Promise<void> => {
    const profile = readProfile();
    const outcome = await loadFile(database, bytes);
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
      <MakeFile />
      <FileReminder />
      <h2>{t('file.loadTitle')}</h2>
      <p>{t('file.loadText')}</p>
      <ReadFile label={t('file.action.load')} look={async (bytes) => lookInto(database, bytes)} take={load} />
      {loaded !== undefined && <Notice kind="info" title={t('file.loaded', { ...loaded, asBook: '' })} />}
      <TakeAll />
    </>
  );
}
