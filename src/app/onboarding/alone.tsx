import { StepForm } from '#ui-kit/step-form.tsx';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { CheckField } from '#ui-kit/check-field.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { COMMON_PRODUCTS, startAlone } from './start-alone.ts';
import type { StepProps } from './steps.ts';

/** A farmer who writes alone for now: a name and what is grown. Nothing here needs a network. */
export function Alone(props: StepProps & { readonly name?: string }) {
  const { attempt, isBusy, onEnter } = props;
  const { t } = useTranslation(['onboarding', 'common']);
  const [name, setName] = useState(props.name ?? '');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [other, setOther] = useState('');
  const own = cleanText(other);
  const wanted = own === '' ? chosen : [...chosen, own];
  return (
    <StepForm
      onSubmit={() =>
        attempt(async () => {
          const personName = cleanText(name);
          const bookName = t('welcome.bookOf', { name: personName });
          onEnter(await startAlone({ personName, bookName, productNames: wanted }));
        })
      }
    >
      <p>{t('welcome.aloneText')}</p>
      <TextField label={t('welcome.yourName')} value={name} maxLength={120} onChange={setName} />
      <h2>{t('welcome.grows')}</h2>
      {COMMON_PRODUCTS.map((product) => (
        <CheckField
          key={product}
          label={product}
          checked={chosen.includes(product)}
          onChange={(isChecked) =>
            setChosen(isChecked ? [...chosen, product] : chosen.filter((each) => each !== product))
          }
        />
      ))}
      <TextField label={t('welcome.otherProduct')} value={other} maxLength={120} onChange={setOther} />
      <Button
        wide
        kind="primary"
        type="submit"
        label={t('welcome.start')}
        disabled={cleanText(name) === '' || wanted.length === 0 || isBusy}
      />
    </StepForm>
  );
}
