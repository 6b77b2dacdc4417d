import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import { useCommand, useMay, useQuery, useToday } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import type { Refusal, Result } from '#kernel/result.ts';
import { cleanText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { CheckField } from '#ui-kit/check-field.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { DateField } from '#ui-kit/date-field.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { FormGrid } from '#ui-kit/form-grid.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { MoneyField } from '#ui-kit/money-field.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { SelectField } from '#ui-kit/select-field.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { editProduct, setPrice } from '../commands.ts';
import { prices, products } from '../index.ts';
import { isUnusualPrice, priceAmong, pricesOf, type Price, type Product } from '../queries.ts';

/** One product: what it is called, its grades, and its price from a day on. */
export function OneProduct() {
  const { t } = useTranslation('products');
  const { id } = useParams<{ id: string }>();
  const may = useMay();
  const found = useQuery(
    async (read) => ({ product: await read.get(products, id), prices: await pricesOf(read, id) }),
    `product ${id}`,
  );
  if (found === undefined) return <Loading />;
  if (found.product === undefined) return <EmptyState title={t('empty.one')} text={t('empty.listText')} />;
  return (
    <>
      {may(products, 'set') && found.product.isProposed === true && <Proposal product={found.product} />}
      {may(prices, 'post') && <NewPrice product={found.product} announced={found.prices} />}
      <PriceHistory prices={found.prices} unit={found.product.unit} />
      {may(products, 'set') && <EditProduct key={found.product.id} product={found.product} />}
    </>
  );
}

function useSaving() {
  const [refusal, setRefusal] = useState<Refusal>();
  const save = (work: Promise<Result<unknown>>, after: () => void = () => undefined): void => {
    void work.then((outcome) => {
      setRefusal(outcome.ok ? undefined : outcome);
      if (outcome.ok) after();
    });
  };
  return {
    save,
    /** What was refused is being typed anew. */
    forget: () => setRefusal(undefined),
    notice: <RefusalNotice refusal={refusal} namespace="products" />,
  };
}

function Proposal({ product }: { readonly product: Product }) {
  const { t } = useTranslation('products');
  const edit = useCommand(editProduct);
  const { save, notice } = useSaving();
  return (
    <Notice kind="info" title={t('proposalTitle')}>
      <p>{t('proposalText')}</p>
      <Button
        label={t('action.take')}
        onPress={() => save(edit({ id: product.id, fields: { isProposed: undefined } }))}
      />
      {notice}
    </Notice>
  );
}

function NewPrice({ product, announced }: { readonly product: Product; readonly announced: readonly Price[] }) {
  const { t } = useTranslation('products');
  const today = useToday();
  const set = useCommand(setPrice);
  const { save, forget, notice } = useSaving();
  const [price, setPriceDong] = useState<number | null>(null);
  const [day, setDay] = useState<string | null>(today);
  const [grade, setGrade] = useState('');
  const submit = (): void => {
    if (price === null || day === null) return;
    const input = { productId: product.id, unitPriceDong: price, effectiveOn: day };
    save(set(grade === '' ? input : { ...input, grade }), () => setPriceDong(null));
  };
  const before = priceAmong(announced, { day: day ?? today, grade: grade === '' ? undefined : grade });
  const isUnusual = price !== null && before !== undefined && isUnusualPrice(price, before.unitPriceDong);
  const grades = product.grades ?? [];
  return (
    <section>
      <h2>{t('title.price', { product: product.name })}</h2>
      <FormGrid
        onSubmit={submit}
        actions={
          <Button type="submit" kind="primary" label={t('action.setPrice')} disabled={price === null || day === null} />
        }
      >
        <MoneyField
          label={t('field.price')}
          unit={`đ/${product.unit}`}
          value={price}
          hint={isUnusual ? t('unusualPrice', { price: moneyText(before.unitPriceDong) }) : undefined}
          onChange={(dong) => {
            setPriceDong(dong);
            forget();
          }}
        />
        {grades.length > 0 && (
          <SelectField
            label={t('field.grade')}
            value={grade}
            onChange={setGrade}
            options={[{ value: '', label: t('allGrades') }, ...grades.map((each) => ({ value: each, label: each }))]}
          />
        )}
        <DateField label={t('field.since')} value={day} onChange={setDay} today={today} />
      </FormGrid>
      {notice}
    </section>
  );
}

function PriceHistory({ prices, unit }: { readonly prices: readonly Price[]; readonly unit: string }) {
  const { t } = useTranslation('products');
  if (prices.length === 0) return <p>{t('noPriceYet')}</p>;
  return (
    <DataTable
      label={t('title.history')}
      rows={prices}
      keyOf={(price) => price.id}
      columns={[
        { key: 'since', title: t('field.since'), render: (price) => formatDate(price.effectiveOn) },
        { key: 'grade', title: t('field.grade'), render: (price) => price.grade ?? t('allGrades') },
        {
          key: 'price',
          title: t('field.price'),
          number: true,
          render: (price) => `${moneyText(price.unitPriceDong)}/${unit}`,
        },
      ]}
    />
  );
}

function EditProduct({ product }: { readonly product: Product }) {
  const { t } = useTranslation('products');
  const edit = useCommand(editProduct);
  const { save, notice } = useSaving();
  const [name, setName] = useState(product.name);
  const [unit, setUnit] = useState(product.unit);
  const [grades, setGrades] = useState(product.grades?.join(', ') ?? '');
  const [isRetired, setRetired] = useState(product.isRetired === true);
  const list = grades
    .split(',')
    .map(cleanText)
    .filter((grade) => grade !== '');
  const fields = {
    name: cleanText(name),
    unit: cleanText(unit),
    grades: list.length === 0 ? undefined : list,
    isRetired: isRetired ? true : undefined,
  };
  const isReady = fields.name !== '' && fields.unit !== '';
  return (
    <section>
      <h2>{t('title.edit')}</h2>
      <FormGrid
        onSubmit={() => {
          if (isReady) save(edit({ id: product.id, fields }));
        }}
        actions={<Button type="submit" label={t('action.save')} disabled={!isReady} />}
      >
        <TextField label={t('field.name')} value={name} maxLength={120} onChange={setName} />
        <TextField label={t('field.unit')} value={unit} maxLength={20} onChange={setUnit} />
        <TextField label={t('field.grades')} hint={t('gradesHint')} value={grades} onChange={setGrades} />
        <CheckField label={t('field.isRetired')} checked={isRetired} onChange={setRetired} />
      </FormGrid>
      {notice}
    </section>
  );
}
