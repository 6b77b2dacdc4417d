import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useUnsent } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import { Button } from '#ui-kit/button.tsx';
import { CheckField } from '#ui-kit/check-field.tsx';
import { DownloadIcon, FileAwayIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { useAttempt } from '../onboarding/use-attempt.ts';
import { canChooseFolder, chooseFolder, chosenFolder, forgetFolder } from './folder.ts';
import { FileMade } from './file-made.tsx';
import { keepFile, type KeptAsFile } from './keep-file.ts';
import { readKeptFile } from './kept-file.ts';
import { STORAGE } from './texts.ts';

/** Fewer are guessed. */
const FEWEST_LETTERS = 8;

/** Makes the file: into a chosen folder where there is one, under a passphrase where somebody wants it. */
export function MakeFile() {
  const { t } = useTranslation(STORAGE);
  const { database, coopName } = useDevice();
  const unsent = useUnsent()?.count;
  const { attempt, isBusy, fault } = useAttempt();
  const [isLocked, setLocked] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const [made, setMade] = useState<KeptAsFile>();
  const last = readKeptFile(database.session);
  const isTooShort = isLocked && passphrase.normalize('NFC').length < FEWEST_LETTERS;
  const make = async (): Promise<void> => {
    setMade(undefined);
    setMade(await keepFile(database, { coopName, passphrase: isLocked ? passphrase : undefined }));
  };
  return (
    <>
      <p>{t('file.text')}</p>
      <p>
        {last === undefined
          ? t('file.never')
          : t('file.last', { date: formatDate(dateAt(last.at)), time: timeOfDayAt(last.at) })}
      </p>
      <Folder />
      <CheckField label={t('lock.label')} checked={isLocked} onChange={setLocked} />
      {isLocked && (
        <>
          <TextField
            label={t('lock.passphrase')}
            hint={t('lock.hint', { number: FEWEST_LETTERS })}
            value={passphrase}
            onChange={setPassphrase}
          />
          <Notice kind="warning" title={t('lock.warning')} whatToDo={t('lock.warningDo')} />
        </>
      )}
      <Button
        wide
        kind="primary"
        icon={DownloadIcon}
        label={t('file.action.make', { count: unsent ?? 0 })}
        disabled={isBusy || unsent === undefined || unsent === 0 || isTooShort}
        onPress={() => attempt(make)}
      />
      {unsent === 0 && <p>{t('file.nothing')}</p>}
      <FileMade made={made} />
      <RefusalNotice refusal={fault} namespace={STORAGE} />
    </>
  );
}

/** Only browsers that can hold a folder offer one. */
function Folder() {
  const { t } = useTranslation(STORAGE);
  const { database } = useDevice();
  const { attempt, isBusy, fault } = useAttempt();
  const [name, setName] = useState<string>();
  useEffect(() => {
    void chosenFolder(database).then((folder) => setName(folder?.name));
  }, [database]);
  if (!canChooseFolder()) return null;
  return (
    <>
      <p>{name === undefined ? t('folder.none') : t('folder.chosen', { folder: name })}</p>
      <Button
        icon={FileAwayIcon}
        label={t(name === undefined ? 'folder.action.choose' : 'folder.action.other')}
        disabled={isBusy}
        onPress={() => attempt(async () => setName((await chooseFolder(database)) ?? name))}
      />
      {name !== undefined && (
        <Button
          kind="quiet"
          label={t('folder.action.forget')}
          disabled={isBusy}
          onPress={() =>
            attempt(async () => {
              await forgetFolder(database);
              setName(undefined);
            })
          }
        />
      )}
      <RefusalNotice refusal={fault} namespace={STORAGE} />
    </>
  );
}
