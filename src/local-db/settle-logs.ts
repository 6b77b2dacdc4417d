/** Where the server has one of this device's logs otherwise: what of it has to be sent again, or issued anew. */
import { isOff } from '#kernel/ablation.ts';
import { passed } from '#kernel/branches.ts';
import { readLogs, type LocalDatabase, type LogHead } from './database.ts';
import { forkLog, unforkLog } from './fork.ts';
import { asLocalOperation } from './local-row.ts';
import { acknowledgedAt } from './own-work.ts';
import type { RemoteAnswer } from './remote-answer.ts';
import { markStale, unsent } from './rewind.ts';
import type { WriteTransaction } from './store.ts';
import { META, OPERATIONS } from './tables.ts';

type LogState = RemoteAnswer['logs'][number];

/** So often in a row the same log is refused before its writer is given up. */
const MOST_REFUSALS = 3;

/**
 * Where the two sides have a log otherwise: operations are unsent again, or the writer is given up (invariant I15). Gives
 * whether operations have another identity or fate now than the request knew.
 */
export async function settleLogs(
  database: LocalDatabase,
  transaction: WriteTransaction,
  answer: RemoteAnswer,
): Promise<boolean> {
  if (isOff('fork')) return false;
  let isReissued = false;
  for (const head of await readLogs(transaction)) {
    const state = answer.logs.find((each) => each.writer === head.writer);
    if (state !== undefined) isReissued = (await settleLog(database, transaction, { head, state })) || isReissued;
  }
  return isReissued;
}

async function settleLog(
  database: LocalDatabase,
  transaction: WriteTransaction,
  { head, state }: { readonly head: LogHead; readonly state: LogState },
): Promise<boolean> {
  if (state.form === 1) return fork(database, transaction, { head, common: state.common });
  if (state.form === 3) return unforkLog(database, transaction, head);
  const record = state.n === 0 ? undefined : await transaction.get(OPERATIONS, [head.writer, state.n]);
  const hashHere = record === undefined ? hashAtEnd(head, state.n) : asLocalOperation(record).hash;
  const isPrefix = state.n === 0 || (hashHere !== undefined && hashHere.startsWith(state.hash));
  if (isPrefix) {
    if (state.n < head.acknowledged) return lower(database, transaction, head, state.n);
    if (state.form === 2) return refused(database, transaction, { head, common: state.common });
    return suspect(transaction, head, false);
  }
  // The server has something else under these numbers, or more than this device ever wrote.
  const isRolledBack = state.n > head.n && state.common === head.n;
  // A log that was given up before stays as it is.
  if (isRolledBack && head.key !== 'log') return suspect(transaction, head, false);
  if (isRolledBack) return fork(database, transaction, { head, common: state.common });
  if (head.isSuspect !== true) return suspect(transaction, head, true);
  if (state.common < head.acknowledged) return lower(database, transaction, head, state.common);
  return suspect(transaction, head, false);
}

async function fork(
  database: LocalDatabase,
  transaction: WriteTransaction,
  at: { readonly head: LogHead; readonly common: number },
): Promise<true> {
  await forkLog(database, transaction, at);
  return true;
}

/** What is known of a log's hash where the operation itself is not kept any more. */
function hashAtEnd(head: LogHead, n: number): string | undefined {
  if (n === head.n) return head.hash;
  return n === head.acknowledged ? head.acknowledgedHash : undefined;
}

async function suspect(transaction: WriteTransaction, head: LogHead, isSuspect: boolean): Promise<false> {
  if (isSuspect) passed('log suspect');
  if ((head.isSuspect === true) !== isSuspect) await transaction.put(META, [{ ...head, isSuspect }]);
  return false;
}

/** The server has less of the log than it once said: what is missing there is unsent again. */
async function lower(
  database: LocalDatabase,
  transaction: WriteTransaction,
  head: LogHead,
  n: number,
): Promise<boolean> {
  if (isOff('unsent-again')) return true;
  const range = { index: 'id', from: [head.writer, 1], to: [head.writer, Number.MAX_SAFE_INTEGER] };
  const own = (await transaction.range(OPERATIONS, range)).map(asLocalOperation);
  const [first] = own;
  // Of what was pruned as safe nothing is here to be sent; what is saved from now on goes under another writer.
  if (first === undefined)
    return head.key === 'log'
      ? fork(database, transaction, { head, common: head.n })
      : suspect(transaction, head, false);
  // Nor can what follows it go under its old number.
  if (first.n > n + 1) return fork(database, transaction, { head, common: first.n - 1 });
  const lost = own.filter((local) => local.n > n && local.n <= head.acknowledged);
  passed('log lost on the server');
  await transaction.put(OPERATIONS, lost.map(unsent));
  const rows = new Set(lost.map((local) => local.row));
  await markStale(database, transaction, (row) => rows.has(row.id));
  await transaction.put(META, [{ ...acknowledgedAt(head, own, n), isSuspect: false, isKeyKnown: false }]);
  return true;
}

/** A broken chain or seal may have been the network once; a log that is refused again and again is issued anew. */
async function refused(
  database: LocalDatabase,
  transaction: WriteTransaction,
  { head, common }: { readonly head: LogHead; readonly common: number },
): Promise<boolean> {
  passed('log refused');
  const refusals = (head.refusals ?? 0) + 1;
  if (refusals >= MOST_REFUSALS)
    return fork(database, transaction, { head, common: Math.max(head.acknowledged, common) });
  await transaction.put(META, [{ ...head, refusals, isKeyKnown: false }]);
  return false;
}
