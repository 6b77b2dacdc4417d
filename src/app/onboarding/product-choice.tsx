import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanText } from '#kernel/text.ts';
import { CheckField } from '#ui-kit/check-field.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { COMMON_PRODUCTS } from './start-alone.ts';

export interface ProductsChosen {
  readonly chosen: readonly string[];
  readonly other: string;
  /** Everything that is grown, by name. */
  readonly wanted: readonly string[];
  readonly choose: (product: string, isChosen: boolean) => void;
  readonly write: (other: string) => void;
}

export function useProductChoice(): ProductsChosen {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [other, write] = useState('');
  const own = cleanText(other);
  return {
    chosen,
    other,
    wanted: own === '' ? chosen : [...chosen, own],
    choose: (product, isChosen) =>
      setChosen(isChosen ? [...chosen, product] : chosen.filter((each) => each !== product)),
    write,
  };
}

/** What somebody grows who has no co-op's list yet. */
export function ProductChoice({ choice }: { readonly choice: ProductsChosen }) {
  const { t } = useTranslation('onboarding');
  return (
    <>
      <h2>{t('welcome.grows')}</h2>
      {COMMON_PRODUCTS.map((product) => (
        <CheckField
          key={product}
          label={product}
          checked={choice.chosen.includes(product)}
          onChange={(isChosen) => choice.choose(product, isChosen)}
        />
      ))}
      <TextField label={t('welcome.otherProduct')} value={choice.other} maxLength={120} onChange={choice.write} />
    </>
  );
}
