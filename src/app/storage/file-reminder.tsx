import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '#hooks/device.tsx';
import { ChoiceTiles } from '#ui-kit/choice-tiles.tsx';
import { REMINDERS } from '../safety/verdict.ts';
import { readReminder, writeReminder } from './kept-file.ts';
import { STORAGE } from './texts.ts';

/** How often the home reminds of a file, when there is something that none holds. */
export function FileReminder() {
  const { t } = useTranslation(STORAGE);
  const { session } = useDevice().database;
  const [chosen, setChosen] = useState(() => readReminder(session));
  const choose = (id: string): void => {
    const reminder = REMINDERS.find((each) => each === id);
    if (reminder === undefined) return;
    writeReminder(session, reminder);
    setChosen(reminder);
  };
  return (
    <>
      <h2>{t('reminder.label')}</h2>
      <p>{t('reminder.text')}</p>
      <ChoiceTiles
        label={t('reminder.label')}
        choices={REMINDERS.map((id) => ({ id, label: t(`reminder.${id}`) }))}
        value={chosen}
        onChoose={choose}
      />
    </>
  );
}
