/** Rows to fetch again by id, since no cursor would bring them (docs/protocol.md "rewind"). */
import type { ReadTransaction, WriteTransaction } from './store.ts';
import { REFETCH } from './tables.ts';

export interface RefetchEntry {
  readonly id: string;
  /** The table in which the row lies here; empty for one whose table is unknown. Two histories may differ in it. */
  readonly table: string;
}

export async function askAgain(transaction: WriteTransaction, entries: readonly RefetchEntry[]): Promise<void> {
  await transaction.put(
    REFETCH,
    entries.map(({ id, table }) => ({ id, table })),
  );
}

/** The entries of these ids, by id. */
export async function askedAgain(
  transaction: ReadTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly RefetchEntry[]>> {
  const found = new Map<string, readonly RefetchEntry[]>();
  if ((await transaction.count(REFETCH)) === 0) return found;
  for (const id of ids) {
    const records = await transaction.range(REFETCH, { index: 'id', from: [id, ''], to: [id, '\uffff'] });
    if (records.length > 0)
      found.set(
        id,
        records.map((record) => ({ id, table: String(record['table']) })),
      );
  }
  return found;
}

/** They were answered, or left: nothing is asked any more. */
export async function forgetAsked(transaction: WriteTransaction, entries: Iterable<RefetchEntry>): Promise<void> {
  await transaction.delete(
    REFETCH,
    [...entries].map(({ id, table }) => [id, table]),
  );
}
