import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, usePerson } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { dateAt, formatDate, timeOfDayAt } from '#kernel/calendar.ts';
import { Fault, refuse, type Refusal, type Result } from '#kernel/result.ts';
import { worksForCoop } from '#kernel/roles.ts';
import { reenter } from '#local-db/repair/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { AddIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { linesOf, type RowNames } from './row-names.ts';
import { SendToOffice } from './send-to-office.tsx';
import type { RowToSee } from './use-attention.ts';

/** A record that the co-op's server lost and only this device still has: one tap writes it once more. */
export function Witness({ each, names }: { readonly each: RowToSee; readonly names: RowNames }) {
  const { t } = useTranslation(['desk', 'common']);
  const person = usePerson();
  const enter = useReenter();
  const [refusal, setRefusal] = useState<Refusal>();
  const { table, row } = each;
  const title = t('witness.title', { what: t(`common:records.${table.name}`) });
  const entries = [
    [t('field.at'), `${timeOfDayAt(row.savedAt)} ${formatDate(dateAt(row.savedAt))}`] as const,
    ...linesOf(table, { ...row }, { t, names }),
  ];
  return (
    <Notice
      kind="warning"
      title={title}
      safe={t('witness.safe')}
      wrong={t('witness.wrong')}
      whatToDo={t('witness.do')}
      code={`witness ${row.id.slice(-8)}`}
    >
      <Details label={title} entries={entries} />
      <Stack>
        <Button
          wide
          kind="primary"
          icon={AddIcon}
          label={t('action.reenter')}
          onPress={() => void enter([each]).then((outcome) => setRefusal(outcome.ok ? undefined : outcome))}
        />
        {!worksForCoop(person) && <SendToOffice title={title} entries={entries} />}
      </Stack>
      <RefusalNotice refusal={refusal} namespace="desk" />
    </Notice>
  );
}

/** All of them at once, what others name first. */
export function Witnesses({ witnesses }: { readonly witnesses: readonly RowToSee[] }) {
  const { t } = useTranslation('desk');
  const enter = useReenter();
  const [refusal, setRefusal] = useState<Refusal>();
  return (
    <>
      <Button
        wide
        icon={AddIcon}
        label={t('action.reenterAll', { number: witnesses.length })}
        onPress={() => void enter(witnesses).then((outcome) => setRefusal(outcome.ok ? undefined : outcome))}
      />
      <RefusalNotice refusal={refusal} namespace="desk" />
    </>
  );
}

/** One after the other; the first refusal is told and the others go on. */
function useReenter(): (rows: readonly RowToSee[]) => Promise<Result<unknown>> {
  const { database, sync } = useDevice();
  return async (rows) => {
    let refusal: Refusal | undefined;
    for (const { table, row } of rows) {
      try {
        const outcome = await reenter(database, table, row.id);
        if (!outcome.ok) refusal ??= outcome;
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause;
        refusal ??= refuse(cause.code, cause.values);
      }
    }
    sync?.request();
    return refusal ?? { ok: true, value: undefined };
  };
}
