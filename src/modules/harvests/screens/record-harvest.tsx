import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import * as z from 'zod/mini';
import { useAsked } from '#hooks/asked.ts';
import { useCommand, usePerson, useQuery, useToday } from '#hooks/device.tsx';
import { useDraft, useLastSlip } from '#hooks/draft.ts';
import { draftField } from '#hooks/kept-draft.ts';
import { LateWarning } from '#hooks/late-warning.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { quantityText } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { RecordPhotos } from '#modules/attachments/screens/index.ts';
import { closedThrough } from '#modules/ledger/index.ts';
import { plots } from '#modules/plots/index.ts';
import { isoDate, products } from '#modules/products/index.ts';
import { AnswerRow, AnswerRows } from '#ui-kit/answer-row.tsx';
import { Button } from '#ui-kit/button.tsx';
import { ChoiceTiles } from '#ui-kit/choice-tiles.tsx';
import { DayTiles, useDayText } from '#ui-kit/day-tiles.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Keypad } from '#ui-kit/keypad.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Question } from '#ui-kit/question.tsx';
import { SavedCard } from '#ui-kit/saved-card.tsx';
import { recordHarvest, reverseHarvest } from '../commands.ts';
import { harvests } from '../index.ts';
import { MAX_QUANTITY_MILLI } from '../records.ts';
import { lastSaved, latestHarvests, usualMost } from '../queries.ts';

const draftSchema = z.object({
  /** The last slip when this was typed: a newer one means that the draft was saved and only its removal was lost. */
  afterId: draftField(z.string()),
  productId: draftField(z.string()),
  /** Empty: not said. */
  plotId: draftField(z.string()),
  /** Thousandths of the unit. */
  quantityMilli: draftField(z.nullable(z.int().check(z.nonnegative()))),
  /** A local date; today when nothing was said. */
  harvestedOn: draftField(isoDate),
});
type Answers = z.infer<typeof draftSchema>;

/** What, from where, when, how much; a repeat asks only how much (rule U17). */
export function RecordHarvest(props: {
  readonly onDone: () => void;
  /** Whose it is when somebody else writes it; absent: one's own. */
  readonly memberId?: string;
  readonly helped?: { readonly label: string; readonly onChange: () => void };
}) {
  const { t } = useTranslation(['harvests', 'common']);
  const { onDone, helped } = props;
  const own = usePerson().memberId ?? '';
  const memberId = props.memberId ?? own;
  const today = useToday();
  const dayText = useDayText(today);
  const [, navigate] = useLocation();
  const { asked, ask, answered } = useAsked();
  const record = useCommand(recordHarvest);
  const reverse = useCommand(reverseHarvest);
  const [draft, setDraft, clear] = useDraft(
    props.memberId === undefined ? 'harvest' : `harvest.${memberId}`,
    draftSchema,
    {},
  );
  const lastSlip = useLastSlip();
  const [isTyped, setTyped] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [saved, setSaved] = useState<{ readonly id: string; readonly sentence: string; readonly isUndone?: true }>();
  const offered = useQuery(
    async (read) => ({
      products: (await read.list(products)).filter((product) => product.isRetired !== true),
      plots: await read.list(plots, { index: 'memberId', equals: memberId }),
      slips: await latestHarvests(read, memberId),
      closed: await closedThrough(read),
    }),
    `offer ${memberId}`,
  );
  if (offered === undefined) return <Loading />;
  if (offered.products.length === 0) return <EmptyState title={t('empty.products')} text={t('empty.productsText')} />;
  const last = lastSaved(offered.slips);
  const afterId = lastSlip.from(last?.id ?? '');
  const answers: Answers = draft.afterId === afterId ? draft : {};
  const setAnswers = (next: Answers): void => setDraft({ ...next, afterId });
  const only = offered.products.length === 1 ? offered.products[0] : undefined;
  const productId = answers.productId ?? last?.productId;
  const product = offered.products.find((each) => each.id === productId) ?? only;
  const plotId = answers.plotId ?? (product?.id === last?.productId ? last?.plotId : undefined);
  const plot = offered.plots.find((each) => each.id === plotId);

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
        <Button wide kind="primary" label={t('action.more')} onPress={() => setSaved(undefined)} />
        <Button wide kind="quiet" label={t('common:home')} onPress={onDone} />
        <RefusalNotice refusal={refusal} namespace="harvests" />
        {/* Last: it comes later than the buttons, and must not move them under a finger. */}
        {!isUndone && (
          <Suspense fallback={null}>
            <RecordPhotos on={{ table: harvests, id: saved.id, memberId }} />
          </Suspense>
        )}
      </SavedCard>
    );
  }
  if (product === undefined || asked === 'san-pham') {
    return (
      <Question text={t('question.product')}>
        <ChoiceTiles
          label={t('question.product')}
          choices={lastFirst(offered.products, offered.slips).map((each) => ({
            id: each.id,
            label: each.name,
            detail: each.unit,
          }))}
          value={product?.id ?? null}
          onChoose={(id) => {
            setAnswers({ ...answers, productId: id });
            answered();
          }}
        />
      </Question>
    );
  }
  if (asked === 'thua') {
    return (
      <Question text={t('question.plot')}>
        <ChoiceTiles
          label={t('question.plot')}
          choices={offered.plots.map((each) => ({ id: each.id, label: each.name, detail: each.village }))}
          value={plot?.id ?? null}
          onChoose={(id) => {
            setAnswers({ ...answers, plotId: id });
            answered();
          }}
          otherLabel={t('noPlot')}
          onOther={() => {
            setAnswers({ ...answers, plotId: '' });
            answered();
          }}
        />
      </Question>
    );
  }
  const harvestedOn = answers.harvestedOn ?? today;
  if (asked === 'ngay') {
    return (
      <Question text={t('question.day')}>
        <DayTiles
          label={t('question.day')}
          value={harvestedOn}
          today={today}
          onChoose={(day) => {
            setAnswers({ ...answers, harvestedOn: day });
            answered();
          }}
        />
      </Question>
    );
  }
  const quantityMilli = answers.quantityMilli ?? null;
  const most = quantityMilli === null ? undefined : usualMost(offered.slips, { productId: product.id, quantityMilli });
  if (asked === 'co-dung' && quantityMilli !== null && most !== undefined) {
    const [much, usual] = [quantityMilli, most].map((milli) => quantityText(milli, product.unit));
    return (
      <Question text={t('question.unusual', { quantity: much })}>
        <p>{t('unusual', { usual })}</p>
        <Button wide kind="primary" label={t('action.unusualYes', { quantity: much })} onPress={() => void save()} />
        <Button wide label={t('action.unusualNo')} onPress={answered} />
        <RefusalNotice refusal={refusal} namespace="harvests" />
      </Question>
    );
  }
  const confirm = (): void => {
    // What cannot be saved at all is not asked about.
    if (most === undefined || (quantityMilli ?? 0) > MAX_QUANTITY_MILLI) void save();
    else ask('co-dung');
  };
  async function save(): Promise<void> {
    if (quantityMilli === null || product === undefined) return;
    const outcome = await record({
      memberId,
      productId: product.id,
      quantityMilli,
      harvestedOn,
      ...(plot === undefined ? {} : { plotId: plot.id }),
    });
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    const sentence = t('saved', { quantity: quantityText(quantityMilli, product.unit), product: product.name });
    setSaved({ id: outcome.value, sentence });
    // The next one is a repeat of this one.
    lastSlip.saved(outcome.value);
    clear();
    // Back from the question whether that is right.
    answered();
  }
  return (
    <Question text={only === undefined ? t('question.howMuch') : t('question.quantity', { product: product.name })}>
      <AnswerRows>
        {helped !== undefined && (
          <AnswerRow
            label={t('field.helped')}
            value={helped.label}
            changeLabel={t('common:change')}
            onChange={helped.onChange}
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
        {offered.plots.length > 0 && (
          <AnswerRow
            label={t('field.plot')}
            value={plot?.name ?? t('noPlot')}
            changeLabel={t('common:change')}
            onChange={() => ask('thua')}
          />
        )}
        <AnswerRow
          label={t('field.day')}
          value={dayText(harvestedOn)}
          changeLabel={t('common:change')}
          onChange={() => ask('ngay')}
        />
      </AnswerRows>
      <Keypad
        mode="kg"
        label={t('field.quantity')}
        unit={product.unit}
        value={quantityMilli}
        origin={isTyped ? undefined : 'draft'}
        onChange={(value) => {
          setTyped(true);
          setAnswers({ ...answers, quantityMilli: value });
        }}
        confirmLabel={t('common:save')}
        onConfirm={confirm}
      />
      <LateWarning day={harvestedOn} closedThrough={offered.closed} />
      <RefusalNotice refusal={refusal} namespace="harvests" />
      {offered.plots.length === 0 && helped === undefined && (
        <Button kind="quiet" label={t('action.addPlot')} onPress={() => navigate('/thua-cua-toi')} />
      )}
    </Question>
  );
}

/** What was harvested lately comes first; the others stay in their order (rules U14, U18). */
function lastFirst<Product extends { readonly id: string }>(
  products: readonly Product[],
  slips: readonly { readonly productId: string }[],
): readonly Product[] {
  const lately = [...new Set(slips.map(({ productId }) => productId))];
  const place = ({ id }: Product): number => {
    const at = lately.indexOf(id);
    return at < 0 ? lately.length : at;
  };
  return [...products].sort((left, right) => place(left) - place(right));
}
