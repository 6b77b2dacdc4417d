import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '#kernel/calendar.ts';
import { formatDong } from '#kernel/money.ts';
import { formatQuantity } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { useCommand, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { numberLocale } from '#i18n/index.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { Button, EmptyState, ListRow, Rows } from '#ui-kit/basic/kit.tsx';
import { confirmSales } from '../commands.ts';
import { salesToConfirm } from '../queries.ts';

/** What members say they sold to the co-op: one tap confirms one, one tap confirms all. */
export function ConfirmSales() {
  const { t, i18n } = useTranslation(['sales', 'common']);
  const locale = numberLocale(i18n.language);
  const confirm = useCommand(confirmSales);
  const [refusal, setRefusal] = useState<Refusal>();
  const found = useQuery(
    async (read) => ({
      sales: await salesToConfirm(read),
      names: new Map((await read.list(members)).map((member) => [member.id, member.name])),
      productNames: new Map((await read.list(products)).map((product) => [product.id, product.name])),
    }),
    'confirm',
  );
  if (found === undefined) return <p>{t('common:loading')}</p>;
  const run = async (ids: readonly string[]): Promise<void> => {
    const outcome = await confirm(ids);
    setRefusal(outcome.ok ? undefined : outcome);
  };
  if (found.sales.length === 0) return <EmptyState text={t('empty.confirm')} />;
  return (
    <>
      <Button onPress={() => void run(found.sales.map((sale) => sale.id))}>
        {t('action.confirmAll', { count: found.sales.length })}
      </Button>
      <RefusalNotice refusal={refusal} namespace="sales" />
      <Rows>
        {found.sales.map((sale) => (
          <ListRow
            key={sale.id}
            title={`${found.names.get(sale.memberId ?? '') ?? '…'} · ${found.productNames.get(sale.productId) ?? '…'}`}
            detail={`${formatDate(sale.soldOn)} · ${formatQuantity(sale.quantityMilli, locale)} ${sale.unit} × ${formatDong(sale.unitPriceDong, locale)} đ · ${t(`payment.${sale.payment}`)}`}
            number={`${formatDong(sale.amountDong, locale)} đ`}
            state="awaiting"
            onPress={() => void run([sale.id])}
          />
        ))}
      </Rows>
    </>
  );
}
