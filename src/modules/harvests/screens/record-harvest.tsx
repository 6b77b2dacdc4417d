import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatQuantity } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { useCommand, usePerson, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { numberLocale } from '#i18n/index.ts';
import { products } from '#modules/products/index.ts';
import { Keypad } from '#ui-kit/basic/keypad.tsx';
import { Button, ChoiceTiles, EmptyState, Question, SavedCard } from '#ui-kit/basic/kit.tsx';
import { recordHarvest, reverseHarvest } from '../commands.ts';
import { lastHarvest } from '../queries.ts';

/** Which product, how much; on a repeat only the weight is asked, since the last product is offered (rules U16, U17). */
export function RecordHarvest({ onDone }: { readonly onDone: () => void }) {
  const { t, i18n } = useTranslation(['harvests', 'common']);
  const locale = numberLocale(i18n.language);
  const memberId = usePerson().memberId ?? '';
  const offered = useQuery(
    async (read) => ({ products: await read.list(products), last: await lastHarvest(read, memberId) }),
    `offer ${memberId}`,
  );
  const record = useCommand(recordHarvest);
  const reverse = useCommand(reverseHarvest);
  const [chosenId, setChosenId] = useState<string>();
  const [isChanging, setIsChanging] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [saved, setSaved] = useState<{ readonly id: string; readonly quantityMilli: number }>();
  if (offered === undefined) return <p>{t('common:loading')}</p>;
  if (offered.products.length === 0) return <EmptyState text={t('empty.products')} />;

  const productId = chosenId ?? (isChanging ? undefined : offered.last?.productId);
  const product = offered.products.find((each) => each.id === productId);
  if (saved !== undefined && product !== undefined) {
    const undo = async (): Promise<void> => {
      const outcome = await reverse(saved.id);
      if (outcome.ok) onDone();
      else setRefusal(outcome);
    };
    return (
      <SavedCard
        sentence={t('saved', {
          quantity: `${formatQuantity(saved.quantityMilli, locale)} ${product.unit}`,
          product: product.name,
        })}
        onUndo={() => void undo()}
      >
        <Button onPress={() => setSaved(undefined)}>{t('action.more')}</Button>
        <Button isQuiet onPress={onDone}>
          {t('common:home')}
        </Button>
        <RefusalNotice refusal={refusal} namespace="harvests" />
      </SavedCard>
    );
  }
  if (product === undefined) {
    return (
      <Question text={t('question.product')} step={1} steps={2}>
        <ChoiceTiles
          choices={offered.products.map((each) => ({ key: each.id, label: each.name, detail: each.unit }))}
          onChoose={setChosenId}
        />
      </Question>
    );
  }
  const save = async (quantityMilli: number): Promise<void> => {
    const outcome = await record({ memberId, productId: product.id, quantityMilli });
    if (outcome.ok) setSaved({ id: outcome.value, quantityMilli });
    setRefusal(outcome.ok ? undefined : outcome);
  };
  const change = (): void => {
    setChosenId(undefined);
    setIsChanging(true);
  };
  return (
    <Question text={t('question.quantity', { product: product.name })} step={2} steps={2}>
      <Keypad
        mode="quantity"
        unit={product.unit}
        doneLabel={t('common:save')}
        onDone={(quantity) => void save(quantity)}
      />
      <RefusalNotice refusal={refusal} namespace="harvests" />
      <Button isQuiet onPress={change}>
        {t('action.otherProduct')}
      </Button>
    </Question>
  );
}
