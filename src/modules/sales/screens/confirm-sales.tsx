import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { ListActions } from '#hooks/list-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { formatDong, moneyText } from '#kernel/money.ts';
import { quantityText } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { CheckField } from '#ui-kit/check-field.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { CheckIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { confirmSales } from '../commands.ts';
import { namesForSales, salesToConfirm } from '../queries.ts';

/** What members say they sold to the co-op: one tap confirms one, one tap those that are ticked, one tap all. */
export function ConfirmSales() {
  const { t } = useTranslation(['sales', 'common']);
  const confirm = useCommand(confirmSales);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [refusal, setRefusal] = useState<Refusal>();
  const found = useQuery(
    async (read) => ({ sales: await salesToConfirm(read), names: await namesForSales(read) }),
    'confirm',
  );
  if (found === undefined) return <Loading />;
  if (found.sales.length === 0) return <EmptyState title={t('empty.confirm')} text={t('empty.confirmText')} />;
  const run = async (ids: readonly string[]): Promise<void> => {
    const outcome = await confirm(ids);
    setRefusal(outcome.ok ? undefined : outcome);
    setTicked(new Set());
  };
  const toggle = (id: string, isTicked: boolean): void => {
    const next = new Set(ticked);
    if (isTicked) next.add(id);
    else next.delete(id);
    setTicked(next);
  };
  const sum = found.sales.reduce((total, sale) => total + sale.amountDong, 0);
  return (
    <>
      <Stack isRow>
        <Button
          kind="primary"
          icon={CheckIcon}
          label={t('action.confirmAll', { count: found.sales.length })}
          onPress={() => void run(found.sales.map((sale) => sale.id))}
        />
        {ticked.size > 0 && (
          <Button label={t('action.confirmTicked', { count: ticked.size })} onPress={() => void run([...ticked])} />
        )}
      </Stack>
      <RefusalNotice refusal={refusal} namespace="sales" />
      <DataTable
        label={t('title.confirm')}
        rows={found.sales}
        keyOf={(sale) => sale.id}
        columns={[
          {
            key: 'tick',
            title: t('field.tick'),
            render: (sale) => (
              <CheckField
                label={formatDate(sale.soldOn)}
                checked={ticked.has(sale.id)}
                onChange={(isTicked) => toggle(sale.id, isTicked)}
              />
            ),
          },
          {
            key: 'who',
            title: t('field.member'),
            render: (sale) => found.names.parties.get(sale.memberId ?? '') ?? '…',
            sortValue: (sale) => found.names.parties.get(sale.memberId ?? '') ?? '',
          },
          {
            key: 'product',
            title: t('field.product'),
            render: (sale) => found.names.products.get(sale.productId) ?? '…',
          },
          {
            key: 'quantity',
            title: t('field.quantity'),
            number: true,
            render: (sale) => `${quantityText(sale.quantityMilli, sale.unit)} × ${formatDong(sale.unitPriceDong)} đ`,
          },
          { key: 'payment', title: t('field.payment'), render: (sale) => t(`payment.${sale.payment}`) },
          {
            key: 'amount',
            title: t('field.amount'),
            number: true,
            render: (sale) => moneyText(sale.amountDong),
            total: moneyText(sum),
          },
          {
            key: 'confirm',
            title: t('field.action'),
            isAction: true,
            render: (sale) => <Button label={t('action.confirmOne')} onPress={() => void run([sale.id])} />,
          },
        ]}
      />
      <ListActions
        name={t('title.confirm')}
        rows={found.sales}
        columns={[
          [t('field.day'), (sale) => ({ day: sale.soldOn })],
          [t('field.member'), (sale) => found.names.parties.get(sale.memberId ?? '')],
          [t('field.product'), (sale) => found.names.products.get(sale.productId)],
          [t('field.quantity'), (sale) => ({ milli: sale.quantityMilli })],
          [t('field.unit'), (sale) => sale.unit],
          [t('field.unitPrice'), (sale) => ({ dong: sale.unitPriceDong })],
          [t('field.amount'), (sale) => ({ dong: sale.amountDong })],
          [t('field.payment'), (sale) => t(`payment.${sale.payment}`)],
        ]}
      />
    </>
  );
}
