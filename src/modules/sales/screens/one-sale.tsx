import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import type { Receipt } from '#files/receipt.ts';
import { useCommand, useDevice, useMay, useQuery } from '#hooks/device.tsx';
import { useInWords } from '#hooks/in-words.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { SlipActions } from '#hooks/slip-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { shortCode } from '#kernel/ids.ts';
import { moneyText } from '#kernel/money.ts';
import { quantityText } from '#kernel/quantity.ts';
import type { Refusal, Result } from '#kernel/result.ts';
import { RecordPhotos } from '#modules/attachments/screens/index.ts';
import { RecordFindings } from '#modules/findings/screens/index.ts';
import { products } from '#modules/products/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { CheckIcon, UndoIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { PaperHeading } from '#ui-kit/paper-heading.tsx';
import { PaperQr } from '#ui-kit/paper-qr.tsx';
import { Signatures } from '#ui-kit/signatures.tsx';
import { StateMark } from '#ui-kit/state-mark.tsx';
import { confirmSales, reverseSale } from '../commands.ts';
import { confirmations, sales } from '../records.ts';
import { namesForSales, saleWithFate } from '../queries.ts';
import { saleState } from './sale-list.tsx';

/** One slip: what it says, where it is, its receipt as a picture, and the way back. */
export function OneSale() {
  const { t } = useTranslation(['sales', 'common']);
  const { id } = useParams<{ id: string }>();
  const { coopName, database } = useDevice();
  const may = useMay();
  const reverse = useCommand(reverseSale);
  const confirm = useCommand(confirmSales);
  const [refusal, setRefusal] = useState<Refusal>();
  const found = useQuery(async (read) => {
    const each = await saleWithFate(read, id);
    return {
      each,
      names: await namesForSales(read),
      product: each === undefined ? undefined : await read.get(products, each.row.productId),
    };
  }, `sale ${id}`);
  const words = useInWords(found?.each === undefined ? undefined : Math.abs(found.each.row.amountDong));
  if (found === undefined) return <Loading />;
  const { each, names } = found;
  if (each === undefined) return <EmptyState title={t('empty.one')} text={t('empty.oneText')} />;
  const sale = each.row;
  const code = shortCode(database.session.coop, sale.id);
  const isUndone = each.isReversed || sale.reversesId !== undefined;
  const state = isUndone ? 'undone' : saleState(each);
  const member = names.parties.get(sale.memberId ?? '');
  const outsider = names.parties.get(sale.customerId ?? '') ?? sale.buyerName ?? t('walkIn');
  const [seller, buyer] = partiesOf();
  const entries: readonly (readonly [string, string | undefined])[] = [
    [t('field.seller'), seller],
    [t('field.buyer'), buyer],
    [t('field.product'), [found.product?.name, sale.grade].filter((part) => part !== undefined).join(' · ')],
    [t('field.quantity'), quantityText(sale.quantityMilli, sale.unit)],
    [t('field.unitPrice'), `${moneyText(sale.unitPriceDong)}/${sale.unit}`],
    [t('field.amount'), moneyText(sale.amountDong)],
    [t('field.inWords'), words],
    [t('field.payment'), t(`payment.${sale.payment}`)],
    [t('field.day'), formatDate(sale.soldOn)],
    [t('field.note'), sale.note],
    [t('field.code'), code],
  ];
  const done = (outcome: Result<unknown>): void => setRefusal(outcome.ok ? undefined : outcome);
  const address = `${window.location.origin}/ban-hang/${sale.id}`;
  const text = t('receiptLine', {
    seller,
    buyer,
    product: found.product?.name,
    amount: moneyText(sale.amountDong),
    code,
  });
  return (
    <>
      <PaperHeading owner={coopName} title={t('title.receipt')} />
      <StateMark state={state} />
      <Details label={t('title.one')} entries={entries} />
      {may(confirmations, 'post') && each.isAwaiting && !isUndone && (
        <div data-print="hide">
          <Button
            wide
            kind="primary"
            icon={CheckIcon}
            label={t('action.confirmOne')}
            onPress={() => void confirm([id]).then(done)}
          />
        </div>
      )}
      <SlipActions fileName={code} title={t('title.receipt')} text={text} receipt={receipt} sheet="a5" />
      {!isUndone && may(sales, 'reverse', { ...sale }) && (
        <div data-print="hide">
          <Button wide icon={UndoIcon} label={t('action.undo')} onPress={() => void reverse(id).then(done)} />
        </div>
      )}
      {/* Below the buttons: they come later, and must not move them under a finger. */}
      <Suspense fallback={null}>
        <RecordPhotos on={{ table: sales, id, memberId: sale.memberId }} />
        <RecordFindings on={{ table: sales, id }} />
      </Suspense>
      <Signatures names={[seller, buyer]} />
      <PaperQr text={address} label={code} />
      <RefusalNotice refusal={refusal} namespace="sales" />
    </>
  );

  function partiesOf(): readonly [seller: string, buyer: string] {
    if (sale.direction === 'coop-customer') return [coopName, outsider];
    if (sale.direction === 'coop-member') return [coopName, member ?? '…'];
    return [member ?? '…', sale.direction === 'member-coop' ? coopName : outsider];
  }

  async function receipt(): Promise<Receipt> {
    const { amountInWords } = await import('#files/amount-in-words.ts');
    return {
      title: coopName,
      subtitle: `${t('title.receipt')} · ${formatDate(sale.soldOn)}`,
      lines: [
        ...entries.slice(0, 5).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }])),
        { label: t('field.amount'), value: moneyText(sale.amountDong), bold: true },
        { label: t('field.inWords'), value: amountInWords(Math.abs(sale.amountDong)) },
        { label: t('field.payment'), value: t(`payment.${sale.payment}`) },
        { label: t('field.state'), value: t(`ui-kit:state.${state}`) },
      ],
      shortCode: code,
      qrText: address,
    };
  }
}
