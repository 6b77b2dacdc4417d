import { useTranslation } from 'react-i18next';
import { useQuery, useToday } from '#hooks/device.tsx';
import { dayNumberOf, formatDate } from '#kernel/calendar.ts';
import { formatDong } from '#kernel/money.ts';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { List } from '#ui-kit/list.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { pricedProducts } from '../queries.ts';

/** What the co-op pays today, as it announced it, with the age of each price. */
export function PriceList() {
  const { t } = useTranslation('products');
  const today = useToday();
  const found = useQuery((read) => pricedProducts(read, today), `prices ${today}`);
  if (found === undefined) return <Loading />;
  if (found.length === 0) return <EmptyState title={t('empty.prices')} text={t('empty.pricesText')} />;
  return (
    <List
      label={t('title.prices')}
      items={found}
      keyOf={({ product }) => product.id}
      renderItem={({ product, price }) => (
        <ListRow
          title={product.name}
          detail={price === undefined ? t('noPrice') : sinceText(price.effectiveOn)}
          number={price === undefined ? '–' : formatDong(price.unitPriceDong)}
          unit={price === undefined ? undefined : `đ/${product.unit}`}
        />
      )}
    />
  );

  function sinceText(day: string): string {
    const days = dayNumberOf(today) - dayNumberOf(day);
    return `${t('since', { day: formatDate(day) })} (${days === 0 ? t('age.today') : t('age.days', { count: days })})`;
  }
}
