import { useTranslation } from 'react-i18next';
import { formatDate } from '#kernel/calendar.ts';
import { formatDong } from '#kernel/money.ts';
import { formatQuantity } from '#kernel/quantity.ts';
import { usePerson, useQuery } from '#hooks/device.tsx';
import { numberLocale } from '#i18n/index.ts';
import { accounts, memberAccount } from '#modules/ledger/index.ts';
import { EmptyState, Figure, ListRow, Rows } from '#ui-kit/basic/kit.tsx';

/** What the co-op owes me, what waits for its confirmation, and the lines behind it. */
export function OwnAccount() {
  const { t, i18n } = useTranslation(['sales', 'common']);
  const locale = numberLocale(i18n.language);
  const memberId = usePerson().memberId ?? '';
  const found = useQuery(
    async (read) => ({
      total: await read.total(accounts, memberAccount(memberId)),
      lines: await read.lines(accounts, memberAccount(memberId), { reverse: true, limit: 100 }),
    }),
    `account ${memberId}`,
  );
  if (found === undefined) return <p>{t('common:loading')}</p>;
  const sum = (measure: string): number =>
    (found.total?.confirmed[measure] ?? 0) + (found.total?.waiting[measure] ?? 0);
  const money = (dong: number): string => `${formatDong(dong, locale)} đ`;
  const balance = sum('balanceDong');
  return (
    <>
      <Figure label={t(balance < 0 ? 'account.youOwe' : 'account.coopOwes')} value={money(Math.abs(balance))} />
      {sum('pendingDong') + sum('pendingCashDong') !== 0 && (
        <Figure label={t('account.pending')} value={money(sum('pendingDong') + sum('pendingCashDong'))} />
      )}
      {sum('incomeDong') !== 0 && <Figure label={t('account.income')} value={money(sum('incomeDong'))} />}
      {found.lines.length === 0 && <EmptyState text={t('empty.account')} />}
      <Rows>
        {found.lines.map((line) => (
          <ListRow
            key={line.id}
            title={t(`kind.${String(line.details['kind'])}`)}
            detail={`${formatDate(line.on)} · ${formatQuantity(Number(line.details['quantityMilli'] ?? 0), locale)} ${String(line.details['unit'] ?? '')}`}
            number={money(Number(line.details['amountDong'] ?? 0))}
            state={line.column === 'attention' ? 'attention' : line.column === 'waiting' ? 'device' : 'received'}
          />
        ))}
      </Rows>
    </>
  );
}
