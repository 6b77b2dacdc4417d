/**
 * The way out of quarantine. A decision of the office, an approval, or the arrival of what was missing lets operations
 * in as if they came now: the same bytes under a new sequence. Everything happens in the transaction that brought it.
 */
import { passed } from '#kernel/branches.ts';
import { isOff } from '#kernel/ablation.ts';
import { operationId } from '#kernel/ids.ts';
import { parseGrants } from '#kernel/grants.ts';
import type { Person } from '#kernel/module.ts';
import { required } from '#kernel/result.ts';
import type { AttentionRow, DecisionRow } from '#kernel/system-rows.ts';
import { decodeCanonical } from '#protocol/canonical.ts';
import { serverChainNext } from '#protocol/chain.ts';
import type { Operation } from '#protocol/operation.ts';
import { shownRow } from '#protocol/shown-row.ts';
import type { CoopWriter, EVENT_KINDS, LogEvent, StoredOperation } from '../store/store.ts';
import { accessOf } from './access.ts';
import { attentionOf, foldEvent, foldOperation, stepOf, type Folding } from './fold.ts';
import { judge, type Court } from './judge.ts';

type Release = NonNullable<Court['release']>;

/**
 * What an operation that counts now brings about for those that were put aside. Whoever is let in may let in others, so
 * the ids of what has come stand in a queue: a log of thousands that wait for each other must not fill the stack.
 */
export function followUp(folding: Folding, at: { readonly operation: Operation; readonly by: Person }): void {
  wake(folding, consequencesOf(folding, at));
}

/** Carries out what the operation decides, and gives the ids of what has come with it. */
function consequencesOf(
  folding: Folding,
  { operation, by }: { readonly operation: Operation; readonly by: Person },
): readonly string[] {
  const { rules, writer } = folding;
  const table = rules.tables.get(operation.table);
  const state = table?.role === undefined ? undefined : writer.row(operation.row);
  const come: string[] = [];
  if (table?.role === 'decision' && state !== undefined) {
    come.push(...decide(folding, by, shownRow(table, state) as unknown as DecisionRow));
  }
  if (table?.role === 'grant' && state !== undefined) {
    const row: Readonly<Record<string, unknown>> = shownRow(table, state);
    const patterns = Array.isArray(row['patterns']) ? row['patterns'].map(String) : [];
    if (parseGrants(patterns).length > 0) come.push(...approve(folding, String(row['userId'])));
  }
  return [...come, operation.row, operationId(operation.writer, operation.n)];
}

function decide(folding: Folding, by: Person, decision: DecisionRow): readonly string[] {
  const card = attentionOf(folding, decision.operation);
  if (card?.state !== 'open') return [];
  if (decision.action === 'dismiss') {
    dismiss(folding, decision.operation);
    return [];
  }
  const { rules, writer } = folding;
  const release = { by, access: accessOf(writer, rules, by), postedOn: decision.postOn };
  return letIn(folding, decision.operation, release).come;
}

/** Files an operation away, what was saved together with it, and what waits for any of them. */
function dismiss(folding: Folding, first: string): void {
  const { writer } = folding;
  const queue = [first];
  const together = new Set<string>();
  for (const operation of queue) {
    const card = attentionOf(folding, operation);
    if (card?.state !== 'open') continue;
    passed('filed away');
    putEvent(folding, operation, { kind: 'dismissed' });
    writer.removeWaiting(operation);
    // A group is looked up once, however large it is.
    const mates = together.has(operation) ? [] : groupOf(writer, operation).map(idOf);
    for (const mate of mates) together.add(mate);
    queue.push(...mates, ...writer.waitingFor(operation));
  }
}

/** Somebody was approved: what he wrote before counts, in the order in which it came. Gives the ids of what has come. */
function approve(folding: Folding, user: string): readonly string[] {
  const table = required(folding.rules.byRole.get('attention'), 'grants and attention are one module');
  const come: string[] = [];
  for (const state of folding.writer.rowsByAuthor(user)) {
    const card = shownRow(table, state) as unknown as AttentionRow;
    // One that came before it may have let it in, or filed it away.
    if (attentionOf(folding, card.operation)?.state !== 'open' || card.why !== 'unenrolled') continue;
    passed('let in by approval');
    come.push(...letIn(folding, card.operation).come);
  }
  return come;
}

/** What was missing has come: those that waited for it are judged again, and those that waited for them. */
export function wake(folding: Folding, ids: readonly string[]): void {
  if (isOff('wake')) return;
  const queue = [...ids];
  for (const id of queue) {
    // A group is judged once, however many of it wait for the same: two thousand are not judged two thousand times.
    const judged = new Set<string>();
    for (const operation of folding.writer.waitingFor(id)) {
      if (judged.has(operation) || attentionOf(folding, operation)?.state !== 'open') continue;
      const outcome = letIn(folding, operation);
      for (const mate of outcome.judged) judged.add(mate);
      queue.push(...outcome.come);
    }
  }
}

/**
 * Judges an operation's group anew and lets it in when all of it is good; otherwise the card says why not. Gives the ids
 * of those that were judged, and of what has come with those that were let in.
 */
function letIn(
  folding: Folding,
  id: string,
  release?: Release,
): { readonly judged: readonly string[]; readonly come: readonly string[] } {
  const { rules, writer } = folding;
  const group = groupOf(writer, id).filter((stored) => attentionOf(folding, idOf(stored))?.state === 'open');
  const user = required(
    writer.writer(required(group[0], 'a card has its operation').writer),
    'a log has its writer',
  ).user;
  const person = required(writer.person(user), 'who wrote is known');
  const operations = group.map((stored) => decodeCanonical(stored.writer, stored.header, stored.payload));
  const court: Court = {
    rules,
    person,
    access: accessOf(writer, rules, person),
    reader: writer,
    ...(release === undefined ? {} : { release }),
  };
  const verdicts = judge(court, operations);
  const isGood = verdicts.every((verdict) => !('reason' in verdict));
  group.forEach((stored, index) => {
    const verdict = verdicts[index];
    const operation = operations[index];
    if (verdict === undefined || operation === undefined) return;
    if ('reason' in verdict) {
      // Of two things that it names the second may be missing now: the reason is the same, what it waits for is not.
      if (verdict.waitsFor !== undefined) writer.putWaiting(verdict.waitsFor, idOf(stored));
      if (attentionOf(folding, idOf(stored))?.why !== verdict.reason)
        putEvent(folding, idOf(stored), { kind: 'reason', detail: verdict.reason });
      return;
    }
    if (!isGood) return;
    const detail = release?.postedOn;
    passed(release === undefined ? 'let in by arrival' : 'let in by decision');
    putEvent(folding, idOf(stored), { kind: 'released' });
    // A claim within the group may have been taken by an earlier one; `judge` saw them together.
    const seq = putEvent(folding, idOf(stored), { kind: 'apply', ...(detail === undefined ? {} : { detail }) });
    foldOperation(folding, operation, { seq, claims: verdict.claims, postedOn: postedOnFor(operation, detail) });
    writer.removeWaiting(idOf(stored));
  });
  const come = isGood ? operations.flatMap((operation) => consequencesOf(folding, { operation, by: person })) : [];
  return { judged: group.map(idOf), come };
}

/** Only a document has a day; a record that is released with it has none. */
export function postedOnFor(operation: Operation, detail: string | undefined): string | undefined {
  return operation.kind === 'post' || operation.kind === 'reverse' ? detail : undefined;
}

function putEvent(
  folding: Folding,
  operation: string,
  event: { readonly kind: (typeof EVENT_KINDS)[number]; readonly detail?: string },
): number {
  const { writer } = folding;
  const stored = required(writer.operation(operation), 'a card has its operation');
  const head = writer.head();
  const entry: LogEvent = { ...event, seq: head.seq + 1, operationSeq: stored.seq };
  const log = required(writer.writer(stored.writer), 'a log has its writer');
  writer.putEvent(entry, serverChainNext(head.chain, stepOf(entry, { hash: stored.hash, log })));
  foldEvent(folding, entry, { id: operation, user: log.user });
  return entry.seq;
}

/**
 * Everything that was saved together with an operation: its neighbours in the log that name the same group. A log may
 * name as its group's first operation one that is of none, so that is not what is gone by.
 */
function groupOf(writer: CoopWriter, id: string): readonly StoredOperation[] {
  const stored = required(writer.operation(id), 'a card has its operation');
  const { group } = decodeCanonical(stored.writer, stored.header, stored.payload);
  if (group === 0) return [stored];
  const mates = (step: 1 | -1): readonly StoredOperation[] => {
    const found: StoredOperation[] = [];
    for (let n = stored.n + step; n > 0; n += step) {
      const mate = writer.operation(operationId(stored.writer, n));
      if (mate === undefined || decodeCanonical(mate.writer, mate.header, mate.payload).group !== group) return found;
      found.push(mate);
    }
    return found;
  };
  return [...[...mates(-1)].reverse(), stored, ...mates(1)];
}

function idOf({ writer, n }: StoredOperation): string {
  return operationId(writer, n);
}
