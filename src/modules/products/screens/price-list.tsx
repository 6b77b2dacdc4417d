import { useTranslation } from 'react-i18next';
import type { Receipt } from '#files/receipt.ts';
import { useDevice, useQuery, useToday } from '#hooks/device.tsx';
import { SlipActions } from '#hooks/slip-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { formatDong, moneyText } from '#kernel/money.ts';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { List } from '#ui-kit/list.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { pricedProducts } from '../queries.ts';
import { isStale, usePriceAge } from './price-age.tsx';

/** What the co-op pays today, as it announced it, with the age of each price. */
export function PriceList() {
  const { t } = useTranslation('products');
  const today = useToday();
  const { since } = usePriceAge(today);
  const { coopName } = useDevice();
  const found = useQuery((read) => pricedProducts(read, today), `prices ${today}`);
  if (found === undefined) return <Loading />;
  if (found.length === 0) return <EmptyState title={t('empty.prices')} text={t('empty.pricesText')} />;
  const receipt = async (): Promise<Receipt> => ({
    title: coopName,
    subtitle: `${t('title.prices')} · ${formatDate(today)}`,
    lines: found.flatMap(({ product, price }) =>
      price === undefined ? [] : [{ label: product.name, value: priceOf(price.unitPriceDong, product.unit) }],
    ),
  });
  return (
    <>
      <List
        label={t('title.prices')}
        items={found}
        keyOf={({ product }) => product.id}
        renderItem={({ product, price }) => (
          <ListRow
            title={product.name}
            detail={price === undefined ? t('noPrice') : since(price)}
            isStale={isStale(price, today)}
            number={price === undefined ? '–' : formatDong(price.unitPriceDong)}
            unit={price === undefined ? undefined : `đ/${product.unit}`}
          />
        )}
      />
      <SlipActions
        fileName={`${t('title.prices')} ${today}`}
        title={t('title.prices')}
        text={[
          `${coopName}, ${formatDate(today)}`,
          ...found.flatMap(({ product, price }) =>
            price === undefined ? [] : [`${product.name}: ${priceOf(price.unitPriceDong, product.unit)}`],
          ),
        ].join('\n')}
        receipt={receipt}
        sheet="a4"
      />
    </>
  );

  function priceOf(dong: number, unit: string): string {
    return `${moneyText(dong)}/${unit}`;
  }
}
