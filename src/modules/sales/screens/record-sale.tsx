import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import * as z from 'zod/mini';
import { useAsked } from '#hooks/asked.ts';
import { useCommand, useKeptQuery, usePerson, useToday } from '#hooks/device.tsx';
import { useDraft, useLastSlip } from '#hooks/draft.ts';
import { draftField } from '#hooks/kept-draft.ts';
import { LateWarning } from '#hooks/late-warning.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { lineTotalDong, moneyText } from '#kernel/money.ts';
import { quantityText } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { RecordPhotos } from '#modules/attachments/screens/index.ts';
import { closedThrough } from '#modules/ledger/index.ts';
import { isoDate, priceOn, productList } from '#modules/products/index.ts';
import { AnswerRow, AnswerRows } from '#ui-kit/answer-row.tsx';
import { Button } from '#ui-kit/button.tsx';
import { ChoiceTiles } from '#ui-kit/choice-tiles.tsx';
import { DayTiles, useDayText } from '#ui-kit/day-tiles.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Keypad } from '#ui-kit/keypad.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Question } from '#ui-kit/question.tsx';
import { SavedCard } from '#ui-kit/saved-card.tsx';
import { recordSale, reverseSale } from '../commands.ts';
import { sales } from '../records.ts';
import { salesOf, type Sale } from '../queries.ts';
import { BuyerName } from './buyer-name.tsx';
import { PriceKeypad } from './price-keypad.tsx';

const BUYERS = ['coop-credit', 'coop-cash', 'outside'] as const;
type Buyer = (typeof BUYERS)[number];

const whole = z.nullable(z.int().check(z.nonnegative()));
const draftSchema = z.object({
  /** The last slip when this was typed: a newer one means that the draft was saved and only its removal was lost. */
  afterId: draftField(z.string()),
  buyer: draftField(z.enum(BUYERS)),
  buyerName: draftField(z.string()),
  productId: draftField(z.string()),
  /** Thousandths of the unit. */
  quantityMilli: draftField(whole),
  /** đồng for one whole unit; null when the offered price was taken away. */
  unitPriceDong: draftField(whole),
  /** A local date; today when nothing was said. */
  soldOn: draftField(isoDate),
});
type Answers = z.infer<typeof draftSchema>;

/** To whom, what, how much, at what price, when; a repeat asks only for quantity and price (rule U17). */
export function RecordSale({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation(['sales', 'common']);
  const memberId = usePerson().memberId ?? '';
  const today = useToday();
  const dayText = useDayText(today);
  const [, navigate] = useLocation();
  const { asked, ask, answered } = useAsked();
  const record = useCommand(recordSale);
  const reverse = useCommand(reverseSale);
  const [draft, setDraft, clear] = useDraft('sale', draftSchema, {});
  const lastSlip = useLastSlip();
  const [isTyped, setTyped] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [saved, setSaved] = useState<{
    readonly id: string;
    readonly sentence: string;
    readonly isAwaiting: boolean;
    readonly isUndone?: true;
  }>();
  // Asked anew with the first digit and with another day: a keypad that went meanwhile would swallow digits.
  const offered = useKeptQuery(
    async (read) => {
      const past = (await salesOf(read, memberId, 50)).filter((sale) => sale.reversesId === undefined);
      const last = [...past].sort((left, right) => right.savedAt - left.savedAt)[0];
      const list = await productList(read);
      const pricedOn = draft.afterId === (lastSlip.id ?? last?.id ?? '') ? (draft.soldOn ?? today) : today;
      const announced = new Map<string, number>();
      for (const { id } of list) {
        const price = await priceOn(read, { productId: id }, pricedOn);
        if (price !== undefined) announced.set(id, price.unitPriceDong);
      }
      return { products: list, past, last, announced, closed: await closedThrough(read) };
    },
    `offer ${memberId} ${lastSlip.id} ${draft.afterId} ${draft.soldOn ?? today}`,
  );
  if (offered === undefined) return <Loading />;
  if (offered.products.length === 0) return <EmptyState title={t('empty.products')} text={t('empty.productsText')} />;

  if (saved !== undefined) {
    const isUndone = saved.isUndone === true;
    const undo = async (): Promise<void> => {
      const outcome = await reverse(saved.id);
      if (outcome.ok) setSaved({ ...saved, isUndone: true });
      else setRefusal(outcome);
    };
    return (
      <SavedCard
        sentence={isUndone ? t('common:undone') : saved.sentence}
        state="device"
        onUndo={isUndone ? undefined : () => void undo()}
      >
        {saved.isAwaiting && !isUndone && <p>{t('savedAwaiting')}</p>}
        {!isUndone && (
          <Button wide kind="primary" label={t('action.receipt')} onPress={() => navigate(`/ban-hang/${saved.id}`)} />
        )}
        <Button wide label={t('action.more')} onPress={() => setSaved(undefined)} />
        <Button wide kind="quiet" label={t('common:home')} onPress={onDone} />
        <RefusalNotice refusal={refusal} namespace="sales" />
        {/* Last: it comes later than the buttons, and must not move them under a finger. */}
        {!isUndone && (
          <Suspense fallback={null}>
            <RecordPhotos on={{ table: sales, id: saved.id, memberId }} />
          </Suspense>
        )}
      </SavedCard>
    );
  }
  const { last } = offered;
  const afterId = lastSlip.from(last?.id ?? '');
  const answers: Answers = draft.afterId === afterId ? draft : {};
  const setAnswers = (next: Answers): void => setDraft({ ...next, afterId });
  const buyer = answers.buyer ?? (last === undefined ? undefined : buyerOf(last));
  const only = offered.products.length === 1 ? offered.products[0] : undefined;
  const product = offered.products.find((each) => each.id === (answers.productId ?? last?.productId)) ?? only;
  if (buyer === undefined || asked === 'ai') {
    return (
      <Question text={t('question.buyer')}>
        <ChoiceTiles
          label={t('question.buyer')}
          choices={BUYERS.map((id) => ({ id, label: t(`buyer.${id}`), detail: t(`buyerDetail.${id}`) }))}
          value={buyer ?? null}
          onChoose={(id) => {
            const chosen = BUYERS.find((each) => each === id);
            if (chosen !== undefined) setAnswers({ ...answers, buyer: chosen });
            answered();
          }}
        />
      </Question>
    );
  }
  if (product === undefined || asked === 'san-pham') {
    return (
      <Question text={t('question.product')}>
        <ChoiceTiles
          label={t('question.product')}
          choices={offered.products.map((each) => ({ id: each.id, label: each.name, detail: each.unit }))}
          value={product?.id ?? null}
          onChoose={(id) => {
            const { unitPriceDong: _priceOfAnother, ...kept } = answers;
            setAnswers({ ...kept, productId: id });
            answered();
          }}
        />
      </Question>
    );
  }
  const buyerName =
    answers.buyerName ?? (last !== undefined && buyerOf(last) === 'outside' ? last.buyerName : undefined);
  if (asked === 'ten' && buyer === 'outside') {
    return (
      <BuyerName
        past={offered.past}
        value={buyerName ?? ''}
        onChoose={(name) => {
          setAnswers({ ...answers, buyerName: name });
          answered();
        }}
      />
    );
  }
  const soldOn = answers.soldOn ?? today;
  if (asked === 'ngay') {
    return (
      <Question text={t('question.day')}>
        <DayTiles
          label={t('question.day')}
          value={soldOn}
          today={today}
          onChoose={(day) => {
            setAnswers({ ...answers, soldOn: day });
            answered();
          }}
        />
      </Question>
    );
  }
  const quantityMilli = answers.quantityMilli ?? null;
  const rows = (
    <AnswerRows>
      <AnswerRow
        label={t('field.buyer')}
        value={t(`buyer.${buyer}`)}
        changeLabel={t('common:change')}
        onChange={() => ask('ai')}
      />
      {buyer === 'outside' && (
        <AnswerRow
          label={t('field.buyerName')}
          value={buyerName ?? t('noName')}
          changeLabel={t('common:change')}
          onChange={() => ask('ten')}
        />
      )}
      {only === undefined && (
        <AnswerRow
          label={t('field.product')}
          value={product.name}
          changeLabel={t('common:change')}
          onChange={() => ask('san-pham')}
        />
      )}
    </AnswerRows>
  );
  if (asked !== 'gia' || quantityMilli === null) {
    return (
      <Question text={only === undefined ? t('question.howMuch') : t('question.quantity', { product: product.name })}>
        {rows}
        <Keypad
          key="quantity"
          mode="kg"
          label={t('field.quantity')}
          unit={product.unit}
          value={quantityMilli}
          origin={isTyped ? undefined : 'draft'}
          onChange={(value) => {
            setTyped(true);
            setAnswers({ ...answers, quantityMilli: value });
          }}
          confirmLabel={t('common:next')}
          onConfirm={() => ask('gia')}
        />
      </Question>
    );
  }
  const usual = last?.productId === product.id && buyerOf(last) === buyer ? last.unitPriceDong : undefined;
  const offeredPrice = buyer === 'outside' ? usual : (offered.announced.get(product.id) ?? usual);
  // Untouched is not the same as emptied: who deletes the offered price wants none.
  const unitPriceDong = answers.unitPriceDong === undefined ? (offeredPrice ?? null) : answers.unitPriceDong;
  const save = async (): Promise<void> => {
    if (unitPriceDong === null) return;
    const outcome = await record({
      direction: buyer === 'outside' ? 'member-outside' : 'member-coop',
      payment: buyer === 'coop-credit' ? 'credit' : 'cash',
      memberId,
      productId: product.id,
      quantityMilli,
      unitPriceDong,
      soldOn,
      ...(buyer === 'outside' && buyerName !== undefined && buyerName !== '' ? { buyerName } : {}),
    });
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    setSaved({
      id: outcome.value,
      sentence: t('saved', { amount: moneyText(lineTotalDong(quantityMilli, unitPriceDong)) }),
      isAwaiting: buyer !== 'outside',
    });
    lastSlip.saved(outcome.value);
    clear();
    answered();
  };
  return (
    <Question text={t('question.price', { unit: product.unit })}>
      <AnswerRows>
        <AnswerRow
          label={t('field.quantity')}
          value={quantityText(quantityMilli, product.unit)}
          changeLabel={t('common:change')}
          onChange={answered}
        />
        <AnswerRow
          label={t('field.day')}
          value={dayText(soldOn)}
          changeLabel={t('common:change')}
          onChange={() => ask('ngay')}
        />
      </AnswerRows>
      <PriceKeypad
        quantityMilli={quantityMilli}
        unit={product.unit}
        value={unitPriceDong}
        isOffered={answers.unitPriceDong === undefined}
        onChange={(value) => setAnswers({ ...answers, unitPriceDong: value })}
        onConfirm={() => void save()}
      />
      <LateWarning day={soldOn} closedThrough={offered.closed} />
      <RefusalNotice refusal={refusal} namespace="sales" />
    </Question>
  );
}

function buyerOf(sale: Sale): Buyer {
  if (sale.direction === 'member-outside') return 'outside';
  return sale.payment === 'cash' ? 'coop-cash' : 'coop-credit';
}
