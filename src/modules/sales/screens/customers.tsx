import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useCommand, useFillingPercent, useMay, useQuery } from '#hooks/device.tsx';
import { ListActions } from '#hooks/list-actions.tsx';
import { moneyText } from '#kernel/money.ts';
import { accounts, customerAccount } from '#modules/ledger/index.ts';
import { DataTable } from '#ui-kit/data-table.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { addCustomer } from '../commands.ts';
import { customers } from '../index.ts';
import { customerList } from '../queries.ts';
import { CustomerForm } from './customer-form.tsx';

/** Customers and what each of them owes. */
export function Customers() {
  const { t } = useTranslation('sales');
  const [, navigate] = useLocation();
  const may = useMay();
  const add = useCommand(addCustomer);
  const isFilled = useFillingPercent() === undefined;
  const found = useQuery(async (read) => {
    const list = await customerList(read);
    const owed = await Promise.all(
      list.map(async (customer) => {
        const total = await read.total(accounts, customerAccount(customer.id));
        return (total?.confirmed['balanceDong'] ?? 0) + (total?.waiting['balanceDong'] ?? 0);
      }),
    );
    return list.map((customer, index) => ({ customer, owedDong: owed[index] ?? 0 }));
  }, 'customers');
  if (found === undefined) return <Loading />;
  return (
    <>
      {found.length === 0 ? (
        <EmptyState title={t('empty.customers')} text={t('empty.customersText')} />
      ) : (
        <>
          <DataTable
            label={t('title.customers')}
            rows={found}
            keyOf={({ customer }) => customer.id}
            onOpen={({ customer }) => navigate(`/khach-hang/${customer.id}`)}
            columns={[
              {
                key: 'name',
                title: t('field.customerName'),
                render: ({ customer }) => customer.name,
                sortValue: ({ customer }) => customer.name,
              },
              { key: 'phone', title: t('field.phone'), render: ({ customer }) => customer.phone ?? '' },
              { key: 'address', title: t('field.address'), render: ({ customer }) => customer.address ?? '' },
              {
                key: 'owed',
                title: t('field.owed'),
                number: true,
                render: ({ owedDong }) => (isFilled ? moneyText(owedDong) : '…'),
                sortValue: ({ owedDong }) => owedDong,
                total: isFilled ? moneyText(found.reduce((sum, { owedDong }) => sum + owedDong, 0)) : '…',
              },
            ]}
          />
          <ListActions
            name={t('title.customers')}
            rows={found}
            columns={[
              [t('field.customerName'), ({ customer }) => customer.name],
              [t('field.phone'), ({ customer }) => customer.phone],
              [t('field.address'), ({ customer }) => customer.address],
              // Not known before everything has arrived: better empty than wrong.
              [t('field.owed'), ({ owedDong }) => (isFilled ? { dong: owedDong } : undefined)],
            ]}
          />
        </>
      )}
      {may(customers, 'create') && (
        <div data-print="hide">
          <Stack>
            <h2>{t('title.addCustomer')}</h2>
            <CustomerForm label={t('action.addCustomer')} onSave={add} />
          </Stack>
        </div>
      )}
    </>
  );
}
