import { useTranslation } from 'react-i18next';
import { dayNumberOf, formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import type { Price } from '../queries.ts';

/** `28.000 đ/kg`, or the word for none. */
export function priceText(price: Price | undefined, unit: string, none: string): string {
  return price === undefined ? none : `${moneyText(price.unitPriceDong)}/${unit}`;
}

/** Since when a price counts, with its age, so that nobody takes an old one for today's (rule U33). */
export function PriceAge({ price, today }: { readonly price: Price | undefined; readonly today: string }) {
  const { t } = useTranslation('products');
  if (price === undefined) return null;
  const days = dayNumberOf(today) - dayNumberOf(price.effectiveOn);
  const age = days === 0 ? t('age.today') : t('age.days', { count: days });
  return <span>{`${formatDate(price.effectiveOn)} (${age})`}</span>;
}
