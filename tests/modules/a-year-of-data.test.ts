/** How long it takes is measured by `npm run bench -- device`; that it cannot grow with the book is said here, by counting. */
import { expect, test } from 'vitest';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { required } from '#kernel/result.ts';
import { isComplete, readerOver, unsentSummary, type LocalDatabase } from '#local-db/index.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { harvests, type HarvestRow } from '#modules/harvests/index.ts';
import { harvestsOf, latestHarvests, ownSums, recentHarvests } from '#modules/harvests/queries.ts';
import { members } from '#modules/members/index.ts';
import { searchMembers } from '#modules/members/queries.ts';
import { products } from '#modules/products/index.ts';
import { fill } from '../bench/fill.ts';
import { must, openDevice } from '../helpers/local-device.ts';
import { Random } from '../helpers/random.ts';

const OWN = 30;

test('[F12] [U52] ten times the records in the book, and a save, the home, a form and a search read as many rows as before', async () => {
  const small = await rowsRead(400);
  expect(Object.values(small).every((rows) => rows > 0)).toBe(true);
  expect(await rowsRead(4_000)).toEqual(small);
});

/** Rows that the store gave out, by what was done on a book of so many harvests. */
async function rowsRead(records: number): Promise<Readonly<Record<string, number>>> {
  const random = new Random(1);
  let now = Date.UTC(2026, 10, 2);
  const opened = openDevice({
    session: { coop: 'c0ffee0000000001', isEnrolled: true, person: { userId: '0'.repeat(16), roles: FOUNDER_ROLES } },
    now: () => (now += 1_000),
    randomBytes: (length) => random.bytes(length),
  });
  const people = await fill(opened, members, [{ name: 'Tẩn Láo Hín' }, { name: 'Chảo Lở Mẩy' }]);
  const productId = required((await fill(opened, products, [{ name: 'Chè', unit: 'kg' }]))[0], 'a product');
  const [own = '', other = ''] = people;
  const rowOf = (index: number): HarvestRow => ({
    memberId: index < OWN ? own : other,
    productId,
    quantityMilli: 1_000 + index,
    unit: 'kg',
    harvestedOn: `2026-0${1 + (index % 9)}-15`,
  });
  await fill(
    opened,
    harvests,
    Array.from({ length: records }, (_, index) => rowOf(index)),
  );

  let rows = 0;
  const database = counting(opened, (more) => (rows += more));
  const read = readerOver(database.store.reader);
  const found: Record<string, number> = {};
  const count = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    rows = 0;
    await work();
    found[what] = rows;
  };
  await count('home', async () => Promise.all([unsentSummary(database), isComplete(database)]));
  await count('form', async () => latestHarvests(read, own));
  await count('save', async () => must(database, recordHarvest, { memberId: own, productId, quantityMilli: 5_000 }));
  await count('own list', async () => Promise.all([harvestsOf(read, own), ownSums(read, own)]));
  await count('list of all', async () => recentHarvests(read));
  await count('search', async () => searchMembers(read, 'lao hin'));
  return found;
}

/** The same database, told of every row that its store gives out. */
function counting(database: LocalDatabase, tell: (rows: number) => void): LocalDatabase {
  const counted = <T extends object>(reads: T): T =>
    new Proxy(reads, {
      get(target, key) {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function') return method;
        return (...inputs: readonly unknown[]): unknown => {
          const answer: unknown = Reflect.apply(method, target, inputs);
          if (answer instanceof Promise)
            void answer.then((rows: unknown) => tell(Array.isArray(rows) ? rows.length : Number(rows !== undefined)));
          return answer;
        };
      },
    });
  const { store } = database;
  return {
    ...database,
    store: {
      ...store,
      reader: counted(store.reader),
      write: async (tables, body) => store.write(tables, async (transaction) => body(counted(transaction))),
      live: (query, listener) => store.live(query, listener),
      close: () => store.close(),
    },
  };
}
