import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, usePerson, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { dateAt, formatDate } from '#kernel/calendar.ts';
import { worksForCoop } from '#kernel/roles.ts';
import type { FieldHead, Stored } from '#kernel/module.ts';
import type { Refusal } from '#kernel/result.ts';
import { choosing } from '#modules/desk/commands.ts';
import { nameOfWriter } from '#modules/people/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { ChoiceTiles } from '#ui-kit/choice-tiles.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { attentionScreens } from './resolvers.ts';
import { valueText, type RowNames } from './row-names.ts';
import type { RowToSee } from './use-attention.ts';

export interface ConflictProps extends RowToSee {
  readonly field: string;
  readonly names: RowNames;
  /** Absent where it has been left already. */
  readonly onLeave?: () => void;
  readonly onTakeUp?: () => void;
}

/** What two people wrote in one place, side by side with both names and days (rule U35). */
export function Conflict(props: ConflictProps) {
  const { table, row, field } = props;
  const { t } = useTranslation(['desk', 'common']);
  const screen = attentionScreens.get(table.name);
  const values = useQuery(
    async (read) =>
      Promise.all(
        (await read.heads(table, row.id, field)).map(async (head) => ({
          head,
          writer: await nameOfWriter(read, head.writer),
        })),
      ),
    `heads ${row.id} ${field}`,
  );
  if (values === undefined) return <Loading />;
  if (screen?.resolve === undefined) return null;
  const name = screen.nameOf(row as Stored<Readonly<Record<string, unknown>>>);
  return (
    <section>
      <h2>{t('conflict', { name, field: t(`${screen.namespace}:field.${field}`) })}</h2>
      <Choices {...props} screen={screen} resolve={screen.resolve} values={distinct(values)} />
    </section>
  );
}

type Value = { readonly head: FieldHead; readonly writer: string | undefined };

/** Two who wrote the same agree: the earlier one speaks for both. */
function distinct(values: readonly Value[]): readonly Value[] {
  const seen = new Map<string, Value>();
  for (const value of values) {
    const key = JSON.stringify(value.head.value ?? null);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

function Choices(
  props: ConflictProps & {
    readonly screen: AttentionScreen;
    readonly resolve: NonNullable<AttentionScreen['resolve']>;
    readonly values: readonly Value[];
  },
) {
  const { screen, table, row, field, values, names, onLeave, onTakeUp } = props;
  const { t } = useTranslation(['desk', 'common']);
  const person = usePerson();
  const choose = useCommand(useMemo(() => choosing(table, props.resolve), [table, props.resolve]));
  const [refusal, setRefusal] = useState<Refusal>();
  const canLeave = !worksForCoop(person) && onLeave !== undefined;
  return (
    <>
      <ChoiceTiles
        label={t('choose')}
        choices={values.map(({ head, writer }) => ({
          id: head.operation,
          label: valueText(table, { name: field, value: head.value, row: { ...row } }, { t, names }),
          detail: t('by', { name: writer ?? t('otherDevice'), date: formatDate(dateAt(head.savedAt)) }),
        }))}
        onChoose={(operation) => {
          const chosen = values.find(({ head }) => head.operation === operation);
          if (chosen === undefined) return;
          void choose({ id: row.id, field, value: chosen.head.value }).then((outcome) =>
            setRefusal(outcome.ok ? undefined : outcome),
          );
        }}
        onOther={canLeave ? onLeave : undefined}
        otherLabel={t('action.leaveToOffice')}
      />
      {onTakeUp !== undefined && <Button kind="quiet" label={t('action.takeUp')} onPress={onTakeUp} />}
      <RefusalNotice refusal={refusal} namespace={screen.namespace} />
    </>
  );
}
