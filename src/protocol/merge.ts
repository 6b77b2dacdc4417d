/**
 * Which edits stand, and what a row then shows. The server folds every operation into row states with it; a device
 * folds its own unsent operations over the server's state with the same function, so both always agree.
 *
 * Fields are multi-value registers. An operation removes the heads that it names as predecessors and adds its own;
 * whatever nobody named as replaced stays a head. Nothing is dropped: the latest head is shown, and heads with
 * different values are a conflict to be seen (rule P10).
 */
import { compareTimes } from '#kernel/clock.ts';
import { isReference, TOMBSTONE_FIELD, type FieldWrite, type Operation, type WireValue } from './operation.ts';
import { operationId } from '#kernel/ids.ts';
import type { Head, RowState } from './row-state.ts';

export interface ApplyOptions {
  /** The server's sequence of the operation; the row's own stays when this is 0. */
  readonly seq: number;
  /** True when an operation applied earlier already named this one as replaced (it arrived first). */
  readonly isSuperseded?: (field: number, operation: string) => boolean;
}

/** The row after the operation. Applying the same operation twice gives the same row. */
export function applyOperation(before: RowState | undefined, operation: Operation, options: ApplyOptions): RowState {
  const id = operationId(operation.writer, operation.n);
  const fields = new Map(before?.fields);
  for (const write of operation.fields) {
    const standing = fields.get(write.no) ?? [];
    fields.set(write.no, headsAfter(standing, write, { id, operation, isSuperseded: options.isSuperseded }));
  }
  return {
    table: operation.table,
    id: operation.row,
    scope: before?.scope ?? operation.scope,
    seq: Math.max(before?.seq ?? 0, options.seq),
    kind: before?.kind ?? (operation.kind === 'post' || operation.kind === 'reverse' ? 'document' : 'record'),
    fields: new Map([...fields].sort(([left], [right]) => left - right)),
  };
}

/** The head that is shown: greatest by time, then by operation id. Undefined when the field was never written. */
export function shownHead(heads: readonly Head[] | undefined): Head | undefined {
  return heads?.at(-1);
}

/** More than one head, and they do not all say the same. */
export function isConflict(heads: readonly Head[]): boolean {
  const first = heads[0];
  return first !== undefined && heads.some((head) => !sameValue(head.value, first.value));
}

/**
 * A deletion stands only while every value in the row was seen by the person who deleted it: an edit made at the same
 * time keeps the row.
 */
export function isDeleted(state: RowState): boolean {
  const tombstone = shownHead(state.fields.get(TOMBSTONE_FIELD))?.value;
  if (!Array.isArray(tombstone)) return false;
  const seen = new Set(
    tombstone.map((item: unknown) => (typeof item === 'object' && item !== null && 'ref' in item ? item.ref : item)),
  );
  for (const [no, heads] of state.fields) {
    if (no !== TOMBSTONE_FIELD && heads.some((head) => !seen.has(head.operation))) return false;
  }
  return true;
}

/** The operations that a deletion has to name: every head of every field. */
export function standingOperations(state: RowState): readonly string[] {
  const operations = new Set<string>();
  for (const [no, heads] of state.fields) {
    if (no !== TOMBSTONE_FIELD) for (const head of heads) operations.add(head.operation);
  }
  return [...operations].sort();
}

export function sameValue(left: WireValue | null, right: WireValue | null): boolean {
  if (left === right) return true;
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return false;
  if (isReference(left) || isReference(right)) return isReference(left) && isReference(right) && left.ref === right.ref;
  return left.length === right.length && left.every((item, index) => sameValue(item, right[index] ?? null));
}

function headsAfter(
  standing: readonly Head[],
  write: FieldWrite,
  by: { readonly id: string; readonly operation: Operation; readonly isSuperseded: ApplyOptions['isSuperseded'] },
): readonly Head[] {
  if (standing.some((head) => head.operation === by.id)) return standing;
  const kept = standing.filter((head) => !write.preds.includes(head.operation));
  if (by.isSuperseded?.(write.no, by.id) === true) return kept;
  return [...kept, { operation: by.id, time: by.operation.time, value: write.value }].sort(compareHeads);
}

function compareHeads(left: Head, right: Head): number {
  return compareTimes(left.time, right.time) || compareText(left.operation, right.operation);
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
