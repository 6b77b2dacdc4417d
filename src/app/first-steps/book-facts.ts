import type { Reader, TableDefinition } from '#kernel/module.ts';
import { withoutReversals } from '#kernel/reversals.ts';
import { readerOver, readLogs, unsentSummary, type LocalDatabase } from '#local-db/index.ts';
import { harvests } from '#modules/harvests/index.ts';
import { members } from '#modules/members/index.ts';
import { writers } from '#modules/people/index.ts';
import { plots } from '#modules/plots/index.ts';
import { prices, products } from '#modules/products/index.ts';
import { customers, sales } from '#modules/sales/index.ts';
import { BEGINNERS_SLIPS, type BookFacts } from './ladder.ts';

/** A book of more people than this has long begun. */
const SOME_WRITERS = 20;

/** What of the first steps is really in a book, and whether all that is in it has come to this device. Reads few rows, however large the book is. */
export async function readBookFacts(database: LocalDatabase): Promise<BookFacts & { readonly isFilled: boolean }> {
  const { store } = database;
  const read = readerOver(store.reader);
  // Before the rows are counted: once it is true, the rows are here.
  const { isFilled } = await unsentSummary(database);
  const logs = await readLogs(store.reader);
  return {
    isFilled,
    slips: (await read.count(harvests)) + (await read.count(sales)),
    harvests: await standing(read, harvests),
    sales: await standing(read, sales),
    plots: await read.count(plots),
    members: await read.count(members),
    products: await read.count(products),
    prices: await read.count(prices),
    customers: await read.count(customers),
    hasOthers: await hasOthers(
      read,
      logs.map(({ writer }) => writer),
    ),
    // The first operation only says who writes here.
    isSent: logs.some(({ acknowledged }) => acknowledged > 1),
  };
}

/** Slips that nobody took back and nobody put aside, of the first few. */
async function standing(
  read: Reader,
  table: TableDefinition<{ readonly reversesId?: string | undefined }>,
): Promise<number> {
  const rows = await read.list(table, { index: 'id', limit: 2 * BEGINNERS_SLIPS });
  return withoutReversals(rows).filter(({ row, isReversed }) => !isReversed && row.column !== 'attention').length;
}

/** A second log under the own name is the same person's other device. */
async function hasOthers(read: Reader, ownWriters: readonly string[]): Promise<boolean> {
  const rows = await read.list(writers, { index: 'id', limit: SOME_WRITERS });
  const isOwn = (id: string): boolean => ownWriters.some((writer) => id.startsWith(`${writer}-`));
  const ownNames = rows.filter(({ id }) => isOwn(id)).map(({ name }) => name);
  return rows.some(({ id, name }) => !isOwn(id) && !ownNames.includes(name));
}
