import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useMay, usePerson, useQuery, useToday } from '#hooks/device.tsx';
import { BookBegins, WhenFilled } from '#hooks/filled.tsx';
import { ListActions } from '#hooks/list-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import type { Total } from '#kernel/module.ts';
import { formatDong, moneyText } from '#kernel/money.ts';
import { quantityText } from '#kernel/quantity.ts';
import { hasRole, READING_ROLES } from '#kernel/roles.ts';
import { accounts, CASH_ACCOUNT, closedPeriods } from '#modules/ledger/index.ts';
import { products } from '#modules/products/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Figure, FigureRow } from '#ui-kit/figure.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { salesTotals } from '../index.ts';
import { slipsAhead } from '../queries.ts';

/** The co-op's figures: sold, bought, cash, what customers owe, what is owed to members. Nothing unconfirmed is in them. */
export function Figures() {
  const { t } = useTranslation('sales');
  const today = useToday();
  const [, navigate] = useLocation();
  const may = useMay();
  const person = usePerson();
  const found = useQuery(
    async (read) => ({
      byProduct: await read.totals(salesTotals, { from: 'product:', to: 'product:\uffff' }),
      members: await read.totals(accounts, { from: 'member:', to: 'member:\uffff' }),
      customers: await read.totals(accounts, { from: 'customer:', to: 'customer:\uffff' }),
      cash: await read.total(accounts, CASH_ACCOUNT),
      ahead: await slipsAhead(read, today),
      products: new Map((await read.list(products)).map((product) => [product.id, product])),
    }),
    `figures ${today}`,
  );
  if (found === undefined) return <Loading />;
  const of = (total: Total | undefined, measure: string): number =>
    (total?.confirmed[measure] ?? 0) + (total?.waiting[measure] ?? 0);
  const sum = (totals: readonly Total[], measure: string, which: (amount: number) => boolean = () => true): number =>
    totals.map((total) => of(total, measure)).reduce((all, amount) => (which(amount) ? all + amount : all), 0);
  const rows = found.byProduct.map((total) => ({
    total,
    product: found.products.get(total.key.slice('product:'.length)),
  }));
  const milliOf = (what: 'sold' | 'bought') => (row: (typeof rows)[number]) => ({
    milli: of(row.total, `${what}Milli`),
  });
  const dongOf = (what: 'sold' | 'bought') => (row: (typeof rows)[number]) => ({ dong: of(row.total, `${what}Dong`) });
  const figures = [
    ['sold', sum(found.byProduct, 'soldDong')],
    ['bought', sum(found.byProduct, 'boughtDong')],
    ['cash', of(found.cash, 'balanceDong')],
    ['receivable', sum(found.customers, 'balanceDong')],
    ['owedToMembers', sum(found.members, 'balanceDong', (amount) => amount > 0)],
    ['owedByMembers', -sum(found.members, 'balanceDong', (amount) => amount < 0)],
  ] as const;
  return (
    <>
      <BookBegins />
      <WhenFilled>
        <FigureRow>
          {figures.map(([name, amount]) => (
            <Figure
              key={name}
              caption={t(`figure.${name}`)}
              value={formatDong(amount === 0 ? 0 : amount)}
              unit="đ"
              asOf={formatDate(today)}
            />
          ))}
        </FigureRow>
        {found.ahead > 0 && (
          <Notice kind="info" title={t('slipsAhead', { count: found.ahead })}>
            <Button label={t('title.list')} onPress={() => navigate('/ban-hang')} />
          </Notice>
        )}
      </WhenFilled>
      <Stack isRow>
        {hasRole(person, READING_ROLES) && <Button label={t('title.cash')} onPress={() => navigate('/quy')} />}
        <Button label={t('title.customers')} onPress={() => navigate('/khach-hang')} />
        <Button label={t('title.list')} onPress={() => navigate('/ban-hang')} />
        {hasRole(person, READING_ROLES) && (
          <Button label={t('findings:title.one')} onPress={() => navigate('/kien-nghi')} />
        )}
        {may(closedPeriods, 'create') && (
          <Button label={t('ledger:title.close')} onPress={() => navigate('/khoa-so')} />
        )}
      </Stack>
      {rows.length === 0 && <EmptyState title={t('empty.list')} text={t('empty.listText')} />}
      {rows.length > 0 && (
        <WhenFilled>
          <DataTable
            label={t('title.figures')}
            rows={rows}
            keyOf={({ total }) => total.key}
            columns={[
              { key: 'product', title: t('field.product'), render: ({ product }) => product?.name ?? '…' },
              ...(['sold', 'bought'] as const).flatMap((what) => [
                {
                  key: `${what}Milli`,
                  title: t(`figure.${what}Quantity`),
                  number: true,
                  render: ({ total, product }: (typeof rows)[number]) =>
                    quantityText(of(total, `${what}Milli`), product?.unit ?? ''),
                },
                {
                  key: `${what}Dong`,
                  title: t(`figure.${what}`),
                  number: true,
                  render: ({ total }: (typeof rows)[number]) => moneyText(of(total, `${what}Dong`)),
                  total: moneyText(sum(found.byProduct, `${what}Dong`)),
                },
              ]),
            ]}
          />
          <ListActions
            name={t('title.figures')}
            rows={rows}
            columns={[
              [t('field.product'), ({ product }) => product?.name],
              [t('field.unit'), ({ product }) => product?.unit],
              ...(['sold', 'bought'] as const).flatMap((what) => [
                [t(`figure.${what}Quantity`), milliOf(what)] as const,
                [t(`figure.${what}`), dongOf(what)] as const,
              ]),
            ]}
          />
        </WhenFilled>
      )}
    </>
  );
}
