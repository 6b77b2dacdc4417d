import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useCommand, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { moneyText } from '#kernel/money.ts';
import type { Refusal } from '#kernel/result.ts';
import { cleanText } from '#kernel/text.ts';
import { accounts, customerAccount } from '#modules/ledger/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { FormGrid } from '#ui-kit/form-grid.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { addCustomer } from '../commands.ts';
import { customerList } from '../queries.ts';

/** Customers and what each of them owes. */
export function Customers() {
  const { t } = useTranslation('sales');
  const [, navigate] = useLocation();
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
              render: ({ owedDong }) => moneyText(owedDong),
              sortValue: ({ owedDong }) => owedDong,
              total: moneyText(found.reduce((sum, { owedDong }) => sum + owedDong, 0)),
            },
          ]}
        />
      )}
      <AddCustomer />
    </>
  );
}

function AddCustomer() {
  const { t } = useTranslation('sales');
  const add = useCommand(addCustomer);
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [address, setAddress] = useState('');
  const [refusal, setRefusal] = useState<Refusal>();
  const isReady = cleanText(name) !== '';
  const save = async (): Promise<void> => {
    const optional = { phone: cleanText(phone), address: cleanText(address) };
    const outcome = await add({
      name: cleanText(name),
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== '')),
    });
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    setName('');
    setPhone('');
    setAddress('');
  };
  return (
    <>
      <h2>{t('title.addCustomer')}</h2>
      <FormGrid
        onSubmit={() => {
          if (isReady) void save();
        }}
        actions={<Button type="submit" kind="primary" label={t('action.addCustomer')} disabled={!isReady} />}
      >
        <TextField label={t('field.customerName')} value={name} maxLength={120} onChange={setName} />
        <TextField label={t('field.phone')} inputMode="tel" value={phone} maxLength={20} onChange={setPhone} />
        <TextField label={t('field.address')} value={address} maxLength={200} onChange={setAddress} />
      </FormGrid>
      <RefusalNotice refusal={refusal} namespace="sales" />
    </>
  );
}
