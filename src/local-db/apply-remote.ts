/**
 * Takes an answer of the server in: first what became of the own operations, then the page of rows in small
 * transactions, the cursor with the last of them. Every transaction compares the stored cursor with the one that the
 * request carried, so that a late, repeated or second tab's answer changes nothing (invariant I6).
 */
import { compareTimes, observe } from '#kernel/clock.ts';
import { operationId } from '#kernel/ids.ts';
import type { QuarantineReason } from '#kernel/module.ts';
import { applyOperation } from '#protocol/merge.ts';
import type { RowState } from '#protocol/row-state.ts';
import {
  isGranted,
  readClock,
  readCursor,
  readLogHead,
  timeOf,
  type CursorRecord,
  type LocalDatabase,
} from './database.ts';
import {
  asLocalOperation,
  asLocalRow,
  asOperationRecord,
  baseOf,
  foldRow,
  groupedByRow,
  type LocalOperation,
} from './local-row.ts';
import { isPending } from './reader.ts';
import type { StoreRecord, WriteTransaction } from './store.ts';
import { LINES, META, OPERATIONS, tableOfNumber, TOTALS } from './tables.ts';
import { planRowWrites, writePlanned, type RowEdit } from './write-rows.ts';

export interface RemoteAnswer {
  /** Server time minus device time, ms. */
  readonly clockOffset: number;
  readonly stored: readonly {
    readonly writer: string;
    readonly firstN: number;
    readonly count: number;
    readonly firstSeq: number;
  }[];
  readonly quarantined: readonly {
    readonly writer: string;
    readonly n: number;
    readonly seq: number;
    readonly reason: QuarantineReason;
  }[];
  /** The server did not know the request's cursor: begin again from nothing. */
  readonly isReset: boolean;
  readonly rows: readonly RowState[];
  readonly cursor: { readonly seq: number; readonly chain: string };
  readonly hasMore: boolean;
  readonly headSeq: number;
}

export const ROWS_PER_TRANSACTION = 200;

/** `stale`: another tab or a later answer was faster; nothing of this one is needed. */
export async function applyRemote(
  database: LocalDatabase,
  asked: CursorRecord,
  answer: RemoteAnswer,
): Promise<'applied' | 'stale'> {
  if (answer.isReset) return forgetServer(database, asked);
  if ((await applyOutcomes(database, asked, answer)) === 'stale') return 'stale';
  const chunks = chunksOf(answer.rows, ROWS_PER_TRANSACTION);
  for (const [index, rows] of chunks.entries()) {
    const isLast = index === chunks.length - 1;
    if (
      (await applyRows(database, asked, { rows, next: isLast ? nextCursor(database, answer) : undefined })) === 'stale'
    )
      return 'stale';
  }
  return 'applied';
}

async function applyOutcomes(
  database: LocalDatabase,
  asked: CursorRecord,
  answer: RemoteAnswer,
): Promise<'applied' | 'stale'> {
  const tables = database.catalogue.tables.map((table) => table.name);
  const touched = answer.stored.length + answer.quarantined.length > 0 ? tables : [];
  return database.store.write([...touched, OPERATIONS, META, TOTALS, LINES], async (transaction) => {
    if (!isSameCursor(await readCursor(transaction), asked)) return 'stale';
    const outcomes = await settledOperations(transaction, answer);
    const edits = await editsOf(database, transaction, outcomes);
    const head = await readLogHead(transaction, database);
    const acknowledged = lastInRow(
      head.acknowledged,
      outcomes.filter((local) => local.writer === head.writer),
    );
    const writes = await planRowWrites(transaction, edits, (scope) => isGranted(database.session, scope));

    await writePlanned(transaction, writes);
    await transaction.put(OPERATIONS, outcomes.map(asOperationRecord));
    if (head.n > 0) await transaction.put(META, [{ ...head, acknowledged }]);
    await transaction.put(META, [{ key: 'clock', offset: answer.clockOffset, heardAt: database.env.now() }]);
    if (answer.rows.length === 0) await transaction.put(META, [nextCursor(database, answer)]);
    return 'applied';
  });
}

/** The pushed operations with what the server says became of them. */
async function settledOperations(
  transaction: WriteTransaction,
  answer: RemoteAnswer,
): Promise<readonly LocalOperation[]> {
  const fates = new Map<string, { readonly seq: number; readonly reason?: QuarantineReason }>();
  const keys: (readonly [string, number])[] = [];
  for (const run of answer.stored) {
    for (let index = 0; index < run.count; index += 1) {
      fates.set(operationId(run.writer, run.firstN + index), { seq: run.firstSeq + index });
      keys.push([run.writer, run.firstN + index]);
    }
  }
  for (const { writer, n, seq, reason } of answer.quarantined) {
    fates.set(operationId(writer, n), { seq, reason });
    keys.push([writer, n]);
  }
  const known = await transaction.getMany(OPERATIONS, keys);
  return known.flatMap((record) => {
    if (record === undefined) return [];
    const local = asLocalOperation(record);
    const fate = fates.get(operationId(local.writer, local.n));
    if (fate === undefined) return [];
    return fate.reason === undefined
      ? { ...local, seq: fate.seq }
      : { ...local, seq: fate.seq, attention: 1 as const, reason: fate.reason };
  });
}

/**
 * Own stored operations move from the overlay into the server's state under their rows. Where others changed the row
 * too, its page row is on the way and replaces this (its sequence is higher).
 */
async function editsOf(
  database: LocalDatabase,
  transaction: WriteTransaction,
  outcomes: readonly LocalOperation[],
): Promise<readonly RowEdit[]> {
  const edits: RowEdit[] = [];
  const settled = new Map(outcomes.map((local) => [operationId(local.writer, local.n), local]));
  for (const [id, locals] of groupedByRow(outcomes)) {
    const [first] = locals;
    if (first === undefined) continue;
    const table = tableOfNumber(database.catalogue, first.operation.table);
    const before = asLocalRow(await transaction.get(table.name, id));
    let base = baseOf(table, before);
    for (const local of [...locals].sort(byNumber)) {
      if (local.attention !== 1 && local.seq > (base?.seq ?? 0))
        base = applyOperation(base, local.operation, { seq: local.seq });
    }
    const own =
      table.kind === 'document'
        ? locals
        : (await transaction.range(OPERATIONS, { index: 'row', equals: id })).map(asLocalOperation);
    const pending = own
      .map((local) => settled.get(operationId(local.writer, local.n)) ?? local)
      .filter((local) => isPending(local, base?.seq ?? 0));
    const after = foldRow(table, base, pending.sort(byNumber));
    if (after !== undefined) edits.push({ table, before, after });
  }
  return edits;
}

async function applyRows(
  database: LocalDatabase,
  asked: CursorRecord,
  page: { readonly rows: readonly RowState[]; readonly next: CursorRecord | undefined },
): Promise<'applied' | 'stale'> {
  const known = page.rows.filter((row) => database.catalogue.byNumber.has(row.table));
  const tables = new Set(known.map((row) => tableOfNumber(database.catalogue, row.table).name));
  return database.store.write([...tables, OPERATIONS, META, TOTALS, LINES], async (transaction) => {
    if (!isSameCursor(await readCursor(transaction), asked)) return 'stale';
    const pendingByRow = await pendingOperations(database, transaction);
    const edits: RowEdit[] = [];
    for (const { table, states } of byTable(database, known)) {
      const standing = await transaction.getMany(
        table.name,
        states.map((state) => state.id),
      );
      states.forEach((state, index) => {
        const before = asLocalRow(standing[index]);
        if (before !== undefined && before.baseSeq > state.seq) return;
        const pending = (pendingByRow.get(state.id) ?? []).filter((local) => isPending(local, state.seq));
        const after = foldRow(table, state, pending);
        if (after !== undefined) edits.push({ table, before, after });
      });
    }
    const head = await readLogHead(transaction, database);
    const clock = await readClock(transaction);
    const newest = newestTime(known);
    const observed = observe(timeOf(head), newest, database.env.now() + clock.offset);
    const writes = await planRowWrites(transaction, edits, (scope) => isGranted(database.session, scope));

    await writePlanned(transaction, writes);
    if (compareTimes(observed, timeOf(head)) > 0)
      await transaction.put(META, [{ ...head, time: [observed.ms, observed.counter] }]);
    if (page.next !== undefined) await transaction.put(META, [page.next]);
    return 'applied';
  });
}

/** Own operations that some row may still show on top of the server's state. */
async function pendingOperations(
  database: LocalDatabase,
  transaction: WriteTransaction,
): Promise<ReadonlyMap<string, readonly LocalOperation[]>> {
  const head = await readLogHead(transaction, database);
  const unsent = await transaction.range(OPERATIONS, {
    index: 'id',
    from: [head.writer, head.acknowledged + 1],
    to: [head.writer, Number.MAX_SAFE_INTEGER],
  });
  const attention = await transaction.range(OPERATIONS, { index: 'attention', equals: 1 });
  // Unsent ones may be in quarantine too, after a server was put back.
  const found = [...unsent, ...attention].map(asLocalOperation);
  const unique = new Map(found.map((local) => [operationId(local.writer, local.n), local]));
  return groupedByRow([...unique.values()].sort(byNumber));
}

/**
 * The server does not know our place in its log: it was put back to an older state. Rows stay and are shown as waiting
 * until they have been pulled again, and every own operation is unsent again.
 */
async function forgetServer(database: LocalDatabase, asked: CursorRecord): Promise<'applied' | 'stale'> {
  const { tables } = database.catalogue;
  return database.store.write(
    [...tables.map((table) => table.name), OPERATIONS, META, TOTALS, LINES],
    async (transaction) => {
      if (!isSameCursor(await readCursor(transaction), asked)) return 'stale';
      const edits: RowEdit[] = [];
      for (const table of tables) {
        for (const record of await transaction.range(table.name)) {
          const before = asLocalRow(record);
          if (before === undefined || before.baseSeq === 0) continue;
          edits.push({
            table,
            before,
            after: { ...before, baseSeq: 0, column: before.column === 'confirmed' ? 'waiting' : before.column },
          });
        }
      }
      const operations = (await transaction.range(OPERATIONS)).map(asLocalOperation);
      const head = await readLogHead(transaction, database);
      const writes = await planRowWrites(transaction, edits, (scope) => isGranted(database.session, scope));

      await writePlanned(transaction, writes);
      await transaction.put(OPERATIONS, operations.map(unsent));
      if (head.n > 0) await transaction.put(META, [{ ...head, acknowledged: 0 }]);
      await transaction.delete(META, ['cursor']);
      return 'applied';
    },
  );
}

function byTable(database: LocalDatabase, rows: readonly RowState[]) {
  const grouped = new Map<number, RowState[]>();
  for (const row of rows) {
    const states = grouped.get(row.table);
    if (states === undefined) grouped.set(row.table, [row]);
    else states.push(row);
  }
  return [...grouped].map(([number, states]) => ({ table: tableOfNumber(database.catalogue, number), states }));
}

function nextCursor(database: LocalDatabase, answer: RemoteAnswer): CursorRecord {
  const completedAt = answer.hasMore ? 0 : database.env.now();
  return { key: 'cursor', seq: answer.cursor.seq, chain: answer.cursor.chain, headSeq: answer.headSeq, completedAt };
}

/** The last number up to which everything is settled, from `acknowledged` on. */
function lastInRow(acknowledged: number, outcomes: readonly LocalOperation[]): number {
  const settled = new Set(outcomes.map((local) => local.n));
  let last = acknowledged;
  while (settled.has(last + 1)) last += 1;
  return last;
}

function isSameCursor(left: CursorRecord, right: CursorRecord): boolean {
  return left.seq === right.seq && left.chain === right.chain;
}

function newestTime(rows: readonly RowState[]) {
  let newest = { ms: 0, counter: 0 };
  for (const row of rows) {
    for (const heads of row.fields.values()) {
      const time = heads.at(-1)?.time;
      if (time !== undefined && compareTimes(time, newest) > 0) newest = time;
    }
  }
  return newest;
}

function byNumber(left: LocalOperation, right: LocalOperation): number {
  return left.n - right.n;
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** The operation as it was before any server had told what became of it. */
function unsent({ writer, n, row, operation, hash }: LocalOperation): StoreRecord {
  return { writer, n, row, operation, hash, seq: 0 };
}
