import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerToPin } from '#hooks/people.ts';
import { Code } from '#ui-kit/code.tsx';
import { TextField } from '#ui-kit/text-field.tsx';

/** By telephone: the phone of who forgot the PIN asks in digits, and this answers. Neither needs a network. */
export function PinHelp({ helpKey }: { readonly helpKey: string }) {
  const { t } = useTranslation('people');
  const [question, setQuestion] = useState('');
  const answer = answerToPin(helpKey, question);
  return (
    <>
      <h2>{t('title.pin')}</h2>
      <p>{t('pin.text')}</p>
      <TextField
        label={t('pin.question')}
        inputMode="numeric"
        maxLength={8}
        value={question}
        onChange={(text) => setQuestion(text.replace(/[^\d ]/g, ''))}
      />
      {answer !== undefined && (
        <div role="status">
          <p>{t('pin.answer')}</p>
          <Code text={`${answer.slice(0, 4)} ${answer.slice(4)}`} />
        </div>
      )}
    </>
  );
}
