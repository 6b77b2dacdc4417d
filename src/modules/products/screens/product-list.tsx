import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { AddForm } from '#hooks/add-form.tsx';
import { useCommand, useMay, useQuery, useToday } from '#hooks/device.tsx';
import { ListActions } from '#hooks/list-actions.tsx';
import type { Refusal } from '#kernel/result.ts';
import { cleanText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { SpreadsheetIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { addProduct } from '../commands.ts';
import { products } from '../index.ts';
import { pricedProducts } from '../queries.ts';
import { isStale, PriceAge, priceText } from './price-age.tsx';

/** The co-op's products with today's prices; a row opens the product. */
export function ProductList() {
  const { t } = useTranslation(['products', 'common']);
  const [, navigate] = useLocation();
  const today = useToday();
  const mayAdd = useMay()(products, 'create', {});
  const found = useQuery((read) => pricedProducts(read, today), `products ${today}`);
  if (found === undefined) return <Loading />;
  return (
    <>
      {found.length === 0 ? (
        <EmptyState title={t('empty.list')} text={t('empty.listText')} />
      ) : (
        <>
          <DataTable
            label={t('title.list')}
            rows={found}
            keyOf={({ product }) => product.id}
            onOpen={({ product }) => navigate(`/san-pham/${product.id}`)}
            columns={[
              {
                key: 'name',
                title: t('field.name'),
                render: ({ product }) =>
                  product.isProposed === true ? `${product.name} (${t('proposed')})` : product.name,
                sortValue: ({ product }) => product.name,
              },
              { key: 'unit', title: t('field.unit'), render: ({ product }) => product.unit },
              {
                key: 'grades',
                title: t('field.grades'),
                render: ({ product }) => product.grades?.join(', ') ?? '',
              },
              {
                key: 'price',
                title: t('field.price'),
                number: true,
                render: ({ product, price }) => {
                  const text = priceText(price, product.unit, t('noPrice'));
                  return isStale(price, today) ? <s>{text}</s> : text;
                },
                sortValue: ({ price }) => price?.unitPriceDong ?? 0,
              },
              {
                key: 'since',
                title: t('field.since'),
                render: ({ price }) => <PriceAge price={price} today={today} />,
              },
            ]}
          />
          <ListActions
            name={t('title.list')}
            rows={found}
            columns={[
              [t('field.name'), ({ product }) => product.name],
              [t('field.unit'), ({ product }) => product.unit],
              [t('field.grades'), ({ product }) => product.grades?.join(', ')],
              [t('field.price'), ({ price }) => (price === undefined ? undefined : { dong: price.unitPriceDong })],
              [t('field.since'), ({ price }) => (price === undefined ? undefined : { day: price.effectiveOn })],
            ]}
          />
        </>
      )}
      {mayAdd && (
        <Button icon={SpreadsheetIcon} label={t('action.import')} onPress={() => navigate('/san-pham/nhap')} />
      )}
      {mayAdd && <AddProduct />}
    </>
  );
}

function AddProduct() {
  const { t } = useTranslation('products');
  const add = useCommand(addProduct);
  const [name, setName] = useState('');
  const [unit, setUnit] = useState('kg');
  const [refusal, setRefusal] = useState<Refusal>();
  const save = async (): Promise<void> => {
    const outcome = await add({ name: cleanText(name), unit: cleanText(unit) });
    setRefusal(outcome.ok ? undefined : outcome);
    if (outcome.ok) setName('');
  };
  const isReady = cleanText(name) !== '' && cleanText(unit) !== '';
  return (
    <AddForm
      title={t('title.add')}
      label={t('action.add')}
      isReady={isReady}
      onAdd={save}
      refusal={refusal}
      namespace="products"
    >
      <TextField label={t('field.name')} value={name} maxLength={120} onChange={setName} />
      <TextField label={t('field.unit')} hint={t('unitHint')} value={unit} maxLength={20} onChange={setUnit} />
    </AddForm>
  );
}
