import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { useToday } from '#hooks/device.tsx';
import { draftField } from '#hooks/kept-draft.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { Refusal, Result } from '#kernel/result.ts';
import { cleanLines } from '#kernel/text.ts';
import { isoDate } from '#modules/products/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { DateField } from '#ui-kit/date-field.tsx';
import { StepForm } from '#ui-kit/step-form.tsx';
import { TextArea } from '#ui-kit/text-area.tsx';
import { MAX_LETTERS } from '../records.ts';

/** As it is kept while somebody writes. */
export const findingWordsSchema = z.object({
  what: z.string(),
  /** A local date; null while it cannot be read, absent while nobody has said one. */
  foundOn: draftField(z.nullable(isoDate)),
});
export type FindingWords = z.infer<typeof findingWordsSchema>;

/** What was found and on which day; `onSave` answers with a refusal that is shown here. */
export function FindingForm(props: {
  readonly words: FindingWords;
  readonly onChange: (words: FindingWords) => void;
  readonly onSave: (words: { readonly what: string; readonly foundOn: string }) => Promise<Result<unknown>>;
  readonly onCancel?: () => void;
}) {
  const { words, onChange, onSave, onCancel } = props;
  const { t } = useTranslation(['findings', 'common']);
  const today = useToday();
  const [refusal, setRefusal] = useState<Refusal>();
  const foundOn = words.foundOn === undefined ? today : words.foundOn;
  const isReady = cleanLines(words.what) !== '' && foundOn !== null;
  const save = async (): Promise<void> => {
    if (foundOn === null) return;
    const outcome = await onSave({ what: words.what, foundOn });
    setRefusal(outcome.ok ? undefined : outcome);
  };
  return (
    <StepForm
      onSubmit={() => {
        if (isReady) void save();
      }}
    >
      <TextArea
        label={t('field.what')}
        hint={t('hint.what')}
        value={words.what}
        maxLength={MAX_LETTERS}
        onChange={(what) => onChange({ ...words, what })}
      />
      <DateField
        label={t('field.foundOn')}
        value={foundOn}
        onChange={(day) => onChange({ ...words, foundOn: day })}
        today={today}
      />
      <Button wide type="submit" kind="primary" label={t('action.save')} disabled={!isReady} />
      {onCancel !== undefined && <Button wide kind="quiet" label={t('action.cancel')} onPress={onCancel} />}
      <RefusalNotice refusal={refusal} namespace="findings" />
    </StepForm>
  );
}
