import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import * as z from 'zod/mini';
import { useAsked } from '#hooks/asked.ts';
import { useCommand, usePerson, useQuery } from '#hooks/device.tsx';
import { useDraft } from '#hooks/draft.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { draftField } from '#hooks/kept-draft.ts';
import { stateOf } from '#hooks/record-state.ts';
import { areaToM2 } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { ChoiceTiles } from '#ui-kit/choice-tiles.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Keypad } from '#ui-kit/keypad.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { List } from '#ui-kit/list.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Question } from '#ui-kit/question.tsx';
import { addPlot } from '../commands.ts';
import { areaText, COMMON_UNITS, plotsOf } from '../queries.ts';

const draftSchema = z.object({
  areaMilli: draftField(z.nullable(z.int().check(z.nonnegative()))),
  unit: draftField(z.enum(COMMON_UNITS)),
});

/** My plots, and a new one by two taps and a number: its unit, its area; it gets a name by itself. */
export function OwnPlots() {
  const { t } = useTranslation(['plots', 'common']);
  const [, navigate] = useLocation();
  const { asked, ask, answered } = useAsked();
  const memberId = usePerson().memberId ?? '';
  const add = useCommand(addPlot);
  const [draft, setDraft, clear] = useDraft('plot', draftSchema, {});
  const [refusal, setRefusal] = useState<Refusal>();
  const found = useQuery((read) => plotsOf(read, memberId), `plots ${memberId}`);
  if (found === undefined) return <Loading />;
  const { unit } = draft;
  if (asked === 'them' && unit === undefined) {
    return (
      <Question text={t('question.unit')}>
        <ChoiceTiles
          label={t('question.unit')}
          choices={COMMON_UNITS.map((id) => ({
            id,
            label: t(`unit.${id}`),
            detail: areaText(areaToM2(1_000, id), 'm2'),
          }))}
          onChoose={(id) => {
            const chosen = COMMON_UNITS.find((each) => each === id);
            if (chosen !== undefined) setDraft({ ...draft, unit: chosen });
          }}
        />
      </Question>
    );
  }
  if (asked === 'them' && unit !== undefined) {
    const milli = draft.areaMilli ?? null;
    const areaM2 = milli === null ? undefined : areaToM2(milli, unit);
    const save = async (): Promise<void> => {
      if (areaM2 === undefined) return;
      const outcome = await add({
        memberId,
        name: t('nextName', { number: found.length + 1 }),
        areaM2,
        areaUnit: unit,
      });
      setRefusal(outcome.ok ? undefined : outcome);
      if (!outcome.ok) return;
      clear();
      answered();
    };
    return (
      <Question text={t('question.area')}>
        <Keypad
          mode="kg"
          label={t('field.areaM2')}
          unit={t(`unit.${unit}`)}
          value={milli}
          onChange={(areaMilli) => setDraft({ ...draft, areaMilli })}
          hint={areaM2 === undefined ? undefined : areaText(areaM2, 'm2')}
          confirmLabel={t('common:save')}
          onConfirm={() => void save()}
        />
        <Button kind="quiet" label={t('action.otherUnit')} onPress={() => setDraft({})} />
        <RefusalNotice refusal={refusal} namespace="plots" />
      </Question>
    );
  }
  return (
    <>
      {found.length === 0 ? (
        <EmptyState
          title={t('empty.own')}
          text={t('empty.ownText')}
          action={{ label: t('action.add'), onPress: () => ask('them') }}
        />
      ) : (
        <>
          <List
            label={t('title.own')}
            items={found}
            keyOf={(plot) => plot.id}
            renderItem={(plot) => (
              <ListRow
                title={plot.name}
                detail={plot.areaM2 === undefined ? undefined : areaText(plot.areaM2, plot.areaUnit)}
                state={plot.conflicts.length > 0 ? 'attention' : stateOf(plot)}
                onPress={() => navigate(`/thua/${plot.id}`)}
              />
            )}
          />
          <Button wide kind="primary" label={t('action.add')} onPress={() => ask('them')} />
        </>
      )}
    </>
  );
}
