import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useKeptQuery, useMay, useToday } from '#hooks/device.tsx';
import { LateWarning } from '#hooks/late-warning.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { lineTotalDong, moneyText } from '#kernel/money.ts';
import type { Refusal } from '#kernel/result.ts';
import { foldText } from '#kernel/text.ts';
import { closedThrough } from '#modules/ledger/index.ts';
import { priceOn, productList } from '#modules/products/index.ts';
import { usePriceAge } from '#modules/products/screens/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { DateField } from '#ui-kit/date-field.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { FormGrid } from '#ui-kit/form-grid.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { LookupField } from '#ui-kit/lookup-field.tsx';
import { MoneyField } from '#ui-kit/money-field.tsx';
import { QuantityField } from '#ui-kit/quantity-field.tsx';
import { SelectField } from '#ui-kit/select-field.tsx';
import { UndoBar } from '#ui-kit/undo-bar.tsx';
import { recordSale, reverseSale } from '../commands.ts';
import { customerList, namesForSales } from '../queries.ts';
import { sales } from '../records.ts';
import { OFFICE_DIRECTIONS, useOfficeSlip } from './office-slip.ts';
import { SaleAmount } from './sale-amount.tsx';

const MATCHES = 5;

/** The office's dense form: every direction that the person may write, by keyboard from field to field; day and direction stay for the next slip. */
export function NewSale() {
  const { t } = useTranslation(['sales', 'common']);
  const today = useToday();
  const { since } = usePriceAge(today);
  const record = useCommand(recordSale);
  const reverse = useCommand(reverseSale);
  const may = useMay();
  const directions = OFFICE_DIRECTIONS.filter((each) => may(sales, 'post', { direction: each }));
  const slip = useOfficeSlip();
  const { answers } = slip;
  const soldOn = answers.soldOn === undefined ? today : answers.soldOn;
  const grade = answers.grade ?? '';
  const [refusal, setRefusal] = useState<Refusal>();
  const [saved, setSaved] = useState<{ readonly id: string; readonly sentence: string }>();
  const known = useKeptQuery(async (read) => {
    const products = await productList(read);
    const productId = answers.productId ?? products[0]?.id ?? '';
    return {
      products,
      names: await namesForSales(read),
      customers: new Set((await customerList(read)).map((customer) => customer.id)),
      priceOf: `${productId} ${grade} ${soldOn}`,
      closed: await closedThrough(read),
      price: await priceOn(read, { productId, ...(grade === '' ? {} : { grade }) }, soldOn ?? today),
    };
  }, `new sale ${answers.productId} ${grade} ${soldOn}`);
  if (known === undefined || !slip.isReady) return <Loading />;
  if (known.products.length === 0) return <EmptyState title={t('empty.products')} text={t('empty.officeProducts')} />;
  // What the draft names may be gone since it was typed.
  const direction = directions.find((each) => each === answers.direction) ?? directions[0] ?? 'coop-customer';
  const payment = answers.payment ?? 'cash';
  const productId = answers.productId ?? known.products[0]?.id ?? '';
  const product = known.products.find((each) => each.id === productId);
  const isCustomer = direction === 'coop-customer';
  const parties = [...known.names.parties].filter(([id]) => known.customers.has(id) === isCustomer);
  const partyId = parties.find(([id]) => id === answers.partyId)?.[0];
  const partyText = answers.partyText ?? '';
  const matches =
    partyId !== undefined || partyText.trim() === ''
      ? []
      : parties.filter(([, name]) => foldText(name).includes(foldText(partyText))).slice(0, MATCHES);
  const quantityMilli = answers.quantityMilli ?? null;
  // The price of the product that is chosen now, not of the one before.
  const offered = known.priceOf === `${productId} ${grade} ${soldOn}` ? known.price : undefined;
  // Untouched is not the same as emptied: who deletes the offered price wants none.
  const unitPriceDong = answers.unitPriceDong === undefined ? (offered?.unitPriceDong ?? null) : answers.unitPriceDong;
  /** The product with every change: another one that comes in meanwhile must not take its place. */
  const change = (next: typeof answers): void => {
    slip.change({ productId, ...next });
    // What was refused is no longer what stands there.
    setRefusal(undefined);
  };
  const save = async (): Promise<void> => {
    if (product === undefined) {
      setRefusal({ ok: false, code: 'sales.productUnknown', values: {} });
      return;
    }
    if (quantityMilli === null || unitPriceDong === null || soldOn === null) {
      setRefusal({ ok: false, code: 'sales.incomplete', values: {} });
      return;
    }
    // A name that was typed and not found must not become a sale to nobody.
    if (partyId === undefined && partyText.trim() !== '') {
      setRefusal({ ok: false, code: 'sales.partyNotChosen', values: {} });
      return;
    }
    const party = partyId === undefined ? {} : isCustomer ? { customerId: partyId } : { memberId: partyId };
    const outcome = await record({
      direction,
      payment,
      productId: product.id,
      quantityMilli,
      unitPriceDong,
      soldOn,
      ...party,
      ...(grade === '' ? {} : { grade }),
    });
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    const amount = moneyText(lineTotalDong(quantityMilli, unitPriceDong));
    setSaved({ id: outcome.value, sentence: t('saved', { amount }) });
    slip.saved(outcome.value);
    document.querySelector<HTMLElement>('form select')?.focus();
  };
  const undo = async (id: string): Promise<void> => {
    const outcome = await reverse(id);
    setRefusal(outcome.ok ? undefined : outcome);
    setSaved(undefined);
  };
  const grades = product?.grades ?? [];
  return (
    <>
      {saved !== undefined && (
        <UndoBar
          key={saved.id}
          sentence={saved.sentence}
          onUndo={() => void undo(saved.id)}
          onDone={() => setSaved(undefined)}
        />
      )}
      <FormGrid
        onSubmit={() => void save()}
        actions={<Button type="submit" kind="primary" label={t('action.save')} />}
        shortcuts={[{ key: 'F9', label: t('action.save'), onPress: () => void save() }]}
      >
        <SelectField
          label={t('field.direction')}
          value={direction}
          onChange={(id) =>
            change({ direction: directions.find((each) => each === id), partyId: undefined, partyText: '' })
          }
          options={directions.map((id) => ({ value: id, label: t(`direction.${id}`) }))}
        />
        <SelectField
          label={t('field.payment')}
          value={payment}
          onChange={(id) => change({ payment: id === 'credit' ? 'credit' : 'cash' })}
          options={(['cash', 'credit'] as const).map((id) => ({ value: id, label: t(`payment.${id}`) }))}
        />
        <LookupField
          label={t(isCustomer ? 'field.customer' : 'field.member')}
          hint={isCustomer && payment === 'cash' ? t('walkInHint') : t('lookupHint')}
          text={partyText}
          onText={(text) => change({ partyText: text, partyId: undefined })}
          matches={matches.map(([id, label]) => ({ id, label }))}
          onChoose={(id) => change({ partyId: id, partyText: known.names.parties.get(id) ?? '' })}
        />
        <SelectField
          label={t('field.product')}
          value={productId}
          onChange={(id) => change({ productId: id, grade: '', unitPriceDong: undefined })}
          options={known.products.map((each) => ({ value: each.id, label: each.name }))}
        />
        {grades.length > 0 && (
          <SelectField
            label={t('field.grade')}
            value={grade}
            onChange={(text) => change({ grade: text })}
            options={[{ value: '', label: t('noGrade') }, ...grades.map((each) => ({ value: each, label: each }))]}
          />
        )}
        <QuantityField
          label={t('field.quantity')}
          unit={product?.unit ?? ''}
          value={quantityMilli}
          onChange={(value) => change({ quantityMilli: value })}
        />
        <MoneyField
          label={t('field.unitPrice')}
          unit={`đ/${product?.unit ?? ''}`}
          hint={answers.unitPriceDong === undefined && offered !== undefined ? since(offered) : undefined}
          value={unitPriceDong}
          onChange={(value) => change({ unitPriceDong: value })}
        />
        <DateField label={t('field.day')} value={soldOn} onChange={(day) => change({ soldOn: day })} today={today} />
        <LateWarning day={soldOn} closedThrough={known.closed} />
      </FormGrid>
      <SaleAmount quantityMilli={quantityMilli} unitPriceDong={unitPriceDong} />
      {/* The amount says it itself, from the typing on. */}
      {refusal?.code !== 'sales.amountTooLarge' && <RefusalNotice refusal={refusal} namespace="sales" />}
    </>
  );
}
