/**
 * Saving: decide first, write last. One transaction over the tables that the command names, the totals and the log;
 * nothing is awaited between the writes but the writes themselves. When it completes, the screen may say "đã lưu".
 */
import { isOff } from '#kernel/ablation.ts';
import { compareTimes, tick, ZERO_TIME } from '#kernel/clock.ts';
import { dateAt } from '#kernel/calendar.ts';
import { operationId } from '#kernel/ids.ts';
import type { Change, Command, CommandContext, FieldValue, TableDefinition } from '#kernel/module.ts';
import { scopeOf } from '#kernel/module.ts';
import { assert, Fault, ok, refuse, required, type Refusal, type Result } from '#kernel/result.ts';
import { mayWrite } from '#kernel/permission.ts';
import { chainNext } from '#protocol/chain.ts';
import { sameValue, shownHead, standingOperations } from '#protocol/merge.ts';
import { TOMBSTONE_FIELD, type FieldWrite, type Operation } from '#protocol/operation.ts';
import type { RowState } from '#protocol/row-state.ts';
import { setWrite } from '#protocol/set-writes.ts';
import { fieldWrites, shownRow } from '#protocol/shown-row.ts';
import { isGranted, readHeadAndClock, timeOf, type LocalDatabase, type LogHead } from './database.ts';
import {
  asLocalRow,
  asOperationRecord,
  baseOf,
  foldRow,
  foldedState,
  type LocalOperation,
  type LocalRow,
} from './local-row.ts';
import { maySave } from './may-save.ts';
import { pendingOf, readerOver } from './reader.ts';
import type { WriteTransaction } from './store.ts';
import { LINES, META, OPERATIONS, TOTALS } from './tables.ts';
import { planRowWrites, writePlanned } from './write-rows.ts';

export interface Committed<Output> {
  readonly output: Output;
  /** The ids of the operations written, in order; empty when nothing had to change. */
  readonly operations: readonly string[];
}

/**
 * Runs a command and makes its changes durable, or returns its refusal with nothing written.
 * Faults: those of the store (`storage.…`), `commit.tableNotNamed`.
 */
export async function commit<Input, Output>(
  database: LocalDatabase,
  command: Command<Input, Output>,
  input: Input,
): Promise<Result<Committed<Output>>> {
  const named = new Set(command.tables.map((table) => table.name));
  return database.store.write([...named, OPERATIONS, META, TOTALS, LINES], async (transaction) => {
    const { head, clock } = await readHeadAndClock(transaction, database);
    const nowMs = database.env.now() + clock.offset;

    const decision = await decide(database, command, { input, transaction, named, head, nowMs });
    if (!decision.ok) return decision;

    const log = new LogWriter(database, { head, nowMs, clockQuality: qualityOf(database, head, clock.heardAt) });
    const saving = new Saving(database, transaction, log);
    const changes = inIdOrder(decision.value.changes);
    const group = changes.length > 1 && command.isBatch !== true ? head.n + 1 : 0;
    for (const change of changes) {
      const refusal = await saving.apply(change, group);
      if (refusal !== undefined) return refusal;
    }
    await saving.write();
    return ok({
      output: decision.value.output,
      operations: log.written.map((local) => operationId(local.writer, local.n)),
    });
  });
}

async function decide<Input, Output>(
  database: LocalDatabase,
  command: Command<Input, Output>,
  at: {
    readonly input: Input;
    readonly transaction: WriteTransaction;
    readonly named: ReadonlySet<string>;
    readonly head: LogHead;
    readonly nowMs: number;
  },
) {
  let handedOut = 0;
  const context: CommandContext = {
    read: readerOver(at.transaction, at.named),
    today: dateAt(at.nowMs),
    nowMs: at.nowMs,
    me: database.session.person,
    may: (table, kind, row) => mayWrite(database.catalogue.permissions, database.session.person, { table, kind, row }),
    writer: at.head.writer,
    newId() {
      handedOut += 1;
      return operationId(at.head.writer, at.head.n + handedOut);
    },
  };
  const decision = await command.decide(context, at.input);
  if (decision.ok) {
    for (const { table } of decision.value.changes) {
      if (!at.named.has(table.name)) throw new Fault('commit.tableNotNamed', { values: { table: table.name } });
    }
  }
  return decision;
}

/** New rows first, as their ids were handed out: an operation's number is its row's. */
function inIdOrder(changes: readonly Change[]): readonly Change[] {
  const makesRow = (change: Change): boolean =>
    change.kind === 'create' || change.kind === 'post' || change.kind === 'reverse';
  return [...changes.filter(makesRow), ...changes.filter((change) => !makesRow(change))];
}

function qualityOf(database: LocalDatabase, head: LogHead, heardAt: number): Operation['clockQuality'] {
  if (heardAt === 0) return 0;
  return database.env.now() < Math.max(head.deviceMs, heardAt) ? 2 : 1;
}

/** Numbers, times and chains the operations that follow a log's head. */
export class LogWriter {
  readonly written: LocalOperation[] = [];
  readonly #database: LocalDatabase;
  readonly #nowMs: number;
  readonly #clockQuality: Operation['clockQuality'];
  #head: LogHead;

  constructor(
    database: LocalDatabase,
    at: { readonly head: LogHead; readonly nowMs: number; readonly clockQuality: Operation['clockQuality'] },
  ) {
    this.#database = database;
    this.#head = at.head;
    this.#nowMs = at.nowMs;
    this.#clockQuality = at.clockQuality;
  }

  get head(): LogHead {
    return this.#head;
  }

  nextId(): string {
    return operationId(this.#head.writer, this.#head.n + 1);
  }

  append(
    parts: Pick<Operation, 'kind' | 'table' | 'schemaVersion' | 'scope' | 'group' | 'row' | 'fields'>,
    at?: Pick<Operation, 'time' | 'clockQuality'>,
  ): LocalOperation {
    const last = isOff('hybrid-clock') ? ZERO_TIME : timeOf(this.#head);
    const time = at?.time ?? tick(last, this.#nowMs);
    const n = this.#head.n + 1;
    const operation: Operation = {
      ...parts,
      writer: this.#head.writer,
      n,
      time,
      clockQuality: at?.clockQuality ?? this.#clockQuality,
    };
    const hash = chainNext(this.#head.hash, operation);
    const local: LocalOperation = { writer: operation.writer, n, row: operation.row, operation, hash, seq: 0 };
    // What is issued anew keeps its old time and never turns the log's clock back.
    const latest = compareTimes(time, timeOf(this.#head)) > 0 ? time : timeOf(this.#head);
    this.#head = { ...this.#head, n, hash, time: [latest.ms, latest.counter], deviceMs: this.#database.env.now() };
    this.written.push(local);
    return local;
  }
}

interface TouchedRow {
  readonly table: TableDefinition;
  readonly before: LocalRow | undefined;
  readonly after: LocalRow;
  readonly pending: readonly LocalOperation[];
}

/** Collects what a command's changes do to rows and log, and writes it all at the end. */
class Saving {
  readonly #database: LocalDatabase;
  readonly #transaction: WriteTransaction;
  readonly #log: LogWriter;
  readonly #touched = new Map<string, TouchedRow>();

  constructor(database: LocalDatabase, transaction: WriteTransaction, log: LogWriter) {
    this.#database = database;
    this.#transaction = transaction;
    this.#log = log;
  }

  async apply(change: Change, group: number): Promise<Refusal | undefined> {
    const row = await this.#rowOf(change);
    const writes = writesOf(change, row);
    if ('ok' in writes) return writes;
    if (writes.length === 0) return undefined;
    const scope = row === undefined ? scopeOf(change.table, change.id, rowOf(change)) : row.after.scope;
    const local = this.#log.append({
      kind: change.kind,
      table: change.table.number,
      schemaVersion: change.table.upgrades.length + 1,
      scope,
      group,
      row: change.id,
      fields: writes,
    });
    if (row === undefined)
      assert(operationId(local.writer, local.n) === change.id, 'a new row carries the id that its command was given');
    const pending = [...(row?.pending ?? []), local];
    const after = required(foldRow(change.table, baseOf(change.table, row?.before), pending), 'a written row is shown');
    const refusal = this.#check(change, after);
    if (refusal !== undefined) return refusal;
    this.#touched.set(change.id, { table: change.table, before: row?.before, after, pending });
    return undefined;
  }

  async write(): Promise<void> {
    if (this.#log.written.length === 0) return;
    const rows = await planRowWrites(this.#transaction, [...this.#touched.values()], (scope) =>
      isGranted(this.#database.session, scope),
    );
    await Promise.all([
      writePlanned(this.#transaction, rows),
      this.#transaction.put(OPERATIONS, this.#log.written.map(asOperationRecord)),
      this.#transaction.put(META, [this.#log.head]),
    ]);
  }

  async #rowOf(change: Change): Promise<TouchedRow | undefined> {
    const touched = this.#touched.get(change.id);
    if (touched !== undefined || change.kind === 'create' || change.kind === 'post' || change.kind === 'reverse')
      return touched;
    const before = asLocalRow(await this.#transaction.get(change.table.name, change.id));
    assert(before !== undefined, `the ${change.table.name} row to ${change.kind} is here`);
    return {
      table: change.table,
      before,
      after: before,
      pending: await pendingOf(this.#transaction, change.id, before.baseSeq),
    };
  }

  #check(change: Change, after: LocalRow): Refusal | undefined {
    const row = businessOf(change.table, after);
    if (change.kind !== 'delete') {
      const parsed = change.table.schema.safeParse(row);
      if (!parsed.success) {
        const field = String(parsed.error.issues[0]?.path[0] ?? '');
        return refuse('common.invalidField', { table: change.table.name, field });
      }
    }
    const may = maySave(this.#database, { table: change.table, kind: change.kind, row, scope: after.scope });
    return may ? undefined : refuse('common.notAllowed');
  }
}

function businessOf(table: TableDefinition, row: LocalRow): Record<string, FieldValue> {
  return shownRow(table, foldedForCheck(table, row));
}

/** The row's shown fields as a state with one head each: enough to read them back through the table's definition. */
function foldedForCheck(table: TableDefinition, row: LocalRow): RowState {
  const fields: Record<string, FieldValue | undefined> = {};
  for (const name of Object.keys(table.fields)) fields[name] = row[name] as FieldValue | undefined;
  const time = { ms: row.savedAt, counter: 0 };
  return {
    table: table.number,
    id: row.id,
    scope: row.scope,
    seq: row.baseSeq,
    kind: table.kind,
    fields: new Map(
      fieldWrites(table, fields, () => []).map((write) => [
        write.no,
        [{ operation: row.id, time, value: write.value }],
      ]),
    ),
  };
}

function writesOf(change: Change, row: TouchedRow | undefined): readonly FieldWrite[] | Refusal {
  if (change.kind === 'create' || change.kind === 'post' || change.kind === 'reverse') {
    return fieldWrites(change.table, rowOf(change), () => []);
  }
  const state = foldedState(
    change.table,
    required(row, 'an edited row is here').after,
    required(row, 'an edited row is here').pending,
  );
  const headsOf = (no: number): readonly string[] =>
    isOff('predecessors') ? [] : (state.fields.get(no) ?? []).map((head) => head.operation);
  if (change.kind === 'delete') {
    const seen = standingOperations(state).map((ref) => ({ ref }));
    return [{ no: TOMBSTONE_FIELD, value: seen, preds: headsOf(TOMBSTONE_FIELD) }];
  }
  const { plain, sets } = bySets(change.table, rowOf(change));
  const setWrites = sets.flatMap(([no, wanted]) => setWrite(no, state.fields.get(no) ?? [], wanted) ?? []);
  const writes = fieldWrites(change.table, plain, headsOf);
  if (change.kind === 'resolve') return inFieldOrder([...writes, ...setWrites]);
  const changed = writes.filter(
    (write) => !sameValue(shownHead(state.fields.get(write.no))?.value ?? null, write.value),
  );
  return inFieldOrder([...changed, ...setWrites]);
}

/** Sets are written element by element; everything else replaces what its author saw. */
function bySets(table: TableDefinition, row: Readonly<Record<string, FieldValue | undefined>>) {
  const isSet = (name: string): boolean => table.fields[name]?.kind === 'set';
  const entries = Object.entries(row);
  return {
    plain: Object.fromEntries(entries.filter(([name]) => !isSet(name))),
    sets: entries
      .filter(([name]) => isSet(name))
      .map(([name, value]): [number, readonly string[]] => [
        table.fields[name]?.no ?? 0,
        Array.isArray(value) ? value.map(String) : [],
      ]),
  };
}

function inFieldOrder(writes: readonly FieldWrite[]): readonly FieldWrite[] {
  return [...writes].sort((left, right) => left.no - right.no);
}

function rowOf(change: Change): Record<string, FieldValue | undefined> {
  if (change.kind === 'delete') return {};
  const source: object = change.kind === 'set' || change.kind === 'resolve' ? change.fields : change.row;
  // The command's own types made it; the table's schema checks the whole row below.
  return { ...source } as Record<string, FieldValue | undefined>;
}
