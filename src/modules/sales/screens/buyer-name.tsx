import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { ChoiceTiles } from '#ui-kit/choice-tiles.tsx';
import { Question } from '#ui-kit/question.tsx';
import { StepForm } from '#ui-kit/step-form.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import type { Sale } from '../queries.ts';

/** Who bought outside: one of the last five, a new name, or nobody in particular. */
export function BuyerName(props: {
  readonly past: readonly Sale[];
  readonly value: string;
  readonly onChoose: (name: string) => void;
}) {
  const { t } = useTranslation(['sales', 'common']);
  const [name, setName] = useState('');
  const recent = [...new Set(props.past.flatMap((sale) => sale.buyerName ?? []))].slice(0, 5);
  return (
    <Question text={t('question.buyerName')}>
      <ChoiceTiles
        label={t('question.buyerName')}
        choices={recent.map((each) => ({ id: each, label: each }))}
        value={props.value}
        onChoose={props.onChoose}
        onOther={() => props.onChoose('')}
        otherLabel={t('noName')}
      />
      <StepForm onSubmit={() => props.onChoose(cleanText(name))}>
        <TextField label={t('field.newName')} value={name} maxLength={120} onChange={setName} />
        <Button wide kind="primary" type="submit" label={t('common:next')} disabled={cleanText(name) === ''} />
      </StepForm>
    </Question>
  );
}
