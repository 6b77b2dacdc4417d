import { StepForm } from '#ui-kit/step-form.tsx';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { ProductChoice, useProductChoice } from './product-choice.tsx';
import { startAlone } from './start-alone.ts';
import type { StepProps } from './steps.ts';

/** A farmer who writes alone for now: a name and what is grown. Nothing here needs a network. */
export function Alone(props: StepProps & { readonly name?: string }) {
  const { attempt, isBusy, onEnter } = props;
  const { t } = useTranslation(['onboarding', 'common']);
  const [name, setName] = useState(props.name ?? '');
  const products = useProductChoice();
  return (
    <StepForm
      onSubmit={() =>
        attempt(async () => {
          const personName = cleanText(name);
          const bookName = t('welcome.bookOf', { name: personName });
          onEnter(await startAlone({ personName, bookName, productNames: products.wanted }));
        })
      }
    >
      <p>{t('welcome.aloneText')}</p>
      <TextField label={t('welcome.yourName')} value={name} maxLength={120} onChange={setName} />
      <ProductChoice choice={products} />
      <Button
        wide
        kind="primary"
        type="submit"
        label={t('welcome.start')}
        disabled={cleanText(name) === '' || products.wanted.length === 0 || isBusy}
      />
    </StepForm>
  );
}
