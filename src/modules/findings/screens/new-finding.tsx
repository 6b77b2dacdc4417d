import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { useCommand } from '#hooks/device.tsx';
import { useDraft } from '#hooks/draft.ts';
import type { Result } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { SavedCard } from '#ui-kit/saved-card.tsx';
import { recordFinding } from '../commands.ts';
import { recordIn, useRecordNames } from './about.ts';
import { FindingForm, findingWordsSchema } from './finding-form.tsx';

/** Writes a finding, of the co-op's book or about one slip; each has a draft of its own. */
export function NewFinding() {
  const on = recordIn(useSearch());
  return <Form key={on?.id ?? ''} on={on} />;
}

function Form({ on }: { readonly on: ReturnType<typeof recordIn> }) {
  const { t } = useTranslation(['findings', 'common']);
  const [, navigate] = useLocation();
  const record = useCommand(recordFinding);
  const nameOf = useRecordNames();
  const [words, setWords, clear] = useDraft(on === undefined ? 'finding' : `finding ${on.id}`, findingWordsSchema, {
    what: '',
  });
  const [savedId, setSavedId] = useState<string>();
  if (savedId !== undefined)
    return (
      <SavedCard sentence={t('saved')} state="device">
        <Button wide kind="primary" label={t('action.open')} onPress={() => navigate(`/kien-nghi/${savedId}`)} />
        {on === undefined && <Button wide label={t('action.more')} onPress={() => setSavedId(undefined)} />}
        <Button wide kind="quiet" label={t('title.list')} onPress={() => navigate('/kien-nghi')} />
      </SavedCard>
    );
  const save = async (typed: { readonly what: string; readonly foundOn: string }): Promise<Result<unknown>> => {
    const outcome = await record({ ...typed, on });
    if (!outcome.ok) return outcome;
    clear();
    setSavedId(outcome.value);
    return outcome;
  };
  return (
    <>
      {on !== undefined && <Details label={t('field.onRow')} entries={[[t('field.onRow'), nameOf(on).label]]} />}
      <FindingForm words={words} onChange={setWords} onSave={save} />
    </>
  );
}
