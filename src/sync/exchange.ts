/** One request and its answer: what is unsent goes out, what became of it and the next page of rows come in. */
import { applyRemote, readOutbox, type LocalDatabase, type Outbox, type RemoteAnswer } from '#local-db/index.ts';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import type { QuarantineReason } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { decodeRows, encodeOperations } from '#protocol/columns.ts';
import { LIMITS } from '#protocol/operation.ts';
import { decodeResponse, encodeRequest, type Segment, type SyncResponseMessage } from '#protocol/sync-message.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import type { Transport } from './transport.ts';

export interface ExchangeOptions {
  /** The session proof, 32 hex digits. */
  readonly token: string;
  readonly build: string;
  /** How long the answer may be, in bytes. */
  readonly byteBudget: number;
}

export type ExchangeOutcome =
  /** `isComplete`: nothing was unsent after this and the pull has reached the server's head. */
  { readonly kind: 'applied'; readonly isComplete: boolean } | { readonly kind: 'stale' };

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
  const sentAt = database.env.now();
  const body = await transport.send(requestOf(database, outbox, options));
  const receivedAt = database.env.now();
  const answer = answerOf(decodeResponse(body), { sentAt, receivedAt });
  const outcome = await applyRemote(database, outbox.cursorRecord, answer);
  if (outcome === 'stale') return { kind: 'stale' };
  return { kind: 'applied', isComplete: !answer.isReset && !answer.hasMore && !outbox.hasMore };
}

function requestOf(database: LocalDatabase, outbox: Outbox, options: ExchangeOptions): Uint8Array {
  const segments: Segment[] = [];
  const [first] = outbox.operations;
  if (first !== undefined) {
    segments.push([
      bytesOfHex(first.writer),
      first.n,
      outbox.operations.length,
      bytesOfHex(outbox.lastHash),
      encodeOperations(outbox.operations),
      null,
    ]);
  }
  return encodeRequest([
    PROTOCOL_VERSION,
    options.build,
    bytesOfHex(options.token),
    bytesOfHex(database.session.coop),
    outbox.cursor,
    options.byteBudget,
    segments,
    null,
    null,
    null,
    null,
  ]);
}

function answerOf(
  message: SyncResponseMessage,
  at: { readonly sentAt: number; readonly receivedAt: number },
): RemoteAnswer {
  const [, serverTime, stored, quarantined, isReset, page, cursor, more, , , , , , headSeq] = message;
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
    isReset: isReset === 1,
    rows: page.length === 0 ? [] : decodeRows(page),
    cursor: { seq: cursor[0], chain: hexOf(cursor[1]) },
    hasMore: more === 1,
    headSeq: headSeq ?? cursor[0],
  };
}

const REASONS: readonly QuarantineReason[] = [
  'immutable',
  'already-reversed',
  'already-confirmed',
  'late',
  'unenrolled',
  'forbidden',
  'invalid',
  'depends',
  'revoked',
  'limit',
];

/** A reason of a later server is shown as `invalid`: the record is kept and somebody has to look at it all the same. */
function reasonOf(text: string): QuarantineReason {
  return REASONS.find((reason) => reason === text) ?? 'invalid';
}

/**
 * Runs exchanges until all is sent and pulled; what is too large for one request goes in smaller ones.
 * Fault `sync.noProgress` when an answer asks for more without end.
 */
export async function syncUntilComplete(
  database: LocalDatabase,
  transport: Transport,
  options: ExchangeOptions,
): Promise<number> {
  let limit: number = LIMITS.operationsPerRequest;
  for (let requests = 1; requests <= MAX_REQUESTS; requests += 1) {
    try {
      const outcome = await exchange(database, transport, options, limit);
      if (outcome.kind === 'applied' && outcome.isComplete) return requests;
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.code !== 'sync.tooLarge' || limit === 1) throw cause;
      limit = Math.ceil(limit / 2);
    }
  }
  throw new Fault('sync.noProgress');
}

/** A season of 3,000 members in pages; more than this is a loop, not work. */
const MAX_REQUESTS = 5_000;
