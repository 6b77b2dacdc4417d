/**
 * One sync request, from inflated bytes to answer bytes; no HTTP. Limits and hashes are checked before the transaction,
 * rights and merge inside it, and the answer is made after it is durable (SPEC.md, rules SS1 to SS9).
 */
import { createHash } from 'node:crypto';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import type { ModuleDefinition, QuarantineReason } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { mayHold } from '#protocol/authorise.ts';
import { chainNext, chainStart, headerBytes, payloadBytes, serverChainNext } from '#protocol/chain.ts';
import { decodeOperations, encodeRows } from '#protocol/columns.ts';
import { applyOperation } from '#protocol/merge.ts';
import { LIMITS, type Operation } from '#protocol/operation.ts';
import type { RowState } from '#protocol/row-state.ts';
import {
  decodeRequest,
  encodeResponse,
  encodeSyncError,
  peekVersion,
  type Cursor,
  type SyncErrorCode,
  type SyncRequestMessage,
  type SyncResponseMessage,
} from '#protocol/sync-message.ts';
import { PROTOCOL_FLOOR, PROTOCOL_VERSION } from '#protocol/version.ts';
import type { CoopReader, CoopWriter, OperationOutcome, ServerSession, ServerStore } from '../store/store.ts';
import { judge, rulesOf, type Rules } from './judge.ts';

export interface SyncServer {
  readonly store: ServerStore;
  readonly registry: readonly ModuleDefinition[];
  readonly now: () => number;
}

export interface SyncAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

const POLL_SECONDS = 300;
const STATUS_BY_ERROR: Readonly<Record<SyncErrorCode, number>> = {
  'sync.malformed': 400,
  'sync.tooLarge': 413,
  'sync.versionTooOld': 426,
  'sync.versionTooNew': 400,
  'sync.unauthorised': 401,
  'sync.chainBroken': 409,
  'sync.busy': 503,
  'sync.storageFull': 507,
  'sync.internal': 500,
};

/** Always an answer in our own format; a request never throws. */
export function handleSync(server: SyncServer, body: Uint8Array): SyncAnswer {
  try {
    return { status: 200, body: encodeResponse(answerTo(server, body)) };
  } catch (cause) {
    return syncRefusal(errorCodeOf(cause));
  }
}

export function syncRefusal(code: SyncErrorCode): SyncAnswer {
  const retrySeconds = code === 'sync.busy' || code === 'sync.storageFull' || code === 'sync.internal' ? 60 : 0;
  return { status: STATUS_BY_ERROR[code], body: encodeSyncError(code, retrySeconds) };
}

function errorCodeOf(cause: unknown): SyncErrorCode {
  if (!(cause instanceof Fault)) return 'sync.internal';
  if (cause.code === 'server.storageFull') return 'sync.storageFull';
  const known: Readonly<Record<string, SyncErrorCode>> = {
    'sync.malformed': 'sync.malformed',
    'sync.tooLarge': 'sync.tooLarge',
    'sync.versionTooOld': 'sync.versionTooOld',
    'sync.versionTooNew': 'sync.versionTooNew',
    'sync.unauthorised': 'sync.unauthorised',
    'sync.chainBroken': 'sync.chainBroken',
  };
  return known[cause.code] ?? 'sync.internal';
}

interface Log {
  readonly writer: string;
  readonly firstN: number;
  readonly operations: readonly Operation[];
  readonly lastHash: string;
}

function answerTo(server: SyncServer, body: Uint8Array): SyncResponseMessage {
  const request = readRequest(body);
  const session = sessionOf(server, request);
  const claimed = request[6].reduce((sum, [, , count]) => sum + count, 0);
  if (claimed > LIMITS.operationsPerRequest) throw new Fault('sync.tooLarge');
  const logs = request[6].map(([writer, firstN, count, lastHash, columns]): Log => {
    const id = hexOf(writer);
    return {
      writer: id,
      firstN,
      operations: decodeOperations(columns, { writer: id, firstN, count }),
      lastHash: hexOf(lastHash),
    };
  });
  if (new Set(logs.map((log) => log.writer)).size !== logs.length) throw new Fault('sync.malformed');
  checkSizes(logs);

  const pushed =
    logs.length === 0
      ? NOTHING_PUSHED
      : server.store.write(session.coop, (writer) => push(server, session, { logs, writer, cursor: request[4] }));
  return server.store.read(session.coop, (reader) => pull(server, session, { reader, request, pushed }));
}

function readRequest(body: Uint8Array): SyncRequestMessage {
  if (body.length > LIMITS.requestBytes) throw new Fault('sync.tooLarge');
  const version = peekVersion(body);
  if (version !== undefined && version > PROTOCOL_VERSION) throw new Fault('sync.versionTooNew');
  if (version !== undefined && version < PROTOCOL_FLOOR) throw new Fault('sync.versionTooOld');
  return decodeRequest(body);
}

/** A wrong token and a token of another co-op get the same answer, so that nobody learns which co-ops are here. */
function sessionOf(server: SyncServer, request: SyncRequestMessage): ServerSession {
  const session = server.store.catalogue.session(tokenHash(hexOf(request[2])));
  if (session === undefined || session.coop !== hexOf(request[3])) throw new Fault('sync.unauthorised');
  return session;
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function checkSizes(logs: readonly Log[]): void {
  for (const { operations } of logs) {
    for (const operation of operations)
      if (payloadBytes(operation).length > LIMITS.operationBytes) throw new Fault('sync.tooLarge');
  }
}

interface Pushed {
  readonly outcomes: readonly { readonly writer: string; readonly outcome: OperationOutcome }[];
  readonly gaps: readonly { readonly writer: string; readonly n: number }[];
  /** Rows that only this request's new operations changed since the request's cursor: the device knows them already. */
  readonly echoes: ReadonlySet<string>;
}

const NOTHING_PUSHED: Pushed = { outcomes: [], gaps: [], echoes: new Set() };

function push(
  server: SyncServer,
  session: ServerSession,
  at: { readonly logs: readonly Log[]; readonly writer: CoopWriter; readonly cursor: Cursor },
): Pushed {
  const rules = rulesOf(server.registry);
  const outcomes: { writer: string; outcome: OperationOutcome }[] = [];
  const gaps: { writer: string; n: number }[] = [];
  const echoes = new EchoList(isKnownCursor(at.writer, at.cursor) ? at.cursor[0] : undefined);
  for (const log of at.logs) {
    const known = at.writer.writer(log.writer);
    if (known !== undefined && known.user !== session.person.userId) throw new Fault('sync.unauthorised');
    const storedN = known?.n ?? 0;
    if (log.firstN > storedN + 1) {
      gaps.push({ writer: log.writer, n: storedN });
      continue;
    }
    const { repeated, fresh, hashes } = checkChain(session.coop, at.writer, log);
    for (const outcome of repeated) outcomes.push({ writer: log.writer, outcome });
    for (const group of groupsOf(fresh)) {
      for (const outcome of storeGroup({ server, session, rules, writer: at.writer, echoes }, group, hashes))
        outcomes.push({ writer: log.writer, outcome });
    }
    const last = fresh.at(-1);
    if (last !== undefined)
      at.writer.putWriter({
        writer: log.writer,
        user: session.person.userId,
        n: last.n,
        hash: hashes.get(last.n) ?? '',
      });
  }
  return { outcomes, gaps, echoes: echoes.rows };
}

/** Rebuilds the hashes of the log's part that arrived; Fault `sync.chainBroken` when they do not meet what is stored. */
function checkChain(coop: string, reader: CoopReader, log: Log) {
  const lastN = log.firstN + log.operations.length - 1;
  const repeated = reader.operations(log.writer, log.firstN, lastN);
  const before =
    log.firstN === 1
      ? chainStart(coop, log.writer)
      : reader.operations(log.writer, log.firstN - 1, log.firstN - 1)[0]?.hash;
  if (before === undefined) throw new Fault('sync.chainBroken');
  const hashes = new Map<number, string>([[log.firstN - 1, before]]);
  let hash = before;
  for (const [index, operation] of log.operations.entries()) {
    hash = chainNext(hash, operation);
    hashes.set(operation.n, hash);
    const stored = repeated[index];
    if (stored !== undefined && stored.hash !== hash) throw new Fault('sync.chainBroken');
  }
  if (hash !== log.lastHash) throw new Fault('sync.chainBroken');
  return { repeated, fresh: log.operations.slice(repeated.length), hashes };
}

/** Operations saved together: applied together or quarantined together. */
function groupsOf(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const groups: Operation[][] = [];
  for (const operation of operations) {
    const last = groups.at(-1);
    if (last !== undefined && operation.group !== 0 && last[0]?.group === operation.group) last.push(operation);
    else groups.push([operation]);
  }
  return groups;
}

interface StoreContext {
  readonly server: SyncServer;
  readonly session: ServerSession;
  readonly rules: Rules;
  readonly writer: CoopWriter;
  readonly echoes: EchoList;
}

function storeGroup(
  context: StoreContext,
  group: readonly Operation[],
  hashes: ReadonlyMap<number, string>,
): readonly OperationOutcome[] {
  const judged = judge({ rules: context.rules, person: context.session.person, reader: context.writer }, group);
  return group.map((operation, index) => {
    const reason: QuarantineReason | undefined = judged.reasons[index];
    return storeOperation(context, operation, { reason, hashes, claims: judged.claims[index] ?? [] });
  });
}

function storeOperation(
  { server, writer, echoes }: StoreContext,
  operation: Operation,
  fate: {
    readonly reason: QuarantineReason | undefined;
    readonly hashes: ReadonlyMap<number, string>;
    readonly claims: readonly string[];
  },
): OperationOutcome {
  const head = writer.head();
  const seq = head.seq + 1;
  const hash = fate.hashes.get(operation.n) ?? '';
  const receivedAt = server.now();
  writer.putOperation(
    {
      seq,
      writer: operation.writer,
      n: operation.n,
      hash,
      reason: fate.reason,
      row: operation.row,
      receivedAt,
      effectiveAt: Math.min(operation.time.ms, receivedAt),
      header: headerBytes(fate.hashes.get(operation.n - 1) ?? '', operation),
      payload: payloadBytes(operation),
    },
    serverChainNext(head.chain, hash, fate.reason === undefined ? 0 : 1),
  );
  if (fate.reason === undefined) {
    const before = writer.row(operation.row);
    echoes.note(operation.row, before);
    for (const field of operation.fields) {
      for (const pred of field.preds) if (!writer.hasOperation(pred)) writer.putDangling(operation.row, field.no, pred);
    }
    writer.putRow(
      applyOperation(before, operation, {
        seq,
        isSuperseded: (field, id) => writer.isSuperseded(operation.row, field, id),
      }),
    );
    for (const claim of fate.claims) writer.putClaim(claim, operation.row);
  }
  return { n: operation.n, hash, seq, reason: fate.reason };
}

/** Which changed rows need not be sent back: before this request the device's cursor had already seen them, or they are new. */
class EchoList {
  readonly rows = new Set<string>();
  readonly #cursorSeq: number | undefined;
  readonly #noted = new Set<string>();

  constructor(cursorSeq: number | undefined) {
    this.#cursorSeq = cursorSeq;
  }

  note(row: string, before: RowState | undefined): void {
    if (this.#noted.has(row)) return;
    this.#noted.add(row);
    if (this.#cursorSeq !== undefined && (before?.seq ?? 0) <= this.#cursorSeq) this.rows.add(row);
  }
}

function isKnownCursor(reader: CoopReader, [seq, chain]: Cursor): boolean {
  const known = reader.chainAt(seq);
  return known !== undefined && (seq === 0 || hexOf(chain) === known.slice(0, 16));
}

function pull(
  server: SyncServer,
  session: ServerSession,
  at: { readonly reader: CoopReader; readonly request: SyncRequestMessage; readonly pushed: Pushed },
): SyncResponseMessage {
  const { reader, request, pushed } = at;
  const head = reader.head();
  const isKnown = isKnownCursor(reader, request[4]);
  const from = isKnown ? request[4][0] : 0;
  const page = isKnown
    ? pageAfter(reader, session, { from, budget: request[5], echoes: pushed.echoes })
    : { page: new Uint8Array(0), upTo: 0, hasMore: true };
  const upTo = page.hasMore ? page.upTo : head.seq;
  return [
    PROTOCOL_VERSION,
    server.now(),
    runsOf(pushed),
    pushed.outcomes.flatMap(({ writer, outcome }): [Uint8Array, number, number, string][] =>
      outcome.reason === undefined ? [] : [[bytesOfHex(writer), outcome.n, outcome.seq, outcome.reason]],
    ),
    isKnown ? 0 : 1,
    page.page,
    upTo === 0 ? [0, new Uint8Array(0)] : [upTo, bytesOfHex((reader.chainAt(upTo) ?? '').slice(0, 16))],
    page.hasMore ? 1 : 0,
    POLL_SECONDS,
    pushed.gaps.length === 0 ? null : pushed.gaps.map(({ writer, n }) => [bytesOfHex(writer), n]),
    null,
    null,
    null,
    head.seq,
  ];
}

/** A row of the usual kind takes about this much; the page stops near the asked-for size and always carries a row. */
const BYTES_PER_ROW = 24;

function pageAfter(
  reader: CoopReader,
  session: ServerSession,
  at: { readonly from: number; readonly budget: number; readonly echoes: ReadonlySet<string> },
): { readonly page: Uint8Array; readonly upTo: number; readonly hasMore: boolean } {
  const limit = Math.max(1, Math.min(LIMITS.pageRows, Math.floor(at.budget / BYTES_PER_ROW)));
  const scopes =
    session.person.role === 'office'
      ? undefined
      : ['coop', ...(session.person.memberId === undefined ? [] : [`member:${session.person.memberId}`])];
  const found = reader.rowsAfter(at.from, { limit: limit + 1, ...(scopes === undefined ? {} : { scopes }) });
  const visible = found.filter((row) => mayHold(session.person, row.scope));
  const budget = Math.min(at.budget, LIMITS.responseBytes);
  for (let size = Math.min(limit, visible.length); ; size = Math.ceil(size / 2)) {
    const taken = visible.slice(0, size);
    const rows = taken.filter((row) => !at.echoes.has(row.id));
    const page = rows.length === 0 ? new Uint8Array(0) : encodeRows(rows);
    // Notes may be long: the guess is halved until it fits, and one row always goes.
    if (size <= 1 || page.length <= budget)
      return { page, upTo: taken.at(-1)?.seq ?? at.from, hasMore: visible.length > size };
  }
}

/** `[writer, first n, count, first seq]` for stored operations that follow each other in both numberings. */
function runsOf(pushed: Pushed): [Uint8Array, number, number, number][] {
  const runs: { writer: string; n: number; count: number; seq: number }[] = [];
  for (const { writer, outcome } of pushed.outcomes) {
    if (outcome.reason !== undefined) continue;
    const last = runs.at(-1);
    if (
      last !== undefined &&
      last.writer === writer &&
      outcome.n === last.n + last.count &&
      outcome.seq === last.seq + last.count
    )
      last.count += 1;
    else runs.push({ writer, n: outcome.n, count: 1, seq: outcome.seq });
  }
  return runs.map((run) => [bytesOfHex(run.writer), run.n, run.count, run.seq]);
}
