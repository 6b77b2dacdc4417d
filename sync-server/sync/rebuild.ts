/** The rows of a co-op, folded anew from its log (invariant I26): for the auditor, and for a file whose rows are damaged. */
import { operationId } from '#kernel/ids.ts';
import type { QuarantineReason } from '#kernel/module.ts';
import { required } from '#kernel/result.ts';
import { decodeCanonical } from '#protocol/canonical.ts';
import type { Operation } from '#protocol/operation.ts';
import { applyOperation } from '#protocol/merge.ts';
import { shownRow } from '#protocol/shown-row.ts';
import type { CoopWriter, LogEvent, StoredOperation } from '../store/store.ts';
import { foldEvent, foldOperation, openAttention, type Folding } from './fold.ts';
import { claimsOf } from './judge.ts';
import { postedOnFor } from './release.ts';

const STEP = 1_000;

/** Empties what is derived and folds the whole log again, in the caller's transaction. Gives the number of steps. */
export function rebuildRows(folding: Folding): number {
  const { writer } = folding;
  writer.clearDerived();
  let seq = 0;
  let steps = 0;
  for (;;) {
    const part = writer.logAfter(seq, STEP);
    for (const entry of part) replay(folding, entry);
    steps += part.length;
    const last = part.at(-1);
    if (last === undefined) return steps;
    seq = last.seq;
  }
}

/** Folds one entry of the log, as it was folded when it came. */
export function replay(folding: Folding, entry: StoredOperation | LogEvent): void {
  const { writer } = folding;
  if ('kind' in entry) {
    const stored = required(operationAt(writer, entry.operationSeq), 'an event is about an operation');
    const user = userOf(writer, stored);
    if (entry.kind === 'apply') fold(folding, operationOf(stored), { seq: entry.seq, detail: entry.detail });
    else foldEvent(folding, entry, { id: operationId(stored.writer, stored.n), user });
    return;
  }
  const operation = operationOf(entry);
  if (entry.reason === undefined) return fold(folding, operation, { seq: entry.seq });
  // The server itself wrote the reason.
  const reason = entry.reason as QuarantineReason;
  openAttention(folding, entry, { operation, user: userOf(writer, entry), reason });
}

function fold(
  folding: Folding,
  operation: Operation,
  at: { readonly seq: number; readonly detail?: string | undefined },
): void {
  const { rules, writer } = folding;
  const table = required(rules.tables.get(operation.table), 'an operation that counts is of a known table');
  const after = applyOperation(writer.row(operation.row), operation, { seq: 0 });
  // A claim is taken once; an edit of the same row names it again.
  const claims = claimsOf(table, shownRow(table, after)).filter((claim) => writer.claim(claim) === undefined);
  foldOperation(folding, operation, { seq: at.seq, claims, postedOn: postedOnFor(operation, at.detail) });
}

function operationAt(writer: CoopWriter, seq: number): StoredOperation | undefined {
  const [entry] = writer.logAfter(seq - 1, 1);
  return entry === undefined || 'kind' in entry ? undefined : entry;
}

function operationOf({ writer, header, payload }: StoredOperation): Operation {
  return decodeCanonical(writer, header, payload);
}

function userOf(writer: CoopWriter, stored: StoredOperation): string {
  return required(writer.writer(stored.writer), 'a log has its writer').user;
}
