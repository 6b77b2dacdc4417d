import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useUnsent } from '#hooks/device.tsx';
import type { UnsentSummary } from '#local-db/index.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { SelectField } from '#ui-kit/select-field.tsx';
import type { Book } from '../profile.ts';
import { bringAlong, matchableRows, readOldBook, suggestionFor, type OldBook, type OwnRow } from './take-over.ts';
import { useAttempt } from './use-attempt.ts';

function hasLists({ completedAt, held }: UnsentSummary['cursor']): boolean {
  return completedAt > 0 && held.length > 0;
}

const AS_NEW = 'new';

/** What was written alone, matched by hand with the co-op's lists, and brought along by one button. */
export function TakeOverScreen(props: { readonly book: Book; readonly onBrought: () => void }) {
  const { book, onBrought } = props;
  const { t } = useTranslation(['onboarding', 'common']);
  const { database, coopName, sync } = useDevice();
  const unsent = useUnsent();
  // A book without a server has all its lists here; who waits for approval is given none.
  const isPulled = sync === undefined || (unsent !== undefined && hasLists(unsent.cursor));
  const { attempt, isBusy, fault } = useAttempt();
  const [found, setFound] = useState<{ readonly old: OldBook; readonly theirs: readonly OwnRow[] }>();
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (!isPulled) return;
    attempt(async () => {
      const old = await readOldBook(book);
      const theirs = await matchableRows(database);
      const suggested = old.rows.flatMap((own): [string, string][] => {
        const match = suggestionFor(own, theirs);
        return match === undefined ? [] : [[own.id, match]];
      });
      setChosen(new Map(suggested));
      setFound({ old, theirs });
    });
    // Once per book, when the co-op's lists are here.
  }, [isPulled, book, database]);
  const waiting =
    fault === undefined ? <p>{t('common:loading')}</p> : <RefusalNotice refusal={fault} namespace="common" />;
  if (!isPulled) {
    return (
      <Notice kind="info" title={t('join.waitsForLists')}>
        <p>{t('join.waitsForListsText')}</p>
      </Notice>
    );
  }
  if (found === undefined) return waiting;
  const { old, theirs } = found;
  const choose = (own: OwnRow, id: string): void => {
    const next = new Map(chosen);
    if (id === AS_NEW) next.delete(own.id);
    else next.set(own.id, id);
    setChosen(next);
  };
  const bring = async (): Promise<void> => {
    await bringAlong(database, { book, old, chosen });
    sync?.request();
    onBrought();
  };
  return (
    <>
      <h2>{t('join.takeOver', { coop: coopName })}</h2>
      <p>{t('join.takeOverText', { count: old.documents })}</p>
      {old.rows.map((own) => (
        <SelectField
          key={own.id}
          label={t(`join.matches.${own.table.name}`, { name: own.name, defaultValue: own.name })}
          value={chosen.get(own.id) ?? AS_NEW}
          onChange={(id) => choose(own, id)}
          options={[
            { value: AS_NEW, label: t('join.asNew', { name: own.name }) },
            ...theirs
              .filter((row) => row.table.name === own.table.name)
              .map((row) => ({ value: row.id, label: row.name })),
          ]}
        />
      ))}
      <Button
        wide
        kind="primary"
        label={t('join.action.bringAlong')}
        disabled={isBusy}
        onPress={() => attempt(bring)}
      />
      <RefusalNotice refusal={fault} namespace="common" />
    </>
  );
}
