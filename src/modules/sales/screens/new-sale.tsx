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
import { DIRECTIONS, sales, type SaleRow } from '../records.ts';
import { SaleAmount } from './sale-amount.tsx';

const OFFICE_DIRECTIONS: readonly SaleRow['direction'][] = ['coop-customer', 'member-coop', 'coop-member'];
const MATCHES = 5;

/** The office's dense form: every direction that the person may write, by keyboard from field to field; day and direction stay for the next slip. */
export function NewSale() {
  const { t } = useTranslation(['sales', 'common']);
  const today = useToday();
  const record = useCommand(recordSale);
  const reverse = useCommand(reverseSale);
  const may = useMay();
  const directions = OFFICE_DIRECTIONS.filter((each) => may(sales, 'post', { direction: each }));
  const [direction, setDirection] = useState<SaleRow['direction']>(directions[0] ?? 'coop-customer');
  const [payment, setPayment] = useState<SaleRow['payment']>('cash');
  const [partyText, setPartyText] = useState('');
  const [partyId, setPartyId] = useState<string>();
  const [productId, setProductId] = useState('');
  const [grade, setGrade] = useState('');
  const [quantityMilli, setQuantity] = useState<number | null>(null);
  const [typedPrice, setTypedPrice] = useState<number | null>();
  const [soldOn, setSoldOn] = useState<string | null>(today);
  const [refusal, setRefusal] = useState<Refusal>();
  const [saved, setSaved] = useState<{ readonly id: string; readonly sentence: string }>();
  const question = `new sale ${productId} ${grade} ${soldOn}`;
  const known = useKeptQuery(
    async (read) => ({
      products: await productList(read),
      names: await namesForSales(read),
      customers: new Set((await customerList(read)).map((customer) => customer.id)),
      question,
      closed: await closedThrough(read),
      price: await priceOn(read, { productId, ...(grade === '' ? {} : { grade }) }, soldOn ?? today),
    }),
    question,
  );
  if (known === undefined) return <Loading />;
  if (known.products.length === 0) return <EmptyState title={t('empty.products')} text={t('empty.officeProducts')} />;
  const product = known.products.find((each) => each.id === productId) ?? known.products[0];
  if (product !== undefined && productId === '') setProductId(product.id);
  const isCustomer = direction === 'coop-customer';
  const parties = [...known.names.parties].filter(([id]) => known.customers.has(id) === isCustomer);
  const matches =
    partyId !== undefined || partyText.trim() === ''
      ? []
      : parties.filter(([, name]) => foldText(name).includes(foldText(partyText))).slice(0, MATCHES);
  // The price of the product that is chosen now, not of the one before.
  const offered = known.question === question ? known.price : undefined;
  const unitPriceDong = typedPrice === undefined ? (offered?.unitPriceDong ?? null) : typedPrice;
  const save = async (): Promise<void> => {
    if (product === undefined || quantityMilli === null || unitPriceDong === null || soldOn === null) {
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
    setPartyText('');
    setPartyId(undefined);
    setQuantity(null);
    setTypedPrice(undefined);
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
          onChange={(id) => {
            setDirection(DIRECTIONS.find((each) => each === id) ?? 'coop-customer');
            setPartyId(undefined);
            setPartyText('');
          }}
          options={directions.map((id) => ({ value: id, label: t(`direction.${id}`) }))}
        />
        <SelectField
          label={t('field.payment')}
          value={payment}
          onChange={(id) => setPayment(id === 'credit' ? 'credit' : 'cash')}
          options={(['cash', 'credit'] as const).map((id) => ({ value: id, label: t(`payment.${id}`) }))}
        />
        <LookupField
          label={t(isCustomer ? 'field.customer' : 'field.member')}
          hint={isCustomer && payment === 'cash' ? t('walkInHint') : t('lookupHint')}
          text={partyText}
          onText={(text) => {
            setPartyText(text);
            setPartyId(undefined);
          }}
          matches={matches.map(([id, label]) => ({ id, label }))}
          onChoose={(id) => {
            setPartyId(id);
            setPartyText(known.names.parties.get(id) ?? '');
          }}
        />
        <SelectField
          label={t('field.product')}
          value={productId}
          onChange={(id) => {
            setProductId(id);
            setGrade('');
            setTypedPrice(undefined);
          }}
          options={known.products.map((each) => ({ value: each.id, label: each.name }))}
        />
        {grades.length > 0 && (
          <SelectField
            label={t('field.grade')}
            value={grade}
            onChange={setGrade}
            options={[{ value: '', label: t('noGrade') }, ...grades.map((each) => ({ value: each, label: each }))]}
          />
        )}
        <QuantityField
          label={t('field.quantity')}
          unit={product?.unit ?? ''}
          value={quantityMilli}
          onChange={setQuantity}
        />
        <MoneyField
          label={t('field.unitPrice')}
          unit={`đ/${product?.unit ?? ''}`}
          value={unitPriceDong}
          onChange={setTypedPrice}
        />
        <DateField label={t('field.day')} value={soldOn} onChange={setSoldOn} today={today} />
        <LateWarning day={soldOn} closedThrough={known.closed} />
      </FormGrid>
      <SaleAmount quantityMilli={quantityMilli} unitPriceDong={unitPriceDong} />
      <RefusalNotice refusal={refusal} namespace="sales" />
    </>
  );
}
