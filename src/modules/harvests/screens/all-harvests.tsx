import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useDevice, useFillingPercent, useMay, useQuery } from '#hooks/device.tsx';
import { stateOf } from '#hooks/record-state.ts';
import { ListActions } from '#hooks/list-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { codeSearch, shortCode } from '#kernel/ids.ts';
import { withoutReversals, type Listed } from '#kernel/reversals.ts';
import { formatQuantity, quantityText } from '#kernel/quantity.ts';
import { foldingOnce, foldText } from '#kernel/text.ts';
import { memberLabel, members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { AddIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { SearchField } from '#ui-kit/search-field.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { StateMark } from '#ui-kit/state-mark.tsx';
import { harvests } from '../index.ts';
import { recentHarvests, type Harvest } from '../queries.ts';

/** Everybody's harvests, newest first, with the sums of what is shown. */
export function AllHarvests() {
  const { t } = useTranslation(['harvests', 'common']);
  const [, navigate] = useLocation();
  const may = useMay();
  const [text, setText] = useState('');
  const isFilled = useFillingPercent() === undefined;
  const found = useQuery(
    async (read) => ({
      harvests: withoutReversals(await recentHarvests(read, 2_000)),
      members: new Map((await read.list(members)).map((member) => [member.id, memberLabel(member)])),
      products: new Map((await read.list(products)).map((product) => [product.id, product.name])),
    }),
    'all harvests',
  );
  // Named once, and not with every key of a search.
  const { coop } = useDevice().database.session;
  const all = useMemo(() => (found === undefined ? [] : named(found)), [found]);
  if (found === undefined) return <Loading />;
  const help = { label: t('action.helped'), onPress: () => navigate('/thu-hoach/giup') };
  const mayHelp = may(harvests, 'post');
  if (found.harvests.length === 0)
    return <EmptyState title={t('empty.list')} text={t('empty.officeText')} action={mayHelp ? help : undefined} />;
  const searched = foldText(text);
  const hasCode = codeSearch(coop, text);
  const rows = all.filter(({ harvest, folded }) => folded.includes(searched) || hasCode?.(harvest.id) === true);
  const sums = new Map<string, number>();
  for (const { harvest, isReversed } of rows) {
    if (!isReversed && harvest.column !== 'attention')
      sums.set(harvest.unit, (sums.get(harvest.unit) ?? 0) + harvest.quantityMilli);
  }
  return (
    <>
      {mayHelp && (
        <Stack isRow>
          <Button icon={AddIcon} {...help} />
        </Stack>
      )}
      <SearchField label={t('search')} hint={t('searchHint')} value={text} onChange={setText} found={rows.length} />
      <DataTable
        label={t('title.list')}
        rows={rows}
        keyOf={({ harvest }) => harvest.id}
        onOpen={({ harvest }) => navigate(`/thu-hoach/${harvest.id}`)}
        columns={[
          {
            key: 'day',
            title: t('field.day'),
            render: ({ harvest }) => formatDate(harvest.harvestedOn),
            sortValue: ({ harvest }) => harvest.harvestedOn,
          },
          { key: 'who', title: t('field.member'), render: ({ who }) => who, sortValue: ({ who }) => who },
          {
            key: 'product',
            title: t('field.product'),
            render: ({ product }) => product,
            sortValue: ({ product }) => product,
          },
          {
            key: 'quantity',
            title: t('field.quantity'),
            number: true,
            render: ({ harvest }) => `${formatQuantity(harvest.quantityMilli)} ${harvest.unit}`,
            sortValue: ({ harvest }) => harvest.quantityMilli,
            total: isFilled ? [...sums].map(([unit, milli]) => quantityText(milli, unit)).join(' + ') : '…',
          },
          {
            key: 'state',
            title: t('field.state'),
            render: ({ harvest, isReversed }) => <StateMark state={isReversed ? 'undone' : stateOf(harvest)} />,
          },
        ]}
      />
      <ListActions
        name={t('title.list')}
        rows={rows}
        columns={[
          [t('field.code'), ({ harvest }) => shortCode(coop, harvest.id)],
          [t('field.day'), ({ harvest }) => ({ day: harvest.harvestedOn })],
          [t('field.member'), ({ who }) => who],
          [t('field.product'), ({ product }) => product],
          [t('field.quantity'), ({ harvest }) => ({ milli: harvest.quantityMilli })],
          [t('field.unit'), ({ harvest }) => harvest.unit],
          [t('field.note'), ({ harvest }) => harvest.note],
          [
            t('field.state'),
            ({ harvest, isReversed }) => t(`ui-kit:state.${isReversed ? 'undone' : stateOf(harvest)}`),
          ],
        ]}
      />
    </>
  );
}

interface FoundHarvests {
  readonly harvests: readonly Listed<Harvest>[];
  readonly members: ReadonlyMap<string, string>;
  readonly products: ReadonlyMap<string, string>;
}

/** Each with who and what, as shown and as searched. */
function named({ harvests: found, ...names }: FoundHarvests) {
  const fold = foldingOnce();
  return found.map(({ row: harvest, isReversed }) => {
    const who = names.members.get(harvest.memberId) ?? '…';
    const product = names.products.get(harvest.productId) ?? '…';
    return { harvest, isReversed, who, product, folded: `${fold(who)} ${fold(product)}` };
  });
}
