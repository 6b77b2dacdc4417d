import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { usePerson, useQuery, useSyncStatus } from '#hooks/device.tsx';
import { WhenFilled } from '#hooks/filled.tsx';
import { stateOf } from '#hooks/record-state.ts';
import { ListActions } from '#hooks/list-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { withoutReversals } from '#kernel/reversals.ts';
import { formatQuantity } from '#kernel/quantity.ts';
import { products } from '#modules/products/index.ts';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Figure } from '#ui-kit/figure.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { List } from '#ui-kit/list.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { harvestsOf, ownSums } from '../queries.ts';

/** What I harvested: sums by product, then slip by slip; a pair that was taken back is one struck line (rule U28). */
export function OwnHarvests() {
  const { t } = useTranslation(['harvests', 'common']);
  const [, navigate] = useLocation();
  const memberId = usePerson().memberId ?? '';
  const isSyncing = useSyncStatus().kind === 'syncing';
  const found = useQuery(
    async (read) => ({
      harvests: withoutReversals(await harvestsOf(read, memberId)),
      sums: await ownSums(read, memberId),
      products: new Map((await read.list(products)).map((product) => [product.id, product])),
    }),
    `harvests ${memberId}`,
  );
  if (found === undefined) return <Loading />;
  if (found.harvests.length === 0) {
    return (
      <EmptyState
        title={t('empty.list')}
        text={t('empty.listText')}
        action={{ label: t('action.record'), onPress: () => navigate('/thu-hoach/ghi') }}
      />
    );
  }
  return (
    <>
      <WhenFilled>
        {found.sums.map(({ productId, quantityMilli }) => (
          <Figure
            key={productId}
            caption={found.products.get(productId)?.name ?? '…'}
            value={formatQuantity(quantityMilli)}
            unit={found.products.get(productId)?.unit}
          />
        ))}
      </WhenFilled>
      <List
        label={t('title.list')}
        items={found.harvests}
        keyOf={({ row }) => row.id}
        renderItem={({ row: harvest, isReversed }) => (
          <ListRow
            title={found.products.get(harvest.productId)?.name ?? '…'}
            detail={formatDate(harvest.harvestedOn)}
            number={formatQuantity(harvest.quantityMilli)}
            unit={harvest.unit}
            state={isReversed ? 'undone' : stateOf(harvest, isSyncing)}
            onPress={() => navigate(`/thu-hoach/${harvest.id}`)}
          />
        )}
      />
      <ListActions
        name={t('title.list')}
        rows={found.harvests}
        columns={[
          [t('field.day'), ({ row }) => ({ day: row.harvestedOn })],
          [t('field.product'), ({ row }) => found.products.get(row.productId)?.name],
          [t('field.quantity'), ({ row }) => ({ milli: row.quantityMilli })],
          [t('field.unit'), ({ row }) => row.unit],
          [t('field.note'), ({ row }) => row.note],
          [t('field.state'), ({ row, isReversed }) => t(`ui-kit:state.${isReversed ? 'undone' : stateOf(row)}`)],
        ]}
      />
    </>
  );
}
