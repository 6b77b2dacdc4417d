/**
 * A log that the server has otherwise (docs/protocol.md "forks"): the device was put back to an older state, or a copy of
 * it wrote under the same writer. Both branches are kept. What only this device has is issued anew under a new writer;
 * the server's branch comes back as rows like everybody else's.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { isOff } from '#kernel/ablation.ts';
import { hexOf } from '#kernel/ids.ts';
import { isGranted, newLogHead, readClock, type LocalDatabase, type LogHead } from './database.ts';
import { LogWriter } from './commit.ts';
import { asLocalOperation, asLocalRow, asOperationRecord, baseOf, foldRow, type LocalOperation } from './local-row.ts';
import { pendingOf } from './reader.ts';
import { Reissue } from './reissue.ts';
import { acknowledgedAt, asStale } from './rewind.ts';
import type { WriteTransaction } from './store.ts';
import { ALIASES, META, OPERATIONS, REFETCH, tableOfNumber } from './tables.ts';
import { editsOf } from './take-over.ts';
import { planRowWrites, writePlanned, type RowEdit } from './write-rows.ts';

/** Gives the writer up after `common`; everything after it is issued anew, in the caller's transaction. */
export async function forkLog(
  database: LocalDatabase,
  transaction: WriteTransaction,
  { head, common }: { readonly head: LogHead; readonly common: number },
): Promise<void> {
  const range = { index: 'id', from: [head.writer, common + 1], to: [head.writer, Number.MAX_SAFE_INTEGER] };
  const branch = (await transaction.range(OPERATIONS, range)).map(asLocalOperation);
  const kept = await transaction.get(OPERATIONS, [head.writer, common]);
  const own = kept === undefined ? [] : [asLocalOperation(kept)];
  const retired: LogHead = {
    // What both sides have and the device was not told of is sent once more, to learn its sequence.
    ...acknowledgedAt(head, own, Math.min(head.acknowledged, common)),
    key: `retired:${head.writer}`,
    n: common,
    hash: own[0]?.hash ?? head.acknowledgedHash ?? head.hash,
    isSuspect: false,
  };
  const first = branch[0];
  const fresh = newLogHead(database, {
    after: head.time,
    ...(first === undefined ? {} : { writer: writerAfter(first) }),
  });
  await transaction.put(META, [retired]);
  await transaction.delete(
    OPERATIONS,
    branch.map((local) => [local.writer, local.n]),
  );

  const { env } = database;
  const clock = await readClock(transaction);
  const log = new LogWriter(database, {
    head: head.key === 'log' || first === undefined ? fresh : { ...fresh, key: `retired:${fresh.writer}` },
    nowMs: env.now() + clock.offset,
    clockQuality: clock.heardAt === 0 ? 0 : 1,
  });
  const reissue = new Reissue(log, new Map());
  for (const { operation } of branch) reissue.add(operation);
  await takeBack(database, transaction, branch);
  const edits = await editsOf(database, transaction, log.written);
  const writes = await planRowWrites(transaction, edits, (scope) => isGranted(database.session, scope));
  await writePlanned(transaction, writes);
  await transaction.put(OPERATIONS, log.written.map(asOperationRecord));
  await transaction.put(ALIASES, reissue.aliases());
  if (head.key === 'log' || first !== undefined) await transaction.put(META, [log.head]);
}

/**
 * The writer of a branch that is issued anew follows from the branch: two copies of a device that both have it do it
 * alike, and what they share arrives once (invariant I3).
 */
function writerAfter({ writer, hash }: LocalOperation): string | undefined {
  if (isOff('fork-writer')) return undefined;
  return hexOf(sha256(new TextEncoder().encode(`fork ${writer} ${hash}`)).subarray(0, 8));
}

/** Takes the branch out of the rows: a row that it made leaves, one that it edited shows what is left, and is fetched again. */
async function takeBack(
  database: LocalDatabase,
  transaction: WriteTransaction,
  branch: readonly LocalOperation[],
): Promise<void> {
  const edits: RowEdit[] = [];
  const rows = new Map(branch.map((local) => [local.row, local.operation.table]));
  const made = new Set(branch.filter((local) => local.row === `${local.writer}-${local.n}`).map((local) => local.row));
  for (const [id, number] of rows) {
    const table = tableOfNumber(database.catalogue, number);
    const before = asLocalRow(await transaction.get(table.name, id));
    if (before === undefined) continue;
    const base = baseOf(table, before);
    const left = made.has(id) ? undefined : foldRow(table, base, await pendingOf(transaction, id, before.baseSeq));
    edits.push({ table, before, after: left === undefined ? undefined : asStale(left) });
    await transaction.put(REFETCH, [{ id, table: table.name }]);
  }
  const writes = await planRowWrites(transaction, edits, (scope) => isGranted(database.session, scope));
  await writePlanned(transaction, writes);
}
