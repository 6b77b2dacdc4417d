/**
 * How much goes into one request, by what the link has carried so far (design 5.7): a request should be over in 15 s, so
 * that what a bad moment destroys is little, and should be as large as that allows, since on 2G every round trip costs
 * as much as a hundred records. Pure: the sync keeps the value and hands it back with each outcome.
 *
 * Bytes are those of messages before compression, as the request's byte budget is counted.
 */
import { LIMITS } from '#protocol/operation.ts';

export interface Throughput {
  /** How long the answer may be: what one direction is believed to carry in its half of `REQUEST_MS`. */
  readonly byteBudget: number;
  /** How many operations to send; more wait for the next request. */
  readonly operationLimit: number;
  readonly bytesPerOperation: number;
  /** Of the last exchange that carried next to nothing; 0 before there was one. */
  readonly roundTripMs: number;
  /** Fewer than was too large for a request; lifted when nothing is unsent. */
  readonly operationCeiling: number;
}

/** One request with its answer. */
export interface Carried {
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** How many operations the request took along. */
  readonly operations: number;
  /** From before the request to after the answer, by the device's clock. */
  readonly tookMs: number;
  readonly hasMoreToSend: boolean;
}

/** What a request should take at most. */
export const REQUEST_MS = 15_000;
export const SMALLEST_BYTES = 16 * 1024;
export const LARGEST_BYTES = 512 * 1024;
/** Enough for an evening at a weighing station; fewer are sent only after something was too large. */
export const FEWEST_OPERATIONS = 50;

/** Both directions may be full. */
const ONE_WAY_MS = REQUEST_MS / 2;
/** Less tells what a round trip costs and nothing about the throughput. */
const MEASURABLE_BYTES = 2 * 1024;
/** A short burst says little about the next minute. */
const FASTEST_GROWTH = 4;

/** Before anything was measured: right for 2G, and four times as much after the first full page on something better. */
export const FIRST_THROUGHPUT: Throughput = sized({
  byteBudget: 32 * 1024,
  bytesPerOperation: 16,
  roundTripMs: 0,
  operationCeiling: LIMITS.operationsPerRequest,
});

/** After an answer. A time that makes no sense (the clock was set meanwhile) changes nothing but the ceiling. */
export function afterAnswer(before: Throughput, carried: Carried): Throughput {
  const { bytesUp, bytesDown, operations, tookMs, hasMoreToSend } = carried;
  const ceiling = { operationCeiling: hasMoreToSend ? before.operationCeiling : LIMITS.operationsPerRequest };
  // What a few operations take is mostly the message around them.
  const perOperation = operations < FEWEST_OPERATIONS ? {} : { bytesPerOperation: bytesUp / operations };
  const bytes = bytesUp + bytesDown;
  if (!(tookMs > 0)) return sized({ ...before, ...ceiling, ...perOperation });
  if (bytes < MEASURABLE_BYTES) return sized({ ...before, ...ceiling, ...perOperation, roundTripMs: tookMs });
  // A link that became faster than its last round trip still took some time for the bytes.
  const transferMs = Math.max(tookMs - before.roundTripMs, tookMs / 2);
  const byteBudget = Math.min((bytes / transferMs) * ONE_WAY_MS, before.byteBudget * FASTEST_GROWTH);
  return sized({ ...before, ...ceiling, ...perOperation, byteBudget });
}

/** After `sync.tooLarge`: half of what was sent. One operation that is too large by itself is the caller's to refuse. */
export function afterTooLarge(before: Throughput, operations: number): Throughput {
  return sized({ ...before, operationCeiling: Math.max(1, Math.ceil(operations / 2)) });
}

/**
 * After `sync.offline`. What failed at once never travelled and says nothing; what died on a long way was too long for
 * the pauses between two bad moments.
 */
export function afterNoAnswer(before: Throughput, tookMs: number): Throughput {
  if (!(tookMs >= REQUEST_MS)) return before;
  return sized({ ...before, byteBudget: before.byteBudget / 2 });
}

function sized(known: Omit<Throughput, 'operationLimit'>): Throughput {
  const byteBudget = Math.round(Math.min(LARGEST_BYTES, Math.max(SMALLEST_BYTES, known.byteBudget)));
  const fitting = Math.max(FEWEST_OPERATIONS, Math.floor(byteBudget / known.bytesPerOperation));
  return { ...known, byteBudget, operationLimit: Math.min(known.operationCeiling, fitting) };
}
