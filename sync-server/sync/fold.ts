/**
 * From the log to the rows: everything that is derived is derived here, by the same functions when an operation arrives
 * and when the rows are rebuilt (invariant I26). Each step has a sequence of its own in the co-op's chain.
 */
import { passed } from '#kernel/branches.ts';
import { isoDateOf, dayNumberOf } from '#kernel/calendar.ts';
import { operationId } from '#kernel/ids.ts';
import type { QuarantineReason } from '#kernel/module.ts';
import { SERVER_WRITER, type AttentionRow } from '#kernel/system-rows.ts';
import { required } from '#kernel/result.ts';
import type { ServerStep } from '#protocol/chain.ts';
import { decodeCanonical } from '#protocol/canonical.ts';
import { applyOperation } from '#protocol/merge.ts';
import { POSTED_ON_FIELD, type Operation } from '#protocol/operation.ts';
import type { Head, RowState } from '#protocol/row-state.ts';
import { fieldWrites, shownRow } from '#protocol/shown-row.ts';
import type { CoopWriter, LogEvent, StoredOperation } from '../store/store.ts';
import { grantPointer, PERIOD_POINTER } from './access.ts';
import { yearOf } from './judge.ts';
import type { Rules } from './rules.ts';

export interface Folding {
  readonly rules: Rules;
  readonly writer: CoopWriter;
}

const STATUS = { stored: 0, quarantined: 1, apply: 2, released: 3, dismissed: 4, reason: 5 } as const;

/** What the server records of an entry of its log, as its chain holds it. `hash` is its operation's, `log` that one's log. */
export function stepOf(
  entry: StoredOperation | LogEvent,
  { hash, log }: { readonly hash: string; readonly log: ServerStep['log'] },
): ServerStep {
  if ('kind' in entry) return { hash, status: STATUS[entry.kind], log, receivedAt: 0, detail: entry.detail };
  const status = entry.reason === undefined ? STATUS.stored : STATUS.quarantined;
  return { hash, status, log, receivedAt: entry.receivedAt, detail: entry.reason };
}

/**
 * The operation as it is folded. Who wrote a value saw the one before it, and through that one all earlier ones: where one
 * of them does not stand (it waits in quarantine, or was filed away), what it replaced is replaced all the same.
 */
function seeingThrough(
  writer: Pick<CoopWriter, 'operation'>,
  operation: Operation,
  at: { readonly before: RowState | undefined; readonly seq: number },
): Operation {
  const { before, seq } = at;
  const seen = ({ no, preds }: Operation['fields'][number]): readonly string[] => {
    const standing = new Set((before?.fields.get(no) ?? []).map((head) => head.operation));
    const found = new Set(preds);
    // What is added while it runs is run through too.
    for (const id of found) {
      const stored =
        standing.has(id) || standing.size === 0 || found.size > MOST_SEEN ? undefined : writer.operation(id);
      // A rebuild must not see what came later.
      if (stored === undefined || stored.seq >= seq || stored.row !== operation.row) continue;
      const { fields } = decodeCanonical(stored.writer, stored.header, stored.payload);
      for (const pred of fields.find((field) => field.no === no)?.preds ?? []) found.add(pred);
    }
    return found.size === preds.length ? preds : [...found];
  };
  const fields = operation.fields.map((field) => ({ ...field, preds: seen(field) }));
  const isSame = fields.every(({ preds }, index) => preds === operation.fields[index]?.preds);
  return isSame ? operation : { ...operation, fields };
}

/** Further back nobody looks: a value side by side is shown then, and people choose. */
const MOST_SEEN = 50;

/**
 * An operation that counts becomes part of its row. `postedOn`: the open day that the office gave a late document. Gives
 * whether a device folds it alike: then the row need not be sent back to the one that wrote it.
 */
export function foldOperation(
  { rules, writer }: Folding,
  written: Operation,
  at: { readonly seq: number; readonly claims: readonly string[]; readonly postedOn?: string | undefined },
): { readonly isAlike: boolean; readonly before: RowState | undefined } {
  const before = writer.row(written.row);
  const operation = seeingThrough(writer, written, { before, seq: at.seq });
  for (const field of operation.fields) {
    // A value that is replaced before it counts (it comes later, or waits in quarantine) must not stand when it comes.
    const standing = new Set((before?.fields.get(field.no) ?? []).map((head) => head.operation));
    for (const pred of field.preds) {
      if (standing.has(pred)) continue;
      passed('value replaced before it came');
      writer.putDangling(operation.row, field.no, pred);
    }
  }
  const applied = applyOperation(before, operation, {
    seq: at.seq,
    isSuperseded: (field, id) => writer.isSuperseded(operation.row, field, id),
  });
  const after = at.postedOn === undefined ? applied : withPostedOn(applied, operation, at.postedOn);
  const table = required(rules.tables.get(operation.table), 'an operation that counts is of a known table');
  const row: Readonly<Record<string, unknown>> = shownRow(table, after);
  writer.putRow(after, { year: yearOf(table, row) });
  for (const claim of at.claims) writer.putClaim(claim, operation.row);
  if (table.role === 'grant') writer.putPointer(grantPointer(String(row['userId'])), operation.row);
  if (table.role === 'closed-period') writer.putPointer(PERIOD_POINTER, operation.row);
  return { isAlike: operation === written, before };
}

/** What was put aside becomes a row that people see (docs/protocol.md "quarantine"). */
export function openAttention(
  { rules, writer }: Folding,
  stored: StoredOperation,
  about: { readonly operation: Operation; readonly user: string; readonly reason: QuarantineReason },
): void {
  const table = rules.byRole.get('attention');
  if (table === undefined) return;
  const { operation, reason } = about;
  const row: AttentionRow = {
    operation: operationId(stored.writer, stored.n),
    why: reason,
    state: 'open',
    author: about.user,
    kind: operation.kind,
    onTable: operation.table,
    onRow: operation.row,
    payload: piecesOf(stored.payload),
    writtenAt: operation.time.ms,
  };
  const id = operationId(SERVER_WRITER, stored.seq);
  const fields = fieldWrites(table, { ...row }, () => []);
  const scope = ADMIN_REASONS.has(reason) ? 'admin' : operation.scope;
  const state: RowState = {
    table: table.number,
    id,
    scope,
    seq: stored.seq,
    kind: 'record',
    fields: new Map(
      fields.map(({ no, value }) => [no, [{ operation: id, time: operation.time, value }] satisfies Head[]]),
    ),
  };
  writer.putRow(state, { year: 0, author: about.user });
  writer.putPointer(attentionPointer(row.operation), id);
}

/** Nobody but the admins looks at what people who may not write have written. */
const ADMIN_REASONS: ReadonlySet<QuarantineReason> = new Set(['unenrolled', 'forbidden', 'revoked']);

export function attentionPointer(operation: string): string {
  return `attention/${operation}`;
}

export interface Card extends AttentionRow {
  readonly id: string;
  readonly seq: number;
}

/** The card of an operation that was put aside. */
export function attentionOf({ rules, writer }: Folding, operation: string): Card | undefined {
  const table = rules.byRole.get('attention');
  const id = writer.pointer(attentionPointer(operation));
  const state = id === undefined ? undefined : writer.row(id);
  // The server wrote it in `openAttention`.
  return table === undefined || state === undefined
    ? undefined
    : ({ ...shownRow(table, state), id: state.id, seq: state.seq } as unknown as Card);
}

/** The card says what became of it. `event` was given its sequence by the caller. */
export function foldEvent(
  folding: Folding,
  event: LogEvent,
  about: { readonly id: string; readonly user: string },
): void {
  const { rules, writer } = folding;
  const table = rules.byRole.get('attention');
  const id = writer.pointer(attentionPointer(about.id));
  const before = id === undefined ? undefined : writer.row(id);
  if (table === undefined || before === undefined || event.kind === 'apply') return;
  const change = event.kind === 'reason' ? { why: event.detail } : { state: event.kind };
  const head = operationId(SERVER_WRITER, event.seq);
  const fields = new Map(before.fields);
  const { time } = required(before.fields.values().next().value?.[0], 'a card has fields');
  for (const { no, value } of fieldWrites(table, change, () => [])) fields.set(no, [{ operation: head, time, value }]);
  writer.putRow({ ...before, seq: event.seq, fields }, { year: 0, author: about.user });
}

/** The day on which a released late document counts, as the row carries it. */
export function postedOnOf(row: RowState): string | undefined {
  const value = row.fields.get(POSTED_ON_FIELD)?.at(-1)?.value;
  return typeof value === 'number' ? isoDateOf(value) : undefined;
}

function withPostedOn(row: RowState, operation: Operation, postedOn: string): RowState {
  const head: Head = {
    operation: operationId(operation.writer, operation.n),
    time: operation.time,
    value: dayNumberOf(postedOn),
  };
  return { ...row, fields: new Map([...row.fields, [POSTED_ON_FIELD, [head]]]) };
}

/** Base64 in pieces that fit a text. */
function piecesOf(payload: Uint8Array): readonly string[] {
  const text = Buffer.from(payload).toString('base64');
  return Array.from({ length: Math.ceil(text.length / 4_000) }, (_, index) =>
    text.slice(index * 4_000, (index + 1) * 4_000),
  );
}
