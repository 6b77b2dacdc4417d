/** One request and its answer: what is unsent goes out, what became of it and the next page of rows come in. */
import {
  applyRemote,
  clockOffset,
  dueSums,
  finishScrub,
  isComplete,
  isUsual,
  keepSeal,
  pruneOwnLogs,
  readOutbox,
  takeDiffering,
  writerKey,
  type CursorRecord,
  type LocalDatabase,
  type Outbox,
  type PushedSegment,
  type RemoteAnswer,
} from '#local-db/index.ts';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { QUARANTINE_REASONS, type QuarantineReason } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { decodeIds, decodeRows, encodeIds, encodeOperations } from '#protocol/columns.ts';
import { LIMITS } from '#protocol/operation.ts';
import { decodeDiffering } from '#protocol/scrub.ts';
import { sealMessage } from '#protocol/seal.ts';
import {
  decodeResponse,
  type Cursor,
  type Segment,
  type SyncRequestMessage,
  type SyncResponseMessage,
} from '#protocol/sync-message.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import {
  afterAnswer,
  afterNoAnswer,
  afterTooLarge,
  FIRST_THROUGHPUT,
  type Carried,
  type Throughput,
} from './throughput.ts';
import { ask, type RequestKeys } from './request-key.ts';
import type { Transport } from './transport.ts';

export interface ExchangeOptions {
  /** The session's token, 32 hex digits: it counts until there is a key. */
  readonly token: string;
  /** Absent: this device can have none, and the token alone speaks for it. */
  readonly keys?: RequestKeys | undefined;
  readonly build: string;
  /** How long the answer may be, in bytes. */
  readonly byteBudget: number;
}

export type ExchangeOutcome = { readonly carried: Carried } & (
  | /** `isComplete`: nothing was unsent after this and the pull has reached the server's head. */
  { readonly kind: 'applied'; readonly isComplete: boolean }
  | { readonly kind: 'stale' }
);

/**
 * Faults: `sync.offline` (no answer), `sync.malformed` (an answer that is not ours: a captive portal, a cut body), and
 * the server's own codes (`sync.…`). After any of them everything unsent is still unsent.
 */
export async function exchange(
  database: LocalDatabase,
  transport: Transport,
  options: ExchangeOptions,
  limit: number = LIMITS.operationsPerRequest,
): Promise<ExchangeOutcome> {
  const outbox = await readOutbox(database, limit);
  const segments: Segment[] = [];
  for (const segment of outbox.segments) segments.push(await sealed(database, segment));
  const sentAt = database.env.now();
  const sums = segments.length === 0 ? await dueSums(database, outbox.cursorRecord) : undefined;
  const asking = { ...options, serverNow: async (): Promise<number> => sentAt + (await clockOffset(database)) };
  const { request, body } = await ask(transport, requestOf(database, { outbox, segments, sums }, options), asking);
  const receivedAt = database.env.now();
  const message = decodeResponse(body, request);
  const answer = answerOf(message, { sentAt, receivedAt, cursor: outbox.cursorRecord });
  const carried: Carried = {
    bytesUp: request.length,
    bytesDown: body.length,
    operations: segments.reduce((sum, [, , count]) => sum + count, 0),
    tookMs: receivedAt - sentAt,
    hasMoreToSend: outbox.hasMore,
  };
  const outcome = await applyRemote(database, outbox.cursorRecord, answer);
  if (outcome === 'stale') return { kind: 'stale', carried };
  // The server has summed what the person may hold now.
  const differing = answer.granted === undefined ? (message[16] ?? undefined) : undefined;
  if (differing !== undefined) await takeDiffering(database, answer.cursor, decodeDiffering(differing));
  const isDone = !outbox.hasMore && !answer.hasMore && (await isComplete(database));
  if (isDone) await finishScrub(database);
  return { kind: 'applied', carried, isComplete: isDone };
}

/** Seals are made outside every transaction and kept, so that a repeated request is the same to the byte. */
async function sealed(database: LocalDatabase, segment: PushedSegment): Promise<Segment> {
  const { writer, operations, lastHash, origin } = segment;
  const key = await writerKey(database, writer);
  const n = operations.at(-1)?.n ?? 0;
  let { seal } = segment;
  if (seal === undefined && key !== undefined && database.env.signer !== undefined) {
    const message = sealMessage({ coop: database.session.coop, writer, n, hash: lastHash });
    seal = await database.env.signer.sign(key.privateKey, message);
    await keepSeal(database, segment, seal);
  }
  return [
    bytesOfHex(writer),
    operations[0]?.n ?? 0,
    operations.length,
    bytesOfHex(seal === undefined ? lastHash : ''),
    encodeOperations(operations),
    seal ?? null,
    segment.isKeyKnown || seal === undefined ? null : (key?.publicKey ?? null),
    origin === undefined ? null : [bytesOfHex(origin.writer), origin.n, bytesOfHex(origin.hash)],
  ];
}

function requestOf(
  database: LocalDatabase,
  parts: { readonly outbox: Outbox; readonly segments: Segment[]; readonly sums: Uint8Array | undefined },
  options: ExchangeOptions,
): SyncRequestMessage {
  const { outbox, segments, sums } = parts;
  const { cursorRecord, marks, receipts, refetch } = outbox;
  return [
    PROTOCOL_VERSION,
    options.build,
    // It is made when the rest stands.
    new Uint8Array(0),
    bytesOfHex(database.session.coop),
    outbox.cursor,
    options.byteBudget,
    segments,
    marks.length === 0 ? null : [...marks],
    receipts === undefined ? null : receipts.map(([seq, chain]): [number, Uint8Array] => [seq, bytesOfHex(chain)]),
    refetch.length === 0 ? null : encodeIds(refetch),
    isUsual(cursorRecord, database.session.person) ? null : pullOf(cursorRecord),
    sums ?? null,
  ];
}

function pullOf({ held, filling }: CursorRecord): [string[]] | [string[], string[], number] {
  return filling === undefined ? [held] : [held, filling.grants, filling.seq];
}

function answerOf(
  message: SyncResponseMessage,
  at: { readonly sentAt: number; readonly receivedAt: number; readonly cursor: CursorRecord },
): RemoteAnswer {
  const [
    ,
    serverTime,
    stored,
    quarantined,
    place,
    page,
    cursor,
    more,
    ,
    logs,
    granted,
    safeSeq,
    ,
    head,
    refetched,
    filling,
  ] = message;
  // An answer speaks of what was pushed: a run of more than that would be unfolded number by number without end.
  const fates = stored.reduce((sum, [, , count]) => sum + count, quarantined.length);
  if (fates > LIMITS.operationsPerRequest) throw new Fault('sync.malformed');
  const halfRoundTrip = Math.max(0, Math.floor((at.receivedAt - at.sentAt) / 2));
  return {
    clockOffset: serverTime + halfRoundTrip - at.receivedAt,
    stored: stored.map(([writer, firstN, count, firstSeq]) => ({ writer: hexOf(writer), firstN, count, firstSeq })),
    quarantined: quarantined.map(([writer, n, seq, reason]) => ({
      writer: hexOf(writer),
      n,
      seq,
      reason: reasonOf(reason),
    })),
    logs: (logs ?? []).map(([writer, n, hash, common, form]) => ({
      writer: hexOf(writer),
      n,
      hash: hexOf(hash),
      common,
      form,
    })),
    place: PLACES[place],
    rows: rowsOf(page),
    cursor: placeAt(cursor),
    hasMore: more === 1,
    head: placeAt(head ?? cursor),
    filling: filling ? { rows: rowsOf(filling[0]), seq: filling[1], hasMore: filling[2] === 1 } : undefined,
    refetched: refetched
      ? {
          rows: rowsOf(refetched[0]),
          unknown: refetched[1].length === 0 ? [] : decodeIds(refetched[1], LIMITS.refetchIds),
        }
      : undefined,
    granted: granted && !isKnown(granted[0], at.cursor) ? { grants: granted[0], firstYear: granted[1] } : undefined,
    safeSeq: safeSeq ?? 0,
  };
}

/** The server tells what is held here already, and nothing else was told before. */
function isKnown(told: readonly string[], { held, filling, granted = held }: CursorRecord): boolean {
  const inOrder = (texts: readonly string[]): string => [...texts].sort().join();
  return filling === undefined && inOrder(held) === inOrder(told) && inOrder(granted) === inOrder(told);
}

const PLACES = { 0: 'known', 1: 'unknown', 2: 'receipt' } as const;

function rowsOf(page: Uint8Array): RemoteAnswer['rows'] {
  return page.length === 0 ? [] : decodeRows(page);
}

function placeAt([seq, chain]: Cursor): { readonly seq: number; readonly chain: string } {
  return { seq, chain: hexOf(chain) };
}

/** A reason of a later server is shown as `invalid`: the record is kept and somebody has to look at it all the same. */
function reasonOf(text: string): QuarantineReason | 'dismissed' {
  if (text === 'dismissed') return text;
  return QUARANTINE_REASONS.find((reason) => reason === text) ?? 'invalid';
}

export interface SyncOptions extends Omit<ExchangeOptions, 'byteBudget'> {
  /** How long an answer may be, in bytes; absent: what the link has been seen to carry. */
  readonly byteBudget?: number;
}

/** What the link has carried so far: kept from one sync to the next. */
export class Pace {
  current: Throughput = FIRST_THROUGHPUT;
}

/**
 * Runs exchanges until all is sent and pulled; what is too large for one request, or for a slow link, goes in smaller ones.
 * Fault `sync.noProgress` when an answer asks for more without end.
 */
export async function syncUntilComplete(
  database: LocalDatabase,
  transport: Transport,
  options: SyncOptions,
  pace: Pace = new Pace(),
): Promise<number> {
  for (let requests = 1; requests <= MAX_REQUESTS; requests += 1) {
    const isFixed = options.byteBudget !== undefined;
    const { byteBudget, operationLimit, operationCeiling } = pace.current;
    const limit = isFixed ? operationCeiling : operationLimit;
    const startedAt = database.env.now();
    try {
      const outcome = await exchange(database, transport, { byteBudget, ...options }, limit);
      pace.current = afterAnswer(pace.current, outcome.carried);
      if (outcome.kind === 'applied' && outcome.isComplete) {
        await pruneOwnLogs(database);
        return requests;
      }
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      if (cause.code === 'sync.offline') pace.current = afterNoAnswer(pace.current, database.env.now() - startedAt);
      if (cause.code !== 'sync.tooLarge' || limit === 1) throw cause;
      pace.current = afterTooLarge(pace.current, limit);
    }
  }
  throw new Fault('sync.noProgress');
}

/** A season of 3,000 members in pages; more than this is a loop, not work. */
const MAX_REQUESTS = 5_000;
