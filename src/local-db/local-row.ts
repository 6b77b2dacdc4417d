/**
 * One row of a module's table as it lies on the device: what is shown, and the server's state under it.
 * shown = fold(server state, own operations that the state does not contain yet) (rules W2, W4).
 */
import type { AttentionReason, Column, FieldHead, QuarantineReason, TableDefinition } from '#kernel/module.ts';
import type { Timestamp } from '#kernel/clock.ts';
import { isoDateOf } from '#kernel/calendar.ts';
import { operationId, splitId } from '#kernel/ids.ts';
import { required } from '#kernel/result.ts';
import { applyOperation, isDeleted } from '#protocol/merge.ts';
import { POSTED_ON_FIELD, type Operation, type WireValue } from '#protocol/operation.ts';
import type { Head, RowState } from '#protocol/row-state.ts';
import { conflictsOf, fieldValue, fieldWrites, shownRow } from '#protocol/shown-row.ts';
import type { StoreRecord } from './store.ts';

/** An operation of this device's own log. */
export interface LocalOperation {
  readonly writer: string;
  readonly n: number;
  readonly row: string;
  readonly operation: Operation;
  readonly hash: string;
  /** The server's sequence once it is stored there; 0 before. */
  readonly seq: number;
  readonly attention?: 1;
  readonly reason?: QuarantineReason;
  /** The office filed it away: it stays in the log and is shown nowhere as a figure. */
  readonly isDismissed?: 1;
  /** The writer's seal under the log up to this operation. */
  readonly seal?: Uint8Array;
}

export interface LocalRow extends StoreRecord {
  readonly id: string;
  readonly column: Column;
  readonly savedAt: number;
  readonly conflicts: readonly string[];
  readonly reason?: AttentionReason;
  readonly postedOn?: string;
  readonly deleted?: 1;
  /** Somebody has to look: a disagreement, or an own operation in quarantine. Indexed; absent otherwise. */
  readonly needsAttention?: 1;
  /** The server's sequence of the state under this row; 0 when the server is not known to have it. */
  readonly baseSeq: number;
  /**
   * The server's state, packed. Documents are rebuilt from what is shown, since they never change; one with fields that
   * this version does not know is kept packed too, so that nothing of it is lost.
   */
  readonly base?: PackedState;
  /** The counter of a document's timestamp; its milliseconds are `savedAt`. */
  readonly counter?: number;
  readonly scope: string;
}

type PackedHead = readonly [operation: string, ms: number, counter: number, value: WireValue | null];
type PackedState = readonly (readonly [field: number, heads: readonly PackedHead[]])[];

const META_FIELDS = [
  'id',
  'column',
  'savedAt',
  'conflicts',
  'reason',
  'postedOn',
  'deleted',
  'needsAttention',
  'baseSeq',
  'base',
  'counter',
  'scope',
] as const;

/** The server's state under a stored row, when there is one. */
export function baseOf(table: TableDefinition, row: LocalRow | undefined): RowState | undefined {
  if (row === undefined) return undefined;
  const head = { table: table.number, id: row.id, scope: row.scope, seq: row.baseSeq, kind: table.kind };
  if (table.kind === 'document' && row.base === undefined)
    return row.baseSeq === 0 ? undefined : { ...head, fields: documentFields(table, row) };
  if (row.base === undefined) return undefined;
  return {
    ...head,
    fields: new Map(
      row.base.map(([no, heads]) => [
        no,
        heads.map(([operation, ms, counter, value]) => ({ operation, time: { ms, counter }, value })),
      ]),
    ),
  };
}

/** The row as it is shown: the server's state with own operations on top. Undefined when there is neither. */
export function foldRow(
  table: TableDefinition,
  base: RowState | undefined,
  onIts: readonly LocalOperation[],
): LocalRow | undefined {
  const pending = onIts.filter(({ operation }) => operation.table === table.number);
  let state = base;
  for (const { operation } of ofThisRow(table, base, pending)) state = applyOperation(state, operation, { seq: 0 });
  if (state === undefined) return undefined;
  const shown = shownRow(table, state);
  const quarantined = pending.find((local) => local.attention === 1);
  const time = newestTime(state);
  const conflicts = conflictsOf(table, state);
  return {
    ...shown,
    ...table.derive?.(shown),
    id: state.id,
    column: columnOf(base, pending, quarantined),
    savedAt: time.ms,
    conflicts,
    ...(conflicts.length > 0 || quarantined !== undefined ? { needsAttention: 1 as const } : {}),
    ...(quarantined?.reason === undefined ? {} : { reason: quarantined.reason }),
    ...postedOnIn(state),
    ...(isDeleted(state) ? { deleted: 1 as const } : {}),
    baseSeq: base?.seq ?? 0,
    ...(base !== undefined && (table.kind === 'record' || isNotWhatIsShown(table, base)) ? { base: pack(base) } : {}),
    ...(table.kind === 'document' ? { counter: time.counter } : {}),
    scope: state.scope,
  };
}

/**
 * A copy of this device may have made another row under the same id, as long as the fork has not been noticed: what the
 * server has under an id is never mixed with an own operation that makes it.
 */
function ofThisRow(
  table: TableDefinition,
  base: RowState | undefined,
  pending: readonly LocalOperation[],
): readonly LocalOperation[] {
  const isThere = base !== undefined && base.seq > 0;
  return pending.filter(
    ({ operation, writer, n, row }) => operation.table === table.number && !(isThere && row === operationId(writer, n)),
  );
}

function postedOnIn(state: RowState): { readonly postedOn?: string } {
  const value = state.fields.get(POSTED_ON_FIELD)?.at(-1)?.value;
  return typeof value === 'number' ? { postedOn: isoDateOf(value) } : {};
}

/** Fields that the table does not name: of a later version, or the server's own. An upgrade may show more than there is. */
function isNotWhatIsShown(table: TableDefinition, state: RowState): boolean {
  if (table.upgrades.length > 0) return true;
  const known = new Set(Object.values(table.fields).map((field) => field.no));
  return [...state.fields.keys()].some((no) => !known.has(no));
}

/** The full state that a row shows, heads and all: server state and own operations folded. */
export function foldedState(table: TableDefinition, row: LocalRow, pending: readonly LocalOperation[]): RowState {
  const base = baseOf(table, row);
  let state = base;
  for (const { operation } of ofThisRow(table, base, pending)) state = applyOperation(state, operation, { seq: 0 });
  return required(state, 'a stored row has a state');
}

export function fieldHeads(table: TableDefinition, state: RowState, field: string): readonly FieldHead[] {
  const definition = required(table.fields[field], `${table.name} has a field ${field}`);
  return (state.fields.get(definition.no) ?? []).map((head: Head) => ({
    operation: head.operation,
    writer: splitId(head.operation).writer,
    value: head.value === null ? undefined : fieldValue(definition.kind, head.value),
    savedAt: head.time.ms,
  }));
}

/** A stored record taken as a row: `foldRow` is the only maker of what these tables hold. */
export function asLocalRow(record: StoreRecord | undefined): LocalRow | undefined {
  return record as LocalRow | undefined;
}

export function asOperationRecord(local: LocalOperation): StoreRecord {
  return { ...local };
}

/** The operation without what a server said of it. */
export function withoutFate({ writer, n, row, operation, hash, seq, seal }: LocalOperation): LocalOperation {
  return { writer, n, row, operation, hash, seq, ...(seal === undefined ? {} : { seal }) };
}

/** Whether an operation makes its row: without such a one, edits are only a part of it. */
export function isBeginning({ kind }: Operation): boolean {
  return kind === 'create' || kind === 'post' || kind === 'reverse';
}

/** Where a row lies: two histories may have rows of two tables under one id. */
export function rowKey(table: number, id: string): string {
  return `${table} ${id}`;
}

/** Operations by the row that they write, in their own order, under its `rowKey`. */
export function groupedByRow(
  operations: readonly LocalOperation[],
): ReadonlyMap<string, readonly [LocalOperation, ...LocalOperation[]]> {
  const byRow = new Map<string, [LocalOperation, ...LocalOperation[]]>();
  for (const local of operations) {
    const key = rowKey(local.operation.table, local.row);
    const known = byRow.get(key);
    if (known === undefined) byRow.set(key, [local]);
    else known.push(local);
  }
  return byRow;
}

export function asLocalOperation(record: StoreRecord): LocalOperation {
  return record as unknown as LocalOperation;
}

/** The business fields alone, without what the local database adds. */
export function businessFields(table: TableDefinition, row: LocalRow): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of Object.keys(table.fields)) if (row[name] !== undefined) fields[name] = row[name];
  return fields;
}

/** Names that a module's table may not use for its own fields. */
export const RESERVED_FIELDS: readonly string[] = META_FIELDS;

function columnOf(
  base: RowState | undefined,
  pending: readonly LocalOperation[],
  quarantined: LocalOperation | undefined,
): Column {
  if (quarantined !== undefined) return 'attention';
  return pending.length > 0 || base === undefined || base.seq === 0 ? 'waiting' : 'confirmed';
}

function documentFields(table: TableDefinition, row: LocalRow): ReadonlyMap<number, readonly Head[]> {
  const time: Timestamp = { ms: row.savedAt, counter: row.counter ?? 0 };
  return new Map(
    fieldWrites(table, businessFields(table, row), () => []).map((write) => [
      write.no,
      [{ operation: row.id, time, value: write.value }],
    ]),
  );
}

function pack(state: RowState): PackedState {
  return [...state.fields].map(([no, heads]) => [
    no,
    heads.map((head): PackedHead => [head.operation, head.time.ms, head.time.counter, head.value]),
  ]);
}

function newestTime(state: RowState): Timestamp {
  let newest: Timestamp = { ms: 0, counter: 0 };
  for (const heads of state.fields.values()) {
    const last = heads.at(-1);
    if (
      last !== undefined &&
      (last.time.ms > newest.ms || (last.time.ms === newest.ms && last.time.counter > newest.counter))
    )
      newest = last.time;
  }
  return newest;
}
