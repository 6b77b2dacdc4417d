import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { usePerson, useQuery } from '#hooks/device.tsx';
import { WhenFilled } from '#hooks/filled.tsx';
import { stateOf } from '#hooks/record-state.ts';
import { ListActions } from '#hooks/list-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import type { StatementLine } from '#kernel/module.ts';
import { formatDong } from '#kernel/money.ts';
import { quantityText } from '#kernel/quantity.ts';
import { accounts, memberAccount } from '#modules/ledger/index.ts';
import { products } from '#modules/products/index.ts';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Figure } from '#ui-kit/figure.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { List } from '#ui-kit/list.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { confirmedSales } from '../queries.ts';
import { documentPath } from './document-path.ts';

/** What the co-op owes me, what waits for its confirmation, what I earned outside, and the lines behind it. */
export function OwnAccount() {
  const { t } = useTranslation(['sales', 'common']);
  const [, navigate] = useLocation();
  const memberId = usePerson().memberId ?? '';
  const found = useQuery(
    async (read) => ({
      total: await read.total(accounts, memberAccount(memberId)),
      lines: await read.lines(accounts, memberAccount(memberId), { reverse: true, limit: 300 }),
      confirmed: await confirmedSales(read),
      products: new Map((await read.list(products)).map((product) => [product.id, product.name])),
    }),
    `account ${memberId}`,
  );
  if (found === undefined) return <Loading />;
  if (found.lines.length === 0) {
    return (
      <EmptyState
        title={t('empty.account')}
        text={t('empty.accountText')}
        action={{ label: t('action.record'), onPress: () => navigate('/ban-hang/ghi') }}
      />
    );
  }
  const sum = (measure: string): number =>
    (found.total?.confirmed[measure] ?? 0) + (found.total?.waiting[measure] ?? 0);
  const balance = sum('balanceDong');
  const pending = sum('pendingDong') + sum('pendingCashDong');
  const isAwaiting = (line: StatementLine): boolean =>
    line.details['kind'] === 'member-coop' && !found.confirmed.has(line.documentId) && line.column === 'confirmed';
  return (
    <>
      <WhenFilled>
        <Figure
          caption={t(balance < 0 ? 'account.youOwe' : 'account.coopOwes')}
          value={formatDong(Math.abs(balance))}
          unit="đ"
        />
        {pending !== 0 && <Figure caption={t('account.pending')} value={formatDong(pending)} unit="đ" />}
        {sum('incomeDong') !== 0 && (
          <Figure caption={t('account.income')} value={formatDong(sum('incomeDong'))} unit="đ" />
        )}
      </WhenFilled>
      <List
        label={t('title.account')}
        items={found.lines}
        keyOf={(line) => line.id}
        renderItem={(line) => (
          <ListRow
            title={lineTitle(line)}
            detail={lineDetail(line)}
            number={formatDong(Number(line.details['amountDong'] ?? 0))}
            unit="đ"
            state={isAwaiting(line) ? 'awaiting' : stateOf(line)}
            onPress={() => navigate(documentPath(line))}
          />
        )}
      />
      <ListActions
        name={t('title.account')}
        rows={found.lines}
        columns={[
          [t('field.day'), (line) => ({ day: line.on })],
          [t('field.what'), lineTitle],
          [t('field.product'), (line) => found.products.get(String(line.details['productId']))],
          [t('field.quantity'), (line) => ({ milli: Number(line.details['quantityMilli'] ?? 0) })],
          [t('field.unit'), (line) => String(line.details['unit'] ?? '')],
          [t('field.amount'), (line) => ({ dong: Number(line.details['amountDong'] ?? 0) })],
          [t('field.payment'), (line) => t(`payment.${String(line.details['payment'])}`)],
        ]}
      />
    </>
  );

  function lineTitle(line: StatementLine): string {
    const kind = t(`kind.${String(line.details['kind'])}`);
    return line.details['reversesId'] === undefined ? kind : t('undoneKind', { kind });
  }

  function lineDetail(line: StatementLine): string {
    const product = found?.products.get(String(line.details['productId'])) ?? '…';
    const quantity = quantityText(Number(line.details['quantityMilli'] ?? 0), String(line.details['unit'] ?? ''));
    return `${formatDate(line.on)} · ${product} · ${quantity} · ${t(`payment.${String(line.details['payment'])}`)}`;
  }
}
