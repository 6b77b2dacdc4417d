/** What a device wrote last itself. */
import { expect, test } from 'vitest';
import { addProduct } from '#modules/products/commands.ts';
import { products } from '#modules/products/index.ts';
import { must, openOffice } from '../../tests/helpers/local-device.ts';
import { lastOwnRow } from './index.ts';

test('a device knows the last of its own rows, the eleventh too, from those that came in from others', async () => {
  const office = openOffice();
  const last = (counts: (row: { readonly name: string }) => boolean = () => true) =>
    lastOwnRow(office, products, counts);
  expect(await last()).toBeUndefined();
  for (let count = 1; count <= 11; count += 1) {
    const id = await must(office, addProduct, { name: `Chè ${count}`, unit: 'kg' });
    expect((await last())?.id).toBe(id);
  }
  const [first] = await office.store.reader.range(products.name);
  await office.store.write([products.name], async (transaction) =>
    transaction.put(
      products.name,
      // Logs whose names stand right before and after the own one.
      ['0707070707070706-99', '0707070707070708-1'].map((id) => ({ ...first, id })),
    ),
  );
  expect(await office.store.reader.count(products.name)).toBe(13);
  expect((await last())?.name).toBe('Chè 11');
  expect((await last(({ name }) => !/1[01]$/.test(name)))?.name).toBe('Chè 9');
  expect(await last(({ name }) => name === 'Lúa')).toBeUndefined();
});
