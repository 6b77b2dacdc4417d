import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import type { Command } from '#kernel/module.ts';
import { refuse, type Refusal } from '#kernel/result.ts';
import { askAgain, tellApart } from '#modules/desk/commands.ts';
import type { Lookalikes, Lookalike as Document } from '#modules/desk/queries.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { TwoIcon, UndoIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { UndoBar } from '#ui-kit/undo-bar.tsx';
import type { LookalikesToSee } from './matters.ts';
import { attentionScreens } from './resolvers.ts';
import { linesOf } from './row-names.ts';

/** Slips that may have been written twice: people say which they are, nothing is merged by itself. */
export function Lookalike({ found }: { readonly found: LookalikesToSee }) {
  const { t } = useTranslation('desk');
  const again = useCommand(askAgain);
  const [told, setTold] = useState<string>();
  return (
    <>
      {told !== undefined && (
        <UndoBar
          key={told}
          sentence={t('lookalike.told')}
          onUndo={() => void again(told).then(() => setTold(undefined))}
          onDone={() => setTold(undefined)}
        />
      )}
      {found.pairs.map((each) => (
        <Pair key={each.pair.map((row) => row.id).join(' ')} each={each} found={found} onTold={setTold} />
      ))}
    </>
  );
}

function Pair(props: {
  readonly each: Lookalikes;
  readonly found: LookalikesToSee;
  readonly onTold: (distinctionId: string) => void;
}) {
  const { t } = useTranslation(['desk', 'common']);
  const { table, pair, memberId } = props.each;
  const { names, writers } = props.found;
  const tell = useCommand(tellApart);
  const takeBack = useCommand(useMemo(() => attentionScreens.get(table.name)?.reverse ?? NO_WAY_BACK, [table]));
  const [refusal, setRefusal] = useState<Refusal>();
  const [first, second] = pair;
  const title = t('lookalike.title', { what: t(`common:records.${table.name}`) });
  const entriesOf = (row: Document) => [
    [t('field.by'), writers.get(row.id) ?? t('otherDevice')] as const,
    [t('field.at'), `${timeOfDayAt(row.savedAt)} ${formatDate(dateAt(row.savedAt))}`] as const,
    ...linesOf(table, row, { t, names }),
  ];
  const undo = async (row: Document): Promise<void> => {
    const outcome = await takeBack(row.id);
    setRefusal(outcome.ok ? undefined : outcome);
  };
  const isTwo = async (): Promise<void> => {
    const outcome = await tell({ first: first.id, second: second.id, memberId });
    setRefusal(outcome.ok ? undefined : outcome);
    if (outcome.ok) props.onTold(outcome.value);
  };
  return (
    <Notice kind="info" title={title} wrong={t('lookalike.wrong')} whatToDo={t('lookalike.do')}>
      <Details label={t('lookalike.first')} entries={entriesOf(first)} />
      <Button wide icon={UndoIcon} label={t('action.undoFirst')} onPress={() => void undo(first)} />
      <Details label={t('lookalike.second')} entries={entriesOf(second)} />
      <Stack>
        <Button wide icon={UndoIcon} label={t('action.undoSecond')} onPress={() => void undo(second)} />
        <Button wide kind="primary" icon={TwoIcon} label={t('action.areTwo')} onPress={() => void isTwo()} />
      </Stack>
      <RefusalNotice refusal={refusal} namespace={attentionScreens.get(table.name)?.namespace ?? 'desk'} />
    </Notice>
  );
}

const NO_WAY_BACK: Command<string, string> = {
  tables: [],
  decide: async () => refuse('common.notAllowed'),
};
