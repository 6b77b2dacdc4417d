/**
 * Unsent work as a file, and back. What is loaded again keeps its operation ids: it is known to the server, to other
 * devices and to the file's next reader, so loading twice, or loading what was sent meanwhile, changes nothing.
 */
import { compareTimes } from '#kernel/clock.ts';
import { operationId } from '#kernel/ids.ts';
import { Fault, required } from '#kernel/result.ts';
import { chainNext, chainStart } from '#protocol/chain.ts';
import type { Operation } from '#protocol/operation.ts';
import {
  decodeBackup,
  encodeBackup,
  refusePractice,
  type Backup,
  type BackupOwner,
  type BackupPiece,
} from './backup-file.ts';
import {
  isGranted,
  readLogHead,
  readLogs,
  readRetiredLogs,
  timeOf,
  type LocalDatabase,
  type LogHead,
} from './database.ts';
import {
  asLocalOperation,
  asLocalRow,
  asOperationRecord,
  baseOf,
  foldRow,
  groupedByRow,
  isBeginning,
  type LocalOperation,
} from './local-row.ts';
import { pendingOf } from './reader.ts';
import type { ReadTransaction, WriteTransaction } from './store.ts';
import { ALIASES, LINES, META, OPERATIONS, tableOfNumber, TOTALS } from './tables.ts';
import { writeRows, type RowEdit } from './write-rows.ts';

export interface MadeBackup {
  readonly file: Uint8Array;
  readonly operations: number;
}

/** Everything that the server is not known to have. `about` is what the database does not know about its owner. */
export async function backupOf(
  database: LocalDatabase,
  about: Pick<BackupOwner, 'coopName' | 'personName'>,
): Promise<MadeBackup> {
  const { session, store, env } = database;
  refusePractice(session);
  const { userId, roles, memberId } = session.person;
  const owner: BackupOwner = {
    ...about,
    coop: session.coop,
    user: userId,
    roles,
    isEnrolled: session.isEnrolled,
    ...(memberId === undefined ? {} : { memberId }),
  };
  const pieces: BackupPiece[] = [];
  for (const each of await readLogs(store.reader)) {
    const piece = await unsentPiece(store.reader, session.coop, each);
    if (piece !== undefined) pieces.push(piece);
  }
  return {
    file: encodeBackup({ owner, madeAt: env.now(), pieces }),
    operations: pieces.reduce((sum, piece) => sum + piece.operations.length, 0),
  };
}

async function unsentPiece(
  reader: ReadTransaction,
  coop: string,
  { writer, n, acknowledged, acknowledgedHash }: LogHead,
): Promise<BackupPiece | undefined> {
  const unsent = await reader.range(OPERATIONS, { index: 'id', from: [writer, acknowledged + 1], to: [writer, n] });
  if (unsent.length === 0) return undefined;
  return {
    before:
      acknowledged === 0 ? chainStart(coop, writer) : required(acknowledgedHash, 'the acknowledged end has its hash'),
    operations: unsent.map((record) => asLocalOperation(record).operation),
  };
}

/** What loading a file would do; nothing is written. */
export interface Preview extends Restored {
  readonly owner: BackupOwner;
  /** When the first and the last of its operations were saved, ms; undefined in a file of nothing. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** Looks into a file for this book, and refuses what `restore` would refuse. Faults: as there. */
export async function preview(database: LocalDatabase, file: Uint8Array): Promise<Preview> {
  const backup = decodeBackup(file);
  const operations = operationsFor(database, backup);
  const fresh = await freshOfAll(database, database.store.reader, backup);
  return { ...spanOf(backup), fresh: fresh.length, known: operations.length - fresh.length };
}

/** Whose file it is, and from when to when. Nothing is compared with a book. */
export function spanOf({ owner, pieces }: Backup): Omit<Preview, keyof Restored> {
  const times = pieces.flatMap((piece) => piece.operations.map(({ time }) => time.ms));
  const from = times.reduce((first, time) => Math.min(first, time), Number.MAX_SAFE_INTEGER);
  const to = times.reduce((last, time) => Math.max(last, time), 0);
  return times.length === 0 ? { owner, from: undefined, to: undefined } : { owner, from, to };
}

export interface Restored {
  /** Operations that were not here. */
  readonly fresh: number;
  readonly known: number;
}

/**
 * Loads a file into the book that it was made from, all of it or nothing. Faults: those of `decodeBackup` and of the
 * store, `backup.otherCoop`, `backup.otherPerson`, `backup.differs` (the same numbers hold other work here).
 */
export async function restore(database: LocalDatabase, file: Uint8Array): Promise<Restored> {
  return restoreBackup(database, decodeBackup(file));
}

async function restoreBackup(database: LocalDatabase, backup: Backup): Promise<Restored> {
  const operations = operationsFor(database, backup);
  const tables = database.catalogue.tables.map((table) => table.name);
  return database.store.write([...tables, OPERATIONS, META, TOTALS, LINES, ALIASES], async (transaction) => {
    const fresh = await freshOfAll(database, transaction, backup);
    const edits = await editsOf(database, transaction, fresh);
    const heads = await logsWith(database, transaction, { fresh, pieces: backup.pieces });
    await writeRows(database, transaction, edits);
    await transaction.put(OPERATIONS, fresh.map(asOperationRecord));
    await transaction.put(META, heads);
    return { fresh: fresh.length, known: operations.length - fresh.length };
  });
}

/** The file's operations, when this book may take them. */
function operationsFor({ session, catalogue }: LocalDatabase, backup: Backup): readonly Operation[] {
  if (backup.owner.coop !== session.coop) throw new Fault('backup.otherCoop');
  const operations = backup.pieces.flatMap((piece) => piece.operations);
  if (operations.some(({ scope }) => !isGranted(session, scope))) throw new Fault('backup.otherPerson');
  if (operations.some(({ table }) => !catalogue.byNumber.has(table))) throw new Fault('backup.newer');
  return operations;
}

async function freshOfAll(
  database: LocalDatabase,
  reader: ReadTransaction,
  backup: Backup,
): Promise<readonly LocalOperation[]> {
  const fresh: LocalOperation[] = [];
  const { writer, acknowledged } = await readLogHead(reader, database);
  for (const piece of backup.pieces) {
    const isOwn = piece.operations[0]?.writer === writer;
    fresh.push(...(await freshOf(reader, piece, isOwn ? acknowledged : 0)));
  }
  return fresh;
}

/** The piece's operations that are not here, were not issued anew here, and are not known to have been let go of. */
async function freshOf(
  transaction: ReadTransaction,
  piece: BackupPiece,
  acknowledged: number,
): Promise<readonly LocalOperation[]> {
  const standing = await transaction.getMany(
    OPERATIONS,
    piece.operations.map(({ writer, n }) => [writer, n]),
  );
  const aliases = await transaction.getMany(
    ALIASES,
    piece.operations.map(({ writer, n }) => operationId(writer, n)),
  );
  const fresh: LocalOperation[] = [];
  let hash = piece.before;
  for (const [index, operation] of piece.operations.entries()) {
    hash = chainNext(hash, operation);
    const known = standing[index];
    if (known !== undefined && asLocalOperation(known).hash !== hash) throw new Fault('backup.differs');
    if (known !== undefined || aliases[index] !== undefined || operation.n <= acknowledged) continue;
    fresh.push({ writer: operation.writer, n: operation.n, row: operation.row, operation, hash, seq: 0 });
  }
  return fresh;
}

/** A row whose beginning is not here is shown when the server has sent it. */
async function editsOf(
  database: LocalDatabase,
  transaction: WriteTransaction,
  fresh: readonly LocalOperation[],
): Promise<readonly RowEdit[]> {
  const edits: RowEdit[] = [];
  for (const locals of groupedByRow(fresh).values()) {
    const [{ row: id, operation }] = locals;
    const table = tableOfNumber(database.catalogue, operation.table);
    const before = asLocalRow(await transaction.get(table.name, id));
    const pending = [...(await pendingOf(transaction, id, before?.baseSeq ?? 0)), ...locals].sort(byTime);
    const hasBeginning = before !== undefined || pending.some((local) => isBeginning(local.operation));
    const after = hasBeginning ? foldRow(table, baseOf(table, before), pending) : undefined;
    if (after !== undefined) edits.push({ table, before, after });
  }
  return edits;
}

function byTime(left: LocalOperation, right: LocalOperation): number {
  return compareTimes(left.operation.time, right.operation.time) || left.n - right.n;
}

interface Loaded {
  readonly fresh: readonly LocalOperation[];
  readonly pieces: readonly BackupPiece[];
}

/** Where the logs end with what was loaded: this device's own goes on, others stand beside it like its earlier ones. */
async function logsWith(
  database: LocalDatabase,
  transaction: WriteTransaction,
  loaded: Loaded,
): Promise<readonly LogHead[]> {
  const hasLog = (await transaction.get(META, 'log')) !== undefined;
  let head = await readLogHead(transaction, database);
  const others = new Map((await readRetiredLogs(transaction)).map((log) => [log.writer, log]));
  for (const { before, operations } of loaded.pieces) {
    const [first] = operations;
    const fresh = loaded.fresh.filter((local) => local.writer === first?.writer);
    const [next, last] = [fresh[0], fresh.at(-1)];
    if (first === undefined || next === undefined || last === undefined) continue;
    const start = {
      acknowledged: next.n - 1,
      ...(next.n === 1 ? {} : { acknowledgedHash: hashBefore(next.n, { before, operations }) }),
    };
    // A device that has written nothing goes on where the file ends.
    if (!hasLog && head.n === 0) head = { ...head, writer: first.writer, ...start };
    if (head.writer === first.writer) head = extended(head, { first, last, before });
    else others.set(first.writer, besideOwn(others.get(first.writer), { first, last, start }));
  }
  const latest = loaded.fresh.reduce((time, { operation }) => later(time, operation.time), timeOf(head));
  const own: LogHead = { ...head, time: [latest.ms, latest.counter] };
  return [...others.values(), ...(own.n > 0 ? [own] : [])];
}

/** The chain's hash before a number of the piece. */
function hashBefore(n: number, { before, operations }: Pick<BackupPiece, 'before' | 'operations'>): string {
  return operations.filter((operation) => operation.n < n).reduce(chainNext, before);
}

function besideOwn(
  known: LogHead | undefined,
  loaded: { readonly first: Operation; readonly last: LocalOperation; readonly start: Pick<LogHead, 'acknowledged'> },
): LogHead {
  const { first, last, start } = loaded;
  const isLonger = known === undefined || last.n > known.n;
  // What lies between the log's end here and the file's beginning was sent, or issued anew: neither is here to be sent.
  const isJoined = known !== undefined && known.n >= start.acknowledged && known.acknowledged <= start.acknowledged;
  return {
    ...(known ?? { key: `retired:${first.writer}`, writer: first.writer, time: [0, 0], deviceMs: 0 }),
    ...(isJoined ? { acknowledged: known.acknowledged } : start),
    n: isLonger ? last.n : known.n,
    hash: isLonger ? last.hash : known.hash,
  };
}

/** This device's own log was put back to an older state, and the file knows how it went on. */
function extended(
  head: LogHead,
  { first, last, before }: { readonly first: Operation; readonly last: LocalOperation; readonly before: string },
): LogHead {
  if (last.n <= head.n) return head;
  const hasGap = first.n > head.n + 1;
  // What was unsent here and is not in the file may have been sent as something else.
  if (hasGap && head.acknowledged < head.n) throw new Fault('backup.differs');
  const acknowledged = hasGap ? { acknowledged: first.n - 1, acknowledgedHash: before } : {};
  return { ...head, n: last.n, hash: last.hash, ...acknowledged };
}

function later(left: Operation['time'], right: Operation['time']): Operation['time'] {
  return compareTimes(left, right) < 0 ? right : left;
}
