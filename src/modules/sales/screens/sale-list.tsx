import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useDevice, useFillingPercent, useMay, usePerson, useQuery } from '#hooks/device.tsx';
import { stateOf } from '#hooks/record-state.ts';
import { ListActions } from '#hooks/list-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { codeSearch, shortCode } from '#kernel/ids.ts';
import { formatDong, moneyText } from '#kernel/money.ts';
import { quantityText } from '#kernel/quantity.ts';
import { hasRole, READING_ROLES, SELLING_ROLES } from '#kernel/roles.ts';
import { foldingOnce, foldText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { AddIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { SearchField } from '#ui-kit/search-field.tsx';
import { SelectField } from '#ui-kit/select-field.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { StateMark } from '#ui-kit/state-mark.tsx';
import { allSales, listed, namesForSales, sumOfListed, type ListedSale } from '../queries.ts';
import { DIRECTIONS, sales } from '../records.ts';

/** Every sale in all four directions; of one direction the sum as well, since selling and buying make no sum together. */
export function SaleList() {
  const { t } = useTranslation(['sales', 'common']);
  const [, navigate] = useLocation();
  const may = useMay();
  const person = usePerson();
  const [text, setText] = useState('');
  const [direction, setDirection] = useState('');
  const isFilled = useFillingPercent() === undefined;
  const found = useQuery(
    async (read) => ({ sales: await listed(read, await allSales(read)), names: await namesForSales(read) }),
    'all sales',
  );
  // Named once, and not with every key of a search.
  const { coop } = useDevice().database.session;
  const all = useMemo(() => (found === undefined ? [] : named(found, t('walkIn'))), [found, t]);
  if (found === undefined) return <Loading />;
  const searched = foldText(text);
  const hasCode = codeSearch(coop, text);
  const rows = all.filter(
    ({ row, folded }) =>
      (direction === '' || row.direction === direction) && (folded.includes(searched) || hasCode?.(row.id) === true),
  );
  const sum = direction === '' ? undefined : moneyText(sumOfListed(rows));
  return (
    <>
      <Stack isRow>
        {may(sales, 'post') && (
          <Button kind="primary" icon={AddIcon} label={t('action.new')} onPress={() => navigate('/ban-hang/moi')} />
        )}
        {hasRole(person, SELLING_ROLES) && (
          <Button label={t('title.customers')} onPress={() => navigate('/khach-hang')} />
        )}
        {hasRole(person, READING_ROLES) && <Button label={t('title.cash')} onPress={() => navigate('/quy')} />}
      </Stack>
      {found.sales.length === 0 ? (
        <EmptyState title={t('empty.list')} text={t('empty.listText')} />
      ) : (
        <>
          <SearchField label={t('search')} hint={t('searchHint')} value={text} onChange={setText} found={rows.length} />
          <div data-print={direction === '' ? 'hide' : undefined}>
            <SelectField
              label={t('field.direction')}
              value={direction}
              onChange={setDirection}
              options={[
                { value: '', label: t('allDirections') },
                ...DIRECTIONS.map((id) => ({ value: id, label: t(`direction.${id}`) })),
              ]}
            />
          </div>
          {text === '' && rows.length === 0 && <p>{t('empty.list')}</p>}
          <DataTable
            label={t('title.list')}
            rows={rows}
            keyOf={({ row: sale }) => sale.id}
            onOpen={({ row: sale }) => navigate(`/ban-hang/${sale.id}`)}
            columns={[
              {
                key: 'day',
                title: t('field.day'),
                render: ({ row: sale }) => formatDate(sale.soldOn),
                sortValue: ({ row: sale }) => sale.soldOn,
              },
              {
                key: 'direction',
                title: t('field.direction'),
                render: ({ row: sale }) => t(`kind.${sale.direction}`),
                sortValue: ({ row: sale }) => sale.direction,
              },
              { key: 'who', title: t('field.party'), render: ({ who }) => who, sortValue: ({ who }) => who },
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
                render: ({ row: sale }) =>
                  `${quantityText(sale.quantityMilli, sale.unit)} × ${formatDong(sale.unitPriceDong)}`,
                sortValue: ({ row: sale }) => sale.quantityMilli,
              },
              {
                key: 'amount',
                title: t('field.amount'),
                number: true,
                render: ({ row: sale }) => moneyText(sale.amountDong),
                sortValue: ({ row: sale }) => sale.amountDong,
                total: isFilled ? sum : '…',
              },
              { key: 'payment', title: t('field.payment'), render: ({ row: sale }) => t(`payment.${sale.payment}`) },
              { key: 'state', title: t('field.state'), render: (row) => <StateMark state={saleState(row)} /> },
            ]}
          />
          <ListActions
            sheet="a4-wide"
            name={t('title.list')}
            rows={rows}
            columns={[
              [t('field.code'), ({ row }) => shortCode(coop, row.id)],
              [t('field.day'), ({ row }) => ({ day: row.soldOn })],
              [t('field.direction'), ({ row }) => t(`kind.${row.direction}`)],
              [t('field.party'), ({ who }) => who],
              [t('field.product'), ({ product }) => product],
              [t('field.quantity'), ({ row }) => ({ milli: row.quantityMilli })],
              [t('field.unit'), ({ row }) => row.unit],
              [t('field.unitPrice'), ({ row }) => ({ dong: row.unitPriceDong })],
              [t('field.amount'), ({ row }) => ({ dong: row.amountDong })],
              [t('field.payment'), ({ row }) => t(`payment.${row.payment}`)],
              [t('field.note'), ({ row }) => row.note],
              [t('field.state'), (row) => t(`ui-kit:state.${saleState(row)}`)],
            ]}
          />
        </>
      )}
    </>
  );
}

interface FoundSales {
  readonly sales: readonly ListedSale[];
  readonly names: Awaited<ReturnType<typeof namesForSales>>;
}

/** Each with who and what, as shown and as searched. */
function named({ sales: found, names }: FoundSales, walkIn: string) {
  const fold = foldingOnce();
  return found.map((each) => {
    const { row: sale } = each;
    const who = names.parties.get(sale.memberId ?? sale.customerId ?? '') ?? sale.buyerName ?? walkIn;
    const product = names.products.get(sale.productId) ?? '…';
    return { ...each, who, product, folded: `${fold(who)} ${fold(product)}` };
  });
}

/** The one word for a sale's state. */
export function saleState({ row, isReversed, isAwaiting }: ListedSale) {
  if (isReversed) return 'undone' as const;
  const state = stateOf(row);
  return state === 'received' && isAwaiting ? ('awaiting' as const) : state;
}
