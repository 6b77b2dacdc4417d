import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useQuery, useToday } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { addDays, formatDate } from '#kernel/calendar.ts';
import type { Refusal } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { DateField } from '#ui-kit/date-field.tsx';
import { LockIcon, UnlockIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { UndoBar } from '#ui-kit/undo-bar.tsx';
import { closePeriod } from '../commands.ts';
import { closedThrough, OPEN_SINCE } from '../index.ts';

/** Up to which day the books are closed, what that means, and the way to close more or to open again. */
export function CloseBooks() {
  const { t } = useTranslation('ledger');
  const today = useToday();
  const close = useCommand(closePeriod);
  const [typed, setTyped] = useState<string | null>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [done, setDone] = useState<{ readonly sentence: string; readonly before: string; readonly key: number }>();
  const found = useQuery(async (read) => ({ closed: await closedThrough(read) }), 'closed through');
  if (found === undefined) return <Loading />;
  const { closed } = found;
  // The month before, or what is closed already: neither closes nor opens anything that nobody has typed.
  const day = typed === undefined ? (closed ?? addDays(`${today.slice(0, 7)}-01`, -1)) : typed;
  const run = async (through: string): Promise<void> => {
    const outcome = await close(through);
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    const sentence = through === OPEN_SINCE ? t('allOpen') : t('closedThrough', { date: formatDate(through) });
    setDone({ sentence, before: closed ?? OPEN_SINCE, key: (done?.key ?? 0) + 1 });
  };
  const undo = async (before: string): Promise<void> => {
    const outcome = await close(before);
    setRefusal(outcome.ok ? undefined : outcome);
    setDone(undefined);
  };
  const isOpening = closed !== undefined && day !== null && day < closed;
  return (
    <>
      <Notice
        kind="info"
        title={closed === undefined ? t('allOpen') : t('closedThrough', { date: formatDate(closed) })}
      >
        <p>{t('meaning.saved')}</p>
        <p>{t('meaning.office')}</p>
        <p>{t('meaning.again')}</p>
      </Notice>
      {done !== undefined && (
        <UndoBar
          key={done.key}
          sentence={done.sentence}
          onUndo={() => void undo(done.before)}
          onDone={() => setDone(undefined)}
        />
      )}
      <DateField hasChips={false} label={t('field.closedThrough')} value={day} onChange={setTyped} today={today} />
      <Stack>
        <Button
          wide
          kind="primary"
          icon={isOpening ? UnlockIcon : LockIcon}
          label={t(isOpening ? 'action.openAfter' : 'action.close')}
          disabled={day === null || day === closed}
          onPress={() => day !== null && void run(day)}
        />
        {closed !== undefined && (
          <Button wide icon={UnlockIcon} label={t('action.openAll')} onPress={() => void run(OPEN_SINCE)} />
        )}
      </Stack>
      <RefusalNotice refusal={refusal} namespace="ledger" />
    </>
  );
}
