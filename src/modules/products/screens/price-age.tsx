import { useTranslation } from 'react-i18next';
import { dayNumberOf, formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import type { Price } from '../queries.ts';

/** `28.000 đ/kg`, or the word for none. */
export function priceText(price: Price | undefined, unit: string, none: string): string {
  return price === undefined ? none : `${moneyText(price.unitPriceDong)}/${unit}`;
}

/**
 * After so many days a price is no longer taken for today's: it is struck through and said to be old (rule U33). A setting
 * of 2026-11-26: tea and vegetables are priced by the week, and nothing that a co-op buys keeps its price for two months.
 */
export const STALE_AFTER_DAYS = 60;

export function isStale(price: Pick<Price, 'effectiveOn'> | undefined, today: string): boolean {
  return price !== undefined && dayNumberOf(today) - dayNumberOf(price.effectiveOn) > STALE_AFTER_DAYS;
}

/** Since when a price counts, with its age, so that nobody takes an old one for today's (rule U33). */
export function PriceAge({ price, today }: { readonly price: Price | undefined; readonly today: string }) {
  const { age } = usePriceAge(today);
  return price === undefined ? null : <span>{age(price)}</span>;
}

/** The words of `PriceAge`, alone and after “from”. */
export function usePriceAge(today: string) {
  const { t } = useTranslation('products');
  const age = ({ effectiveOn }: Pick<Price, 'effectiveOn'>): string => {
    const days = dayNumberOf(today) - dayNumberOf(effectiveOn);
    const ago = days === 0 ? t('age.today') : t('age.days', { count: days });
    return `${formatDate(effectiveOn)} (${ago})${isStale({ effectiveOn }, today) ? ` · ${t('stale')}` : ''}`;
  };
  return { age, since: (price: Pick<Price, 'effectiveOn'>): string => t('since', { day: age(price) }) };
}
