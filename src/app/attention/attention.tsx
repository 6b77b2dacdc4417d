import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, usePerson, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { AttentionScreen } from '#hooks/attention-screen.ts';
import { dateAt, formatDate } from '#kernel/calendar.ts';
import type { FieldHead } from '#kernel/module.ts';
import type { Refusal } from '#kernel/result.ts';
import { nameOfWriter } from '#modules/people/index.ts';
import { ChoiceTiles } from '#ui-kit/choice-tiles.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { attentionScreens } from './resolvers.ts';
import { useAttention, type AttentionRow } from './use-attention.ts';

/** Disagreements side by side with both names (rule U35), and what the server put aside with why. */
export function Attention() {
  const { t } = useTranslation();
  const rows = useAttention();
  if (rows === undefined) return <Loading />;
  if (rows.length === 0) return <EmptyState title={t('attention.empty')} text={t('attention.emptyText')} />;
  return (
    <Stack>
      {rows.map((each) => (each.row.column === 'attention' ? <Quarantine key={each.row.id} {...each} /> : null))}
      {rows.flatMap(({ table, row }) =>
        row.conflicts.map((field) => <Conflict key={`${row.id} ${field}`} table={table} row={row} field={field} />),
      )}
    </Stack>
  );
}

function Quarantine({ table, row }: AttentionRow) {
  const { t } = useTranslation();
  const reason = row.reason ?? 'invalid';
  return (
    <Notice
      kind="warning"
      title={`${t(`records.${table.name}`)} · ${formatDate(dateAt(row.savedAt))}`}
      safe={t('attention.safe')}
      wrong={t(`attention.reason.${reason}`)}
      whatToDo={t(`attention.do.${reason}`, { defaultValue: t('attention.do.other') })}
      code={`${reason} ${row.id.slice(-8)}`}
    />
  );
}

function Conflict({ table, row, field }: AttentionRow & { readonly field: string }) {
  const { t } = useTranslation(['common', table.name]);
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
  const name = screen.nameOf({ ...row });
  return (
    <section>
      <h2>{t('attention.conflict', { name, field: t(`${screen.namespace}:field.${field}`) })}</h2>
      <Choices {...{ screen, resolve: screen.resolve, row, field, values }} />
    </section>
  );
}

function Choices(props: {
  readonly screen: AttentionScreen;
  readonly resolve: NonNullable<AttentionScreen['resolve']>;
  readonly row: AttentionRow['row'];
  readonly field: string;
  readonly values: readonly { readonly head: FieldHead; readonly writer: string | undefined }[];
}) {
  const { screen, row, field, values } = props;
  const { t } = useTranslation();
  const { role } = usePerson();
  const resolve = useCommand(props.resolve);
  const [refusal, setRefusal] = useState<Refusal>();
  const [isLeft, setLeft] = useState(false);
  if (isLeft) return <p>{t('attention.leftToOffice')}</p>;
  return (
    <>
      <ChoiceTiles
        label={t('attention.choose')}
        choices={values.map(({ head, writer }) => ({
          id: head.operation,
          label: screen.textOf(field, head.value, { ...row }),
          detail: t('attention.by', {
            name: writer ?? t('attention.otherDevice'),
            date: formatDate(dateAt(head.savedAt)),
          }),
        }))}
        onChoose={(operation) => {
          const chosen = values.find(({ head }) => head.operation === operation);
          if (chosen === undefined) return;
          void resolve({ id: row.id, fields: { [field]: chosen.head.value } }).then((outcome) =>
            setRefusal(outcome.ok ? undefined : outcome),
          );
        }}
        onOther={role === 'member' ? () => setLeft(true) : undefined}
        otherLabel={t('attention.action.leaveToOffice')}
      />
      <RefusalNotice refusal={refusal} namespace={screen.namespace} />
    </>
  );
}
