import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDong, lineTotalDong } from '#kernel/money.ts';
import { formatQuantity } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { useCommand, usePerson, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { numberLocale } from '#i18n/index.ts';
import { products } from '#modules/products/index.ts';
import { Keypad } from '#ui-kit/basic/keypad.tsx';
import { Button, ChoiceTiles, EmptyState, Figure, Question, SavedCard } from '#ui-kit/basic/kit.tsx';
import { recordSale, reverseSale } from '../commands.ts';
import { salesOf } from '../queries.ts';

type Buyer = 'coop-credit' | 'coop-cash' | 'outside';

/** To whom, what, how much, at what price; a repeat offers what was sold last. */
export function RecordSale({ onDone }: { readonly onDone: () => void }) {
  const { t, i18n } = useTranslation(['sales', 'common']);
  const locale = numberLocale(i18n.language);
  const memberId = usePerson().memberId ?? '';
  const offered = useQuery(async (read) => {
    const past = await salesOf(read, memberId, 20);
    const last = [...past]
      .filter((sale) => sale.reversesId === undefined)
      .sort((left, right) => right.savedAt - left.savedAt)[0];
    return { products: await read.list(products), last };
  }, `offer ${memberId}`);
  const record = useCommand(recordSale);
  const reverse = useCommand(reverseSale);
  const [buyer, setBuyer] = useState<Buyer>();
  const [productId, setProductId] = useState<string>();
  const [quantityMilli, setQuantityMilli] = useState<number>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [saved, setSaved] = useState<{ readonly id: string; readonly amountDong: number }>();
  if (offered === undefined) return <p>{t('common:loading')}</p>;
  if (offered.products.length === 0) return <EmptyState text={t('empty.products')} />;
  const product = offered.products.find((each) => each.id === productId);

  if (saved !== undefined) {
    const undo = async (): Promise<void> => {
      const outcome = await reverse(saved.id);
      if (outcome.ok) onDone();
      else setRefusal(outcome);
    };
    return (
      <SavedCard sentence={t('saved', { amount: formatDong(saved.amountDong, locale) })} onUndo={() => void undo()}>
        <Button onPress={onDone}>{t('common:home')}</Button>
        <RefusalNotice refusal={refusal} namespace="sales" />
      </SavedCard>
    );
  }
  if (buyer === undefined) {
    const buyers: readonly Buyer[] = ['coop-credit', 'coop-cash', 'outside'];
    return (
      <Question text={t('question.buyer')} step={1} steps={4}>
        <ChoiceTiles
          choices={buyers.map((key) => ({ key, label: t(`buyer.${key}`), detail: t(`buyerDetail.${key}`) }))}
          onChoose={(key) => setBuyer(buyers.find((each) => each === key))}
        />
      </Question>
    );
  }
  if (product === undefined) {
    return (
      <Question text={t('question.product')} step={2} steps={4}>
        <ChoiceTiles
          choices={offered.products.map((each) => ({ key: each.id, label: each.name, detail: each.unit }))}
          onChoose={setProductId}
        />
      </Question>
    );
  }
  if (quantityMilli === undefined) {
    return (
      <Question text={t('question.quantity', { product: product.name })} step={3} steps={4}>
        <Keypad
          key="quantity"
          mode="quantity"
          unit={product.unit}
          doneLabel={t('common:next')}
          onDone={setQuantityMilli}
        />
      </Question>
    );
  }
  const save = async (unitPriceDong: number): Promise<void> => {
    const outcome = await record({
      direction: buyer === 'outside' ? 'member-outside' : 'member-coop',
      payment: buyer === 'coop-credit' ? 'credit' : 'cash',
      memberId,
      productId: product.id,
      quantityMilli,
      unitPriceDong,
    });
    if (outcome.ok) setSaved({ id: outcome.value, amountDong: lineTotalDong(quantityMilli, unitPriceDong) });
    setRefusal(outcome.ok ? undefined : outcome);
  };
  const lastPrice = offered.last?.productId === product.id ? offered.last.unitPriceDong : undefined;
  return (
    <Question text={t('question.price', { unit: product.unit })} step={4} steps={4}>
      <Figure label={product.name} value={`${formatQuantity(quantityMilli, locale)} ${product.unit}`} />
      <Keypad
        key="price"
        mode="dong"
        unit={`đ/${product.unit}`}
        initial={lastPrice}
        doneLabel={t('common:save')}
        onDone={(price) => void save(price)}
      />
      <RefusalNotice refusal={refusal} namespace="sales" />
    </Question>
  );
}
