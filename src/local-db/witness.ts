/** Rows of a history that the server has left and that only this device still has: shown as such, and counted nowhere. */
import type { LocalRow } from './local-row.ts';
import type { WriteTransaction } from './store.ts';
import { UNKNOWN } from './tables.ts';

export function asWitness(row: LocalRow): LocalRow {
  return { ...row, baseSeq: 0, column: 'attention', reason: 'witness', needsAttention: 1 };
}

/** A row of a table that this version does not know: the version that does shows it as one that only this device has. */
export async function keepAsWitness(transaction: WriteTransaction, id: string): Promise<void> {
  const record = await transaction.get(UNKNOWN, id);
  if (record !== undefined) await transaction.put(UNKNOWN, [{ ...record, isWitness: 1 }]);
}
