/** What of a row is this device's own and has not arrived. */
import { isOff } from '#kernel/ablation.ts';
import { passed } from '#kernel/branches.ts';
import type { TableDefinition } from '#kernel/module.ts';
import type { LogHead } from './database.ts';
import type { LocalOperation, LocalRow } from './local-row.ts';
import { pendingOf } from './reader.ts';
import type { WriteTransaction } from './store.ts';

/** Own work that has not arrived, or waits for people: no server state contains it. */
export function isUnsettled(local: Pick<LocalOperation, 'seq' | 'attention'>): boolean {
  return local.seq === 0 || local.attention === 1;
}

/** The unsettled work on a row. */
export async function unsentOn(transaction: WriteTransaction, row: string): Promise<readonly LocalOperation[]> {
  if (isOff('leave-keeps-work')) return [];
  const unsent = (await pendingOf(transaction, row, 0)).filter(isUnsettled);
  if (unsent.length > 0) passed('work kept while rows left');
  return unsent;
}

/** The fiscal year of a document as it lies here; 0 for a record. */
export function yearOfRow(table: TableDefinition, row: LocalRow): number {
  const day = table.dateField === undefined ? undefined : row[table.dateField];
  return typeof day === 'string' ? Number(day.slice(0, 4)) : 0;
}

/** The head with its acknowledged end moved; the hash there is the operation's, or what is known of the end. */
export function acknowledgedAt(head: LogHead, own: readonly LocalOperation[], n: number): LogHead {
  const { acknowledgedHash, ...rest } = head;
  const at = own.find((local) => local.n === n)?.hash ?? (n === head.acknowledged ? acknowledgedHash : undefined);
  return { ...rest, acknowledged: n, ...(at === undefined || n === 0 ? {} : { acknowledgedHash: at }) };
}
