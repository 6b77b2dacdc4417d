import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Refusal } from '#kernel/result.ts';
import { cleanText } from '#kernel/text.ts';
import { useCommand, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Button, EmptyState, ListRow, Rows, TextField } from '#ui-kit/basic/kit.tsx';
import { addProduct } from '../commands.ts';
import { productList } from '../queries.ts';

/** The co-op's products. */
export function ProductList() {
  const { t } = useTranslation(['products', 'common']);
  const add = useCommand(addProduct);
  const [name, setName] = useState('');
  const [unit, setUnit] = useState('kg');
  const [refusal, setRefusal] = useState<Refusal>();
  const found = useQuery(productList, 'products');
  const save = async (): Promise<void> => {
    const outcome = await add({ name: cleanText(name), unit: cleanText(unit) });
    setRefusal(outcome.ok ? undefined : outcome);
    if (outcome.ok) setName('');
  };
  return (
    <>
      {found?.length === 0 && <EmptyState text={t('empty')} />}
      <Rows>
        {found?.map((product) => (
          <ListRow
            key={product.id}
            title={product.name}
            number={product.unit}
            state={product.column === 'waiting' ? 'device' : 'received'}
          />
        ))}
      </Rows>
      <RefusalNotice refusal={refusal} namespace="products" />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label={t('field.name')} value={name} onChange={setName} />
        <TextField label={t('field.unit')} value={unit} onChange={setUnit} />
        <Button type="submit" isDisabled={name.trim() === '' || unit.trim() === ''}>
          {t('action.add')}
        </Button>
      </form>
    </>
  );
}
