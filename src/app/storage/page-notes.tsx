import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '#files/share.ts';
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import { cleanText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { DownloadIcon } from '#ui-kit/icon.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { StepForm } from '#ui-kit/step-form.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { realEnv } from '../device.ts';
import { STORAGE } from './texts.ts';

const LONGEST_NOTE = 500;

/** No disk takes anything: lines that stand in this page only, and a file of them at once. Never called saved. */
export function PageNotes() {
  const { t } = useTranslation(STORAGE);
  const [line, setLine] = useState('');
  const [notes, setNotes] = useState<readonly string[]>([]);
  const [isKept, setKept] = useState(true);
  useWarningBeforeLeaving(!isKept);
  const add = (): void => {
    const now = realEnv.now();
    setNotes([...notes, `${formatDate(dateAt(now))} ${timeOfDayAt(now)}: ${cleanText(line)}`]);
    setLine('');
    setKept(false);
  };
  const keep = (): void => {
    // With the mark that lets old programs on Windows read Vietnamese.
    const blob = new Blob(['\uFEFF', notes.join('\r\n'), '\r\n'], { type: 'text/plain;charset=utf-8' });
    saveFile(blob, `so-tam-${dateAt(realEnv.now())}.txt`);
    setKept(true);
  };
  return (
    <>
      <Notice
        kind="danger"
        title={t('notes.title')}
        safe={t('notes.safe')}
        wrong={t('notes.wrong')}
        whatToDo={t('notes.do')}
      >
        <Button
          wide
          kind="primary"
          icon={DownloadIcon}
          label={t('notes.action.file', { count: notes.length })}
          disabled={notes.length === 0}
          onPress={keep}
        />
      </Notice>
      <StepForm onSubmit={add}>
        <TextField
          label={t('notes.line')}
          hint={t('notes.hint')}
          value={line}
          maxLength={LONGEST_NOTE}
          onChange={setLine}
        />
        <Button wide type="submit" label={t('notes.action.add')} disabled={cleanText(line) === ''} />
      </StepForm>
      {notes.map((note) => (
        <ListRow key={note} title={note} />
      ))}
    </>
  );
}

/** The browser asks before the page goes with what is in it. */
function useWarningBeforeLeaving(isAtRisk: boolean): void {
  useEffect(() => {
    if (!isAtRisk) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isAtRisk]);
}
