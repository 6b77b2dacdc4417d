import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { useCommand } from '#hooks/device.tsx';
import { useDraft } from '#hooks/draft.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { Refusal } from '#kernel/result.ts';
import { cleanLines } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { SavedCard } from '#ui-kit/saved-card.tsx';
import { StepForm } from '#ui-kit/step-form.tsx';
import { TextArea } from '#ui-kit/text-area.tsx';
import { answerFinding } from '../commands.ts';
import { MAX_LETTERS } from '../records.ts';

const draftSchema = z.object({ text: z.string() });

/** Answers a finding. What was said stays, and the form says so before. */
export function WriteAnswer({ findingId }: { readonly findingId: string }) {
  const { t } = useTranslation('findings');
  const answer = useCommand(answerFinding);
  const [draft, setDraft, clear] = useDraft(`answer ${findingId}`, draftSchema, { text: '' });
  const [refusal, setRefusal] = useState<Refusal>();
  const [isSaved, setSaved] = useState(false);
  const save = async (): Promise<void> => {
    const outcome = await answer({ findingId, text: draft.text });
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    clear();
    setSaved(true);
  };
  if (isSaved)
    return (
      <SavedCard sentence={t('savedAnswer')} state="device">
        <Button wide kind="quiet" label={t('action.answerMore')} onPress={() => setSaved(false)} />
      </SavedCard>
    );
  return (
    <StepForm onSubmit={() => void save()}>
      <TextArea
        label={t('field.text')}
        hint={t('hint.text')}
        value={draft.text}
        maxLength={MAX_LETTERS}
        onChange={(text) => setDraft({ text })}
      />
      <Button wide type="submit" kind="primary" label={t('action.answer')} disabled={cleanLines(draft.text) === ''} />
      <RefusalNotice refusal={refusal} namespace="findings" />
    </StepForm>
  );
}
