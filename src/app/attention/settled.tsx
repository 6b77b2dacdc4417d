import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDevice, useMay, usePerson, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { dateAt, formatDate } from '#kernel/calendar.ts';
import type { FieldValue, Stored, TableDefinition } from '#kernel/module.ts';
import type { Refusal } from '#kernel/result.ts';
import { choosing, writingAgain } from '#modules/desk/commands.ts';
import { chosenValue } from '#modules/desk/queries.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { AddIcon, UndoIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { readSettled, type Settled, type SettledChoice } from './matters.ts';
import { attentionScreens } from './resolvers.ts';
import { linesOf, valueText, type RowNames } from './row-names.ts';

const SHOWN_AT_FIRST = 5;

/** What became of what stood here: both sides see it, and what was not chosen can be brought back. */
export function SettledList() {
  const { t } = useTranslation(['desk', 'common']);
  const { database } = useDevice();
  const { userId } = usePerson();
  const [isWhole, setWhole] = useState(false);
  const settled = useQuery((read) => readSettled(read, database.catalogue), `settled ${userId}`);
  if (settled === undefined) return null;
  const total = settled.cards.length + settled.choices.length;
  if (total === 0) return null;
  const limit = isWhole ? total : SHOWN_AT_FIRST;
  return (
    <section>
      <Stack>
        <h2>{t('settled')}</h2>
        {settled.choices.slice(0, limit).map((each) => (
          <Choice key={each.choice.id} each={each} names={settled.names} />
        ))}
        {settled.cards.slice(0, limit).map((each) => (
          <SettledCard key={each.card.id} each={each} names={settled.names} />
        ))}
        {total > SHOWN_AT_FIRST && !isWhole && <Button label={t('action.more')} onPress={() => setWhole(true)} />}
      </Stack>
    </section>
  );
}

function SettledCard({ each, names }: { readonly each: Settled['cards'][number]; readonly names: RowNames }) {
  const { t } = useTranslation(['desk', 'common']);
  const { userId } = usePerson();
  const may = useMay();
  const { card, table, fields, decision, postedOn, writer } = each;
  const what = table === undefined ? t('unknownTable') : t(`common:records.${table.name}`);
  const title = `${what}: ${t(`became.${card.state}`)}`;
  const isOwn = card.author === userId;
  const entries = [
    [t('field.by'), isOwn ? t('you') : (writer ?? t('unknownPerson'))] as const,
    [t('field.why'), t(`kind.${card.why}`)] as const,
    ...(postedOn === undefined ? [] : [[t('field.countsOn'), formatDate(postedOn)] as const]),
    ...(decision?.note === undefined ? [] : [[t('field.note'), decision.note] as const]),
    ...(table === undefined ? [] : linesOf(table, fields, { t, names })),
  ];
  const canBeWrittenAgain =
    card.state === 'dismissed' &&
    card.kind === 'post' &&
    (isOwn || (table !== undefined && may(table, 'post', fields)));
  return (
    <Notice kind="info" title={title}>
      <Details label={title} entries={entries} />
      {canBeWrittenAgain && table !== undefined && <WriteAgain table={table} fields={fields} />}
    </Notice>
  );
}

function WriteAgain(props: {
  readonly table: TableDefinition;
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
}) {
  const { t } = useTranslation('desk');
  const { table, fields } = props;
  const write = useCommand(useMemo(() => writingAgain(table), [table]));
  const [refusal, setRefusal] = useState<Refusal>();
  const [isWritten, setWritten] = useState(false);
  const again = async (): Promise<void> => {
    const outcome = await write(fields);
    setRefusal(outcome.ok ? undefined : outcome);
    setWritten(outcome.ok);
  };
  if (isWritten) return <p role="status">{t('writtenAgain')}</p>;
  return (
    <>
      <Button icon={AddIcon} label={t('action.writeAgain')} onPress={() => void again()} />
      <RefusalNotice refusal={refusal} namespace="desk" />
    </>
  );
}

/** How a disagreement ended, with what was not chosen one tap away. */
function Choice({ each, names }: { readonly each: SettledChoice; readonly names: RowNames }) {
  const { t } = useTranslation(['desk', 'common']);
  const { about, choice } = each;
  const screen = about === undefined ? undefined : attentionScreens.get(about.table.name);
  const resolve = screen?.resolve;
  if (about === undefined || screen === undefined || resolve === undefined) return null;
  const { table, row } = about;
  const name = screen.nameOf(row as Stored<Readonly<Record<string, unknown>>>);
  const title = `${name}: ${t(`${screen.namespace}:field.${choice.field}`)}`;
  const text = (value: unknown): string =>
    valueText(table, { name: choice.field, value: value ?? undefined, row: { ...row } }, { t, names });
  const by = t('by', { name: each.by ?? t('otherDevice'), date: formatDate(dateAt(choice.savedAt)) });
  return (
    <Notice kind="info" title={title}>
      <Details label={title} entries={[[t('chosen'), `${text(chosenValue(choice))} · ${by}`]]} />
      {each.kept.map(({ value, savedAt, by: keptBy }) => (
        <BringBack
          key={`${savedAt} ${text(value)}`}
          {...{ table, resolve, value }}
          rowId={row.id}
          field={choice.field}
          namespace={screen.namespace}
          words={`${text(value)} · ${t('by', { name: keptBy ?? t('otherDevice'), date: formatDate(dateAt(savedAt)) })}`}
        />
      ))}
    </Notice>
  );
}

function BringBack(props: {
  readonly table: TableDefinition;
  readonly resolve: NonNullable<AttentionScreen['resolve']>;
  readonly rowId: string;
  readonly field: string;
  readonly value: FieldValue | undefined;
  readonly namespace: string;
  /** What was not chosen, by whom and when. */
  readonly words: string;
}) {
  const { t } = useTranslation('desk');
  const { table, rowId, field, value } = props;
  const choose = useCommand(useMemo(() => choosing(table, props.resolve), [table, props.resolve]));
  const [refusal, setRefusal] = useState<Refusal>();
  const back = async (): Promise<void> => {
    const outcome = await choose({ id: rowId, field, value });
    setRefusal(outcome.ok ? undefined : outcome);
  };
  return (
    <>
      <p>{t('notChosen', { words: props.words })}</p>
      <Button icon={UndoIcon} label={t('action.bringBack')} onPress={() => void back()} />
      <RefusalNotice refusal={refusal} namespace={props.namespace} />
    </>
  );
}
