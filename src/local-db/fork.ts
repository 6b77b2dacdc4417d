/**
 * A log that the server has otherwise (docs/protocol.md "forks"): the device was put back to an older state, or a copy of
 * it wrote under the same writer. Both branches are kept. What only this device has is issued anew under a new writer;
 * the server's branch comes back as rows like everybody else's. When a server that was put back has the branch under its
 * own name after all, it goes back under it.
 */
import { passed } from '#kernel/branches.ts';
import { isOff } from '#kernel/ablation.ts';
import { operationId } from '#kernel/ids.ts';
import { forkedWriter } from '#protocol/chain.ts';
import { LogWriter } from './commit.ts';
import { newLogHead, readClock, readLogs, type LocalDatabase, type LogHead } from './database.ts';
import {
  asLocalOperation,
  asLocalRow,
  asOperationRecord,
  baseOf,
  foldRow,
  groupedByRow,
  type LocalOperation,
} from './local-row.ts';
import { acknowledgedAt } from './own-work.ts';
import { pendingOf } from './reader.ts';
import { askAgain } from './refetch.ts';
import { Reissue } from './reissue.ts';
import { asStale } from './rewind.ts';
import type { WriteTransaction } from './store.ts';
import { ALIASES, META, OPERATIONS, tableOfNumber } from './tables.ts';
import { editsOf } from './take-over.ts';
import { writeRows, type RowEdit } from './write-rows.ts';

/** Gives the writer up after `common`; everything after it is issued anew, in the caller's transaction. */
export async function forkLog(
  database: LocalDatabase,
  transaction: WriteTransaction,
  at: { readonly head: LogHead; readonly common: number },
): Promise<void> {
  const { common } = at;
  const head = await withItsBranches(database, transaction, at.head);
  const branch = await operationsAfter(transaction, head.writer, common);
  const kept = await transaction.get(OPERATIONS, [head.writer, common]);
  const own = kept === undefined ? [] : [asLocalOperation(kept)];
  const retired: LogHead = {
    // What both sides have and the device was not told of is sent once more, to learn its sequence.
    ...acknowledgedAt(head, own, Math.min(head.acknowledged, common)),
    key: retiredKey(head.writer),
    n: common,
    hash: own[0]?.hash ?? head.acknowledgedHash ?? head.hash,
    isSuspect: false,
  };
  const [first] = branch;
  await transaction.put(META, [retired]);
  passed(first === undefined ? 'log rolled back' : 'log forked');
  if (first === undefined) {
    if (head.key === 'log') await transaction.put(META, [newLogHead(database, { after: head.time })]);
    return;
  }
  const writer = isOff('fork-writer') ? undefined : forkedWriter(first.writer, first.hash);
  const fresh = newLogHead(database, { after: head.time, writer });
  await issueAnew(database, transaction, {
    branch,
    onto: {
      ...fresh,
      key: head.key === 'log' ? 'log' : retiredKey(fresh.writer),
      origin: { writer: first.writer, n: first.n, hash: first.hash },
    },
  });
}

/**
 * The server has the branch under its own name: it goes back under it, with what was written since. Gives false when the
 * old log is not here any more, or goes on otherwise.
 */
export async function unforkLog(
  database: LocalDatabase,
  transaction: WriteTransaction,
  log: LogHead,
): Promise<boolean> {
  const head = await withItsBranches(database, transaction, log);
  const { origin } = head;
  const before = (await readLogs(transaction)).find((each) => each.writer === origin?.writer);
  if (origin === undefined || before?.n !== origin.n - 1) return false;
  const branch = await operationsAfter(transaction, head.writer, 0);
  if (branch[0]?.n !== 1) return false;
  passed('log back under its name');
  await transaction.delete(META, [before.key, head.key]);
  await issueAnew(database, transaction, {
    branch,
    onto: { ...before, key: head.key === 'log' ? 'log' : retiredKey(before.writer), time: head.time },
  });
  return true;
}

/** Branches that were taken off this log go back onto it, so that it is in one piece. Gives its head afterwards. */
async function withItsBranches(
  database: LocalDatabase,
  transaction: WriteTransaction,
  head: LogHead,
): Promise<LogHead> {
  const branch = (await readLogs(transaction)).find((each) => each.origin?.writer === head.writer);
  if (branch === undefined || !(await unforkLog(database, transaction, branch))) return head;
  return (await readLogs(transaction)).find((each) => each.writer === head.writer) ?? head;
}

async function issueAnew(
  database: LocalDatabase,
  transaction: WriteTransaction,
  { branch, onto }: { readonly branch: readonly LocalOperation[]; readonly onto: LogHead },
): Promise<void> {
  await transaction.delete(
    OPERATIONS,
    branch.map((local) => [local.writer, local.n]),
  );
  const clock = await readClock(transaction);
  const log = new LogWriter(database, {
    head: onto,
    nowMs: database.env.now() + clock.offset,
    clockQuality: clock.heardAt === 0 ? 0 : 1,
  });
  const reissue = new Reissue(log, new Map());
  for (const { operation } of branch) reissue.add(operation);
  await takeBack(database, transaction, branch);
  const edits = await editsOf(database, transaction, log.written);
  await writeRows(database, transaction, edits);
  await transaction.put(OPERATIONS, log.written.map(asOperationRecord));
  await transaction.put(ALIASES, reissue.aliases());
  // What goes back to an earlier name is found under it again.
  await transaction.delete(
    ALIASES,
    log.written.map((local) => operationId(local.writer, local.n)),
  );
  await transaction.put(META, [log.head]);
}

async function operationsAfter(
  transaction: WriteTransaction,
  writer: string,
  n: number,
): Promise<readonly LocalOperation[]> {
  const range = { index: 'id', from: [writer, n + 1], to: [writer, Number.MAX_SAFE_INTEGER] };
  return (await transaction.range(OPERATIONS, range)).map(asLocalOperation);
}

function retiredKey(writer: string): string {
  return `retired:${writer}`;
}

/** Takes the branch out of the rows: a row that it made leaves, one that it edited shows what is left, and is fetched again. */
async function takeBack(
  database: LocalDatabase,
  transaction: WriteTransaction,
  branch: readonly LocalOperation[],
): Promise<void> {
  const edits: RowEdit[] = [];
  for (const locals of groupedByRow(branch).values()) {
    const [{ row: id, operation }] = locals;
    const table = tableOfNumber(database.catalogue, operation.table);
    const isMade = locals.some((local) => id === operationId(local.writer, local.n));
    const before = asLocalRow(await transaction.get(table.name, id));
    if (before === undefined) continue;
    const base = baseOf(table, before);
    const left = isMade ? undefined : foldRow(table, base, await pendingOf(transaction, id, before.baseSeq));
    edits.push({ table, before, after: left === undefined ? undefined : asStale(left) });
    await askAgain(transaction, [{ id, table: table.name }]);
  }
  await writeRows(database, transaction, edits);
}
