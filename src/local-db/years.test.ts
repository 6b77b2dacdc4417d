/** Earlier years on request, what the backup holds, and logs that began without a key (design 5.11, I25). */
import { expect, test } from 'vitest';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { askForAllYears, backedUp, beginWithYear, unsentSummary, writerKey, type LocalDatabase } from './index.ts';
import { addProduct } from '#modules/products/commands.ts';
import { must, openDevice } from '../../tests/helpers/local-device.ts';
import { META, OPERATIONS } from './tables.ts';

function anOffice(): LocalDatabase {
  let now = Date.UTC(2026, 10, 2, 1);
  return openDevice({
    now: () => (now += 1_000),
    randomBytes: (length) => new Uint8Array(length).fill(7),
    session: {
      coop: 'c0ffee0000000001',
      person: { userId: 'aaaaaaaaaaaaaaaa', roles: FOUNDER_ROLES },
      isEnrolled: true,
    },
  });
}

const fillingOf = async (database: LocalDatabase) => (await unsentSummary(database)).cursor.filling?.grants;

test('a fresh office begins with a year, and asks for all of them when somebody wants them', async () => {
  const office = anOffice();
  await beginWithYear(office, 2025);
  expect(await fillingOf(office)).toEqual(['member:*@2025-', 'book@2025-', 'admin']);
  // Another start changes nothing.
  await beginWithYear(office, 2026);
  expect(await fillingOf(office)).toEqual(['member:*@2025-', 'book@2025-', 'admin']);
  await askForAllYears(office);
  expect(await fillingOf(office)).toEqual(['member:*', 'book', 'admin']);
});

test('an office that has written something already keeps every year', async () => {
  const office = anOffice();
  await must(office, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  await beginWithYear(office, 2025);
  expect(await fillingOf(office)).toEqual(['member:*', 'book', 'admin']);
});

test('[I25] the backup holds what lies up to its place, and the rest is counted', async () => {
  const office = anOffice();
  expect(await backedUp(office)).toEqual({ upTo: undefined, missing: 0 });
  for (const name of ['Chè', 'Ngô', 'Măng']) await must(office, addProduct, { name, unit: 'kg' });
  const own = await office.store.reader.range(OPERATIONS);
  await office.store.write([META, OPERATIONS], async (transaction) => {
    await transaction.put(
      OPERATIONS,
      own.map((record, index) => ({ ...record, seq: index === 2 ? 0 : 10 + index })),
    );
    await transaction.put(META, [{ key: 'safe', seq: 10 }]);
  });
  const { upTo, missing } = await backedUp(office);
  expect(missing).toBe(2);
  expect(upTo).toBe(Date.UTC(2026, 10, 2, 1) + 1_000);
});

test('a log of which the server has an unsealed beginning goes on without a key; a new one gets its own', async () => {
  const office = anOffice();
  let made = 0;
  const signer = {
    createKey: async () => ({ privateKey: (made += 1), publicKey: new Uint8Array(65) }),
    sign: async () => new Uint8Array(64),
  };
  const withKeys: LocalDatabase = { ...office, env: { ...office.env, signer } };
  await must(office, addProduct, { name: 'Chè', unit: 'kg' });
  const head = await office.store.reader.get(META, 'log');
  const writer = String(head?.['writer']);
  await office.store.write([META], (transaction) => transaction.put(META, [{ ...head, acknowledged: 1 }]));
  expect(await writerKey(withKeys, writer)).toBeUndefined();
  await office.store.write([META], (transaction) => transaction.put(META, [{ ...head, acknowledged: 0 }]));
  expect((await writerKey(withKeys, writer))?.privateKey).toBe(1);
  // Kept, and used for ever after.
  await office.store.write([META], (transaction) => transaction.put(META, [{ ...head, acknowledged: 1 }]));
  expect((await writerKey(withKeys, writer))?.privateKey).toBe(1);
});
