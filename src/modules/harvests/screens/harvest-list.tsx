import { useTranslation } from 'react-i18next';
import { formatDate } from '#kernel/calendar.ts';
import { formatQuantity } from '#kernel/quantity.ts';
import { usePerson, useQuery } from '#hooks/device.tsx';
import { numberLocale } from '#i18n/index.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { EmptyState, Figure, ListRow, Rows } from '#ui-kit/basic/kit.tsx';
import { harvestTotals, productKey } from '../effects.ts';
import { quantitiesOfMember, recentHarvests } from '../queries.ts';

/** What was harvested, newest first; a harvest and its reversal show as struck lines. */
export function HarvestList() {
  const { t, i18n } = useTranslation(['harvests', 'common']);
  const locale = numberLocale(i18n.language);
  const { role, memberId } = usePerson();
  const found = useQuery(async (read) => {
    const list = await recentHarvests(read, 100);
    const known = await read.list(products);
    const names = new Map((await read.list(members)).map((member) => [member.id, member.name]));
    const totals =
      role === 'office' || memberId === undefined
        ? await Promise.all(
            known.map(async (product) => ({ product, total: await read.total(harvestTotals, productKey(product.id)) })),
          )
        : (await quantitiesOfMember(read, memberId)).map((total) => ({
            product: known.find((product) => total.key.endsWith(product.id)),
            total,
          }));
    return {
      list,
      totals,
      names,
      productNames: new Map(known.map((product) => [product.id, product.name])),
      reversed: new Set(list.flatMap((harvest) => harvest.reversesId ?? [])),
    };
  }, `harvests ${role}`);
  if (found === undefined) return <p>{t('common:loading')}</p>;
  if (found.list.length === 0) return <EmptyState text={t('empty.list')} />;
  return (
    <>
      {found.totals.map(({ product, total }) => {
        const milli = (total?.confirmed['quantityMilli'] ?? 0) + (total?.waiting['quantityMilli'] ?? 0);
        return product === undefined || milli === 0 ? null : (
          <Figure key={product.id} label={product.name} value={`${formatQuantity(milli, locale)} ${product.unit}`} />
        );
      })}
      <Rows>
        {found.list.map((harvest) => {
          const isUndone = harvest.reversesId !== undefined || found.reversed.has(harvest.id);
          const state =
            harvest.column === 'attention'
              ? 'attention'
              : isUndone
                ? 'undone'
                : harvest.column === 'waiting'
                  ? 'device'
                  : 'received';
          const who = role === 'office' ? `${found.names.get(harvest.memberId) ?? '…'} · ` : '';
          return (
            <ListRow
              key={harvest.id}
              title={`${who}${found.productNames.get(harvest.productId) ?? '…'}`}
              detail={formatDate(harvest.harvestedOn)}
              number={`${formatQuantity(harvest.quantityMilli, locale)} ${harvest.unit}`}
              state={state}
              isStruck={isUndone}
            />
          );
        })}
      </Rows>
    </>
  );
}
