/** Which rows a device wrote itself. */
import { expect, test } from 'vitest';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { addProduct } from '#modules/products/commands.ts';
import { products } from '#modules/products/index.ts';
import { must, openDevice } from '../../tests/helpers/local-device.ts';
import { ownRows } from './index.ts';

test('a device knows its own rows, the tenth too, from those that came in from others', async () => {
  const office = openDevice({
    now: () => Date.UTC(2026, 10, 2, 1),
    randomBytes: (length) => new Uint8Array(length).fill(7),
    session: {
      coop: 'c0ffee0000000001',
      person: { userId: 'aaaaaaaaaaaaaaaa', roles: FOUNDER_ROLES },
      isEnrolled: true,
    },
  });
  expect(await ownRows(office, products)).toEqual([]);
  const own: string[] = [];
  for (let count = 1; count <= 11; count += 1)
    own.push(await must(office, addProduct, { name: `Chè ${count}`, unit: 'kg' }));
  const [first] = await office.store.reader.range(products.name);
  await office.store.write([products.name], async (transaction) =>
    transaction.put(
      products.name,
      // Logs whose names stand right before and after the own one.
      ['0707070707070706-1', '0707070707070708-1'].map((id) => ({ ...first, id })),
    ),
  );
  expect(await office.store.reader.count(products.name)).toBe(13);
  expect((await ownRows(office, products)).map(({ id }) => id).sort()).toEqual(own.sort());
});
