/**
 * The pushing half of a request. Hashes and seals are checked before the transaction; inside it every operation is
 * stored or put aside with a reason, and what that lets in or takes out follows in the same transaction.
 */
import { passed } from '#kernel/branches.ts';
import { isOff } from '#kernel/ablation.ts';
import {
  chainStart,
  canonicalOperation,
  forkedWriter,
  serverChainNext,
  type CanonicalOperation,
} from '#protocol/chain.ts';
import { decodeCanonical } from '#protocol/canonical.ts';
import { LIMITS, type Operation } from '#protocol/operation.ts';
import { sealMessage } from '#protocol/seal.ts';
import type { Cursor, LogMark, LogState, Segment } from '#protocol/sync-message.ts';
import { decodeOperations } from '#protocol/columns.ts';
import { bytesOfHex, hexOf, operationId } from '#kernel/ids.ts';
import type { Person, QuarantineReason } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { SERVER_WRITER } from '#kernel/system-rows.ts';
import type {
  CoopReader,
  CoopWriter,
  LogOrigin,
  OperationOutcome,
  ServerSession,
  StoredOperation,
} from '../store/store.ts';
import { accessOf } from './access.ts';
import { attentionOf, foldOperation, openAttention, stepOf, type Folding } from './fold.ts';
import { judge } from './judge.ts';
import type { Rules } from './rules.ts';
import { followUp, wake } from './release.ts';

/** One log of a request, as far as it can be checked without the co-op's lock. */
export interface PushedLog {
  readonly writer: string;
  readonly firstN: number;
  readonly operations: readonly Operation[];
  /** Canonical bytes and hashes after `before`. */
  readonly canonical: readonly CanonicalOperation[];
  /** The hash before the first operation that the bytes were rebuilt with; absent when the server does not have it. */
  readonly before: string | undefined;
  readonly isWhole: boolean;
  /** The server did not have it when its seal was checked, so that its own key had to do. */
  readonly isNew: boolean;
  readonly seal: Uint8Array | undefined;
  readonly publicKey: Uint8Array | undefined;
  readonly origin: LogOrigin | undefined;
}

export type VerifySeal = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** Rebuilds bytes and hashes, of at most `unfoldedBytes`, and checks the seal. Faults `sync.malformed`, `sync.tooLarge`. */
export function prepareLog(
  reader: CoopReader,
  session: ServerSession,
  parts: { readonly segment: Segment; readonly verify: VerifySeal; readonly unfoldedBytes: number },
): PushedLog {
  const [writerBytes, firstN, count, lastHash, columns, seal, ownKey, origin] = parts.segment;
  const writer = hexOf(writerBytes);
  if (writer === SERVER_WRITER) throw new Fault('sync.malformed');
  const operations = decodeOperations(columns, { writer, firstN, count });
  const before = firstN === 1 ? chainStart(session.coop, writer) : hashAt(reader, writer, firstN - 1);
  const canonical: CanonicalOperation[] = [];
  let hash = before ?? '';
  let unfolded = 0;
  if (before !== undefined) {
    for (const operation of operations) {
      const next = canonicalOperation(hash, operation);
      unfolded += next.payload.length;
      if (next.payload.length > LIMITS.operationBytes || unfolded > parts.unfoldedBytes)
        throw new Fault('sync.tooLarge');
      canonical.push(next);
      hash = next.hash;
    }
  }
  const known = reader.writer(writer);
  const publicKey = known === undefined ? (ownKey ?? undefined) : known.publicKey;
  const message = { coop: session.coop, writer, n: firstN + count - 1, hash };
  const isSealed =
    publicKey === undefined
      ? // A device that can make no keys; a key that is not known and not sent is asked for.
        (seal ?? undefined) === undefined
      : seal instanceof Uint8Array && before !== undefined && parts.verify(publicKey, sealMessage(message), seal);
  const isOwn = known === undefined || known.user === session.person.userId;
  return {
    writer,
    firstN,
    operations,
    canonical,
    before,
    // A seal vouches for the hash, so a sealed segment need not carry it.
    isWhole: (hash === hexOf(lastHash) || (lastHash.length === 0 && seal instanceof Uint8Array)) && isSealed && isOwn,
    isNew: known === undefined,
    seal: seal ?? undefined,
    publicKey,
    origin: known === undefined ? originOf(origin ?? undefined) : known.origin,
  };
}

function originOf(origin: [Uint8Array, number, Uint8Array] | undefined): LogOrigin | undefined {
  return origin === undefined ? undefined : { writer: hexOf(origin[0]), n: origin[1], hash: hexOf(origin[2]) };
}

export interface Received {
  readonly outcomes: readonly { readonly writer: string; readonly outcome: OperationOutcome }[];
  readonly logs: readonly LogState[];
  /** The sequence of each row that only this request changed since its cursor: at that one the device knows it already. */
  readonly echoes: ReadonlyMap<string, number>;
  /** What came for the first time. */
  readonly arrivals: readonly Arrival[];
}

/** For figures: nothing says whose it is. */
export interface Arrival {
  readonly reason: string | undefined;
  /** How long before it was written, by its own clock. */
  readonly lagMs: number;
}

export const NOTHING_RECEIVED: Received = { outcomes: [], logs: [], echoes: new Map(), arrivals: [] };

interface Receiving {
  readonly rules: Rules;
  readonly writer: CoopWriter;
  readonly now: () => number;
  readonly person: Person;
  readonly echoes: EchoList;
  readonly arrivals: Arrival[];
}

/** Under the co-op's lock. */
export function receive(
  parts: {
    readonly rules: Rules;
    readonly writer: CoopWriter;
    readonly now: () => number;
    readonly session: ServerSession;
  },
  request: { readonly logs: readonly PushedLog[]; readonly knownCursor: Cursor | undefined },
): Received {
  const { rules, writer, now, session } = parts;
  const receiving: Receiving = {
    rules,
    writer,
    now,
    person: session.person,
    echoes: new EchoList(request.knownCursor?.[0]),
    arrivals: [],
  };
  const outcomes: { writer: string; outcome: OperationOutcome }[] = [];
  const logs: LogState[] = [];
  for (const log of request.logs) {
    // Who does not know yet that the log was put back does not know either whether what his branch follows is in it.
    const isNewBranch = log.origin !== undefined && writer.writer(log.writer) === undefined;
    if (isNewBranch && request.knownCursor === undefined) continue;
    const state = stateOf(writer, log);
    if (state !== undefined) {
      logs.push(state);
      continue;
    }
    for (const outcome of storeLog(receiving, log)) outcomes.push({ writer: log.writer, outcome });
  }
  return { outcomes, logs, echoes: receiving.echoes.rowsIn(writer), arrivals: receiving.arrivals };
}

/** Why nothing of a log can be stored, and up to where both sides have the same; undefined when all is well. */
function stateOf(reader: CoopReader, log: PushedLog): LogState | undefined {
  const known = reader.writer(log.writer);
  const [n, hash] = [known?.n ?? 0, known?.hash ?? ''];
  const say = (common: number, form: LogState[4]): LogState => [
    bytesOfHex(log.writer),
    n,
    bytesOfHex(hash.slice(0, 16)),
    common,
    form,
  ];
  if (log.before === undefined || log.firstN > n + 1) return say(0, 0);
  const stored = reader.operations(log.writer, log.firstN, log.firstN + log.operations.length - 1);
  const same = stored.findIndex((outcome, index) => outcome.hash !== log.canonical[index]?.hash);
  if (same >= 0) return say(log.firstN - 1 + same, 1);
  // All of it is here already: nothing has to be believed.
  if (stored.length === log.operations.length) return undefined;
  // Another request brought it meanwhile, maybe a copy's with another key: this one is looked at again from the beginning.
  if (log.isNew && known !== undefined) {
    passed('log begun by another meanwhile');
    throw new Fault('server.busy');
  }
  if (!log.isWhole) return say(log.firstN - 1 + stored.length, 2);
  if (isOff('fork-writer')) return undefined;
  // A branch is here under its own name or issued anew, and never both (rule P27).
  const { origin } = log;
  if (n === 0 && origin !== undefined && hashAt(reader, origin.writer, origin.n) === origin.hash) {
    passed('branch is there under its name');
    return say(0, 3);
  }
  const taken = reader.hasForks(log.writer)
    ? log.canonical.findIndex(
        ({ hash: own }, index) => index >= stored.length && reader.writer(forkedWriter(log.writer, own)) !== undefined,
      )
    : -1;
  if (taken < 0) return undefined;
  passed('branch is there issued anew');
  return say(log.firstN - 1 + taken, 1);
}

/** What a mark says of a log that is not pushed now: undefined when there is nothing to tell. */
export function answerMark(reader: CoopReader, [writerBytes, lastN, marks]: LogMark): LogState | undefined {
  const writer = hexOf(writerBytes);
  const known = reader.writer(writer);
  const n = known?.n ?? 0;
  const isCommon = ([at, hash]: LogMark[2][number]): boolean =>
    at <= n && (at === 0 || hashAt(reader, writer, at)?.slice(0, 16) === hexOf(hash));
  const common = marks.filter(isCommon).reduce((most, [at]) => Math.max(most, at), 0);
  const [acknowledged] = marks;
  if (acknowledged !== undefined && common === acknowledged[0] && n <= lastN) return undefined;
  return [writerBytes, n, bytesOfHex((known?.hash ?? '').slice(0, 16)), common, 0];
}

function hashAt(reader: CoopReader, writer: string, n: number): string | undefined {
  return reader.operations(writer, n, n)[0]?.hash;
}

function storeLog(receiving: Receiving, log: PushedLog): readonly OperationOutcome[] {
  const { writer, person } = receiving;
  const lastN = log.firstN + log.operations.length - 1;
  const repeated = writer.operations(log.writer, log.firstN, lastN);
  const fresh = isOff('known-operations') ? log.operations : log.operations.slice(repeated.length);
  const outcomes = repeated.map((outcome) => fateNow(receiving, log.writer, outcome));
  if (fresh.length > 0 && writer.person(person.userId) === undefined) writer.putPerson(person);
  const last = log.canonical.at(-1);
  if (fresh.length > 0 && last !== undefined) {
    writer.putWriter({
      writer: log.writer,
      user: person.userId,
      n: lastN,
      hash: last.hash,
      ...(log.publicKey === undefined ? {} : { publicKey: log.publicKey }),
      ...(log.origin === undefined ? {} : { origin: log.origin }),
    });
    if (log.seal !== undefined) writer.putSeal(log.writer, lastN, log.seal);
  }
  for (const group of groupsOf(fresh)) outcomes.push(...storeGroup(receiving, log, group));
  return outcomes;
}

/** What became of an operation since: one that was put aside may count by now, or be filed away. */
function fateNow({ rules, writer }: Receiving, log: string, outcome: OperationOutcome): OperationOutcome {
  if (outcome.reason === undefined) return outcome;
  const card = attentionOf({ rules, writer }, operationId(log, outcome.n));
  if (card !== undefined && card.state !== 'open') passed('told late what became of it');
  if (card?.state === 'released') return { ...outcome, seq: card.seq, reason: undefined };
  return { ...outcome, reason: card?.state === 'dismissed' ? DISMISSED : (card?.why ?? outcome.reason) };
}

/** The reason that a device is told of an operation that the office filed away. */
export const DISMISSED = 'dismissed';

/** Operations saved together: applied together or put aside together. */
function groupsOf(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const groups: Operation[][] = [];
  for (const operation of operations) {
    const last = groups.at(-1);
    const isMate = operation.group !== 0 && last?.[0]?.group === operation.group && !isOff('group');
    if (last !== undefined && isMate) last.push(operation);
    else groups.push([operation]);
  }
  return groups;
}

function storeGroup(receiving: Receiving, log: PushedLog, group: readonly Operation[]): readonly OperationOutcome[] {
  const { rules, writer, person, echoes } = receiving;
  const folding: Folding = { rules, writer };
  const verdicts = judge({ rules, person, access: accessOf(writer, rules, person), reader: writer }, group);
  const outcomes = group.map((operation, index) => {
    const verdict = verdicts[index];
    const reason: QuarantineReason | undefined =
      verdict !== undefined && 'reason' in verdict ? verdict.reason : undefined;
    if (reason !== undefined && isOff('quarantine'))
      return { n: operation.n, hash: '', seq: writer.head().seq, reason: undefined };
    const stored = putStored(receiving, log, operation, reason);
    if (verdict !== undefined && 'reason' in verdict) {
      openAttention(folding, stored, { operation, user: person.userId, reason: verdict.reason });
      const id = operationId(operation.writer, operation.n);
      if (verdict.waitsFor !== undefined) writer.putWaiting(verdict.waitsFor, id);
    } else {
      const { seq } = stored;
      const { isAlike, before } = foldOperation(folding, operation, { seq, claims: verdict?.claims ?? [] });
      echoes.note(operation.row, { seqBefore: isAlike ? (before?.seq ?? 0) : Number.POSITIVE_INFINITY, seq });
    }
    return { n: operation.n, hash: stored.hash, seq: stored.seq, reason };
  });
  // Only now, since what this lets in may claim what the group claims.
  for (const [index, operation] of group.entries()) {
    if (outcomes[index]?.reason === undefined) followUp(folding, { operation, by: person });
    // A decision about it may have been here first.
    else wake(folding, [operationId(operation.writer, operation.n)]);
  }
  return outcomes;
}

function putStored(
  { writer, now, person, arrivals }: Receiving,
  log: PushedLog,
  operation: Operation,
  reason: QuarantineReason | undefined,
): StoredOperation {
  const bytes = log.canonical[operation.n - log.firstN];
  if (bytes === undefined) throw new Fault('sync.malformed');
  const receivedAt = now();
  const stored: StoredOperation = {
    seq: writer.head().seq + 1,
    writer: operation.writer,
    n: operation.n,
    hash: bytes.hash,
    reason,
    row: operation.row,
    receivedAt,
    effectiveAt: Math.min(operation.time.ms, receivedAt),
    header: bytes.header,
    payload: bytes.payload,
  };
  const step = stepOf(stored, { hash: bytes.hash, log: { ...log, user: person.userId } });
  writer.putOperation(stored, serverChainNext(writer.head().chain, step));
  arrivals.push({ reason, lagMs: receivedAt - operation.time.ms });
  return stored;
}

/** Stored bytes as the operation that they are. */
export function operationOf({ writer, header, payload }: StoredOperation): Operation {
  return decodeCanonical(writer, header, payload);
}

/**
 * Which changed rows need not be sent back: before this request the device's cursor had already seen them, or they are
 * new, and nothing but its own operations has changed them since.
 */
class EchoList {
  readonly #cursorSeq: number | undefined;
  /** The last own operation's sequence by row; absent once somebody else had a hand in it. */
  readonly #lastOwn = new Map<string, number | undefined>();

  constructor(cursorSeq: number | undefined) {
    this.#cursorSeq = cursorSeq;
  }

  note(row: string, at: { readonly seqBefore: number; readonly seq: number }): void {
    const isFirst = !this.#lastOwn.has(row);
    const known = isFirst ? this.#cursorSeq : this.#lastOwn.get(row);
    this.#lastOwn.set(row, known !== undefined && at.seqBefore <= known ? at.seq : undefined);
  }

  rowsIn(reader: Pick<CoopReader, 'row'>): ReadonlyMap<string, number> {
    const isEcho = (own: readonly [string, number | undefined]): own is [string, number] => {
      const row = reader.row(own[0]);
      // Where values stand side by side the device needs the times of all of them.
      return row !== undefined && row.seq === own[1] && [...row.fields.values()].every((heads) => heads.length < 2);
    };
    return new Map([...this.#lastOwn].filter(isEcho));
  }
}
