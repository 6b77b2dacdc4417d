import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useCommand, useDevice, useSyncStatus } from '#hooks/device.tsx';
import { useLive } from '#hooks/live.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { isTakenBack } from '#kernel/batches.ts';
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import type { Refusal, Result } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { useDayText } from '#ui-kit/day-tiles.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { UndoIcon } from '#ui-kit/icon.tsx';
import { List } from '#ui-kit/list.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { StateMark } from '#ui-kit/state-mark.tsx';
import { StepDay, StepRow } from '#ui-kit/step-row.tsx';
import { SAFETY } from '../safety/texts.ts';
import { historyScreens } from './history-screens.ts';
import { toldSteps, type ToldStep } from './told-steps.ts';

const AT_ONCE = 200;

/** Everything that was done on this device by this person, newest first, each step with its way back (rules U28, U29). */
export function History() {
  const { t } = useTranslation(SAFETY);
  const [limit, setLimit] = useState(AT_ONCE);
  const [shown, setShown] = useState<Awaited<ReturnType<typeof toldSteps>>>();
  const [undone, setUndone] = useState<string>();
  const [refused, setRefused] = useState<{ readonly refusal: Refusal; readonly namespace: string }>();
  const { database } = useDevice();
  const found = useLive(async (asked) => toldSteps(asked, limit, historyScreens), `history ${limit}`, database);
  // While more is fetched, what is here stays.
  if (found !== undefined && found !== shown) setShown(found);
  const told = found ?? shown;
  if (told === undefined) return <Loading />;
  if (told.steps.length === 0) return <EmptyState title={t('history.empty')} text={t('history.emptyText')} />;
  const onUndo: OnUndo = ({ namespace }, outcome) => {
    setUndone(typeof outcome === 'string' ? outcome : undefined);
    setRefused(typeof outcome === 'string' ? undefined : { refusal: outcome, namespace });
  };
  return (
    <>
      <p>{t('history.text')}</p>
      {undone !== undefined && <p role="status">{undone}</p>}
      <RefusalNotice refusal={refused?.refusal} namespace={refused?.namespace ?? SAFETY} />
      <List
        label={t('history.label')}
        items={withDays(told.steps)}
        keyOf={({ step }) => step.id}
        renderItem={({ step, day }) => <Step step={step} day={day} onUndo={onUndo} />}
      />
      {told.hasMore ? (
        <Button wide label={t('history.action.more')} onPress={() => setLimit(limit + AT_ONCE)} />
      ) : (
        <p>{t(told.isWhole ? 'history.begin' : 'history.older')}</p>
      )}
    </>
  );
}

interface DayStep {
  readonly step: ToldStep;
  /** On the first step of a day: ISO date. */
  readonly day: string | undefined;
}

function withDays(steps: readonly ToldStep[]): readonly DayStep[] {
  let last = '';
  return steps.map((step) => {
    const day = dateAt(step.savedAt);
    const isFirst = day !== last;
    last = day;
    return { step, day: isFirst ? day : undefined };
  });
}

/** What was done, in words, or why it was not. */
type OnUndo = (step: ToldStep, outcome: string | Refusal) => void;

function Step({ step, day, onUndo }: DayStep & { readonly onUndo: OnUndo }) {
  const { t } = useTranslation([SAFETY, step.namespace, 'ui-kit']);
  const [, navigate] = useLocation();
  const isSyncing = useSyncStatus().kind === 'syncing';
  const { sentence, namespace, state, path, undo } = step;
  const label = (field: string): string => t(`${namespace}:field.${field}`, { defaultValue: field });
  const text = t(`${namespace}:history.${sentence.key}`, {
    ...sentence.values,
    fields: (sentence.changed ?? []).map(label).join(', '),
  });
  const onDone = (outcome: Result<unknown>): void => {
    if (!outcome.ok) onUndo(step, outcome);
    else if (isTakenBack(outcome.value) && outcome.value.kept > 0)
      onUndo(step, t(`${namespace}:import.takenBack`, { ...outcome.value }));
    else onUndo(step, t('history.undone', { sentence: text }));
  };
  return (
    <>
      {day !== undefined && <DayHeading day={day} />}
      <StepRow
        sentence={text}
        time={timeOfDayAt(step.savedAt)}
        isUndone={state === 'undone'}
        mark={
          state === 'filed' ? (
            t('history.filed')
          ) : (
            <StateMark state={state === 'device' && isSyncing ? 'sending' : state} />
          )
        }
        onOpen={path === undefined ? undefined : () => navigate(path)}
      >
        {undo !== undefined && <Undo undo={undo} onDone={onDone} />}
      </StepRow>
    </>
  );
}

function DayHeading({ day }: { readonly day: string }) {
  const { database } = useDevice();
  const words = useDayText(dateAt(database.env.now()))(day);
  return <StepDay day={[...new Set([words, formatDate(day)])].join(' · ')} />;
}

function Undo(props: {
  readonly undo: NonNullable<ToldStep['undo']>;
  readonly onDone: (outcome: Result<unknown>) => void;
}) {
  const { t } = useTranslation('ui-kit');
  const run = useCommand(props.undo.command);
  return <Button icon={UndoIcon} label={t('undo')} onPress={() => void run(props.undo.of).then(props.onDone)} />;
}
