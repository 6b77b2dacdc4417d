import { useTranslation } from 'react-i18next';
import { moneyText } from '#kernel/money.ts';
import { Figure } from '#ui-kit/figure.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { useAmount } from './use-amount.ts';

/** What the slip comes to, under the office's form. */
export function SaleAmount(props: { readonly quantityMilli: number | null; readonly unitPriceDong: number | null }) {
  const { t } = useTranslation('sales');
  const amount = useAmount(props.quantityMilli, props.unitPriceDong);
  if (amount === undefined) return null;
  if (amount.isTooLarge) return <Notice kind="warning" title={t('refusal.amountTooLarge')} />;
  return <Figure caption={t('field.amount')} value={moneyText(amount.dong)} note={amount.words} />;
}
