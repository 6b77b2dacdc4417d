/**
 * One sync request, from inflated bytes to answer bytes; no HTTP. Limits, hashes and seals are checked before the
 * transaction, rights and merge inside it, and the answer is made after it is durable (SPEC.md, rules SS1 to SS9).
 */
import { hexOf } from '#kernel/ids.ts';
import type { ModuleDefinition } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { LIMITS } from '#protocol/operation.ts';
import {
  decodeRequest,
  encodeResponse,
  encodeSyncError,
  peekVersion,
  type SyncErrorCode,
  type SyncRequestMessage,
  type SyncResponseMessage,
} from '#protocol/sync-message.ts';
import { PROTOCOL_FLOOR, PROTOCOL_VERSION } from '#protocol/version.ts';
import { sessionOfSync } from '../access/sessions.ts';
import type { ServerSession, ServerStore } from '../store/store.ts';
import { answer, knownCursor } from './answer.ts';
import { hasTooManyItems } from './item-limit.ts';
import { rulesOf } from './rules.ts';
import { type Arrival, NOTHING_RECEIVED, prepareLog, receive, type VerifySeal } from './receive.ts';
import { verifySeal } from './verify-seal.ts';

export interface SyncServer {
  readonly store: ServerStore;
  readonly registry: readonly ModuleDefinition[];
  readonly now: () => number;
  /** P-256 by Node; a simulation brings its own. */
  readonly verify?: VerifySeal;
  /** Told what is our own mistake (`sync.internal`), so that it is not swallowed with the answer. */
  readonly onBug?: (cause: unknown) => void;
  /** Told what a push has brought, when it is durable. */
  readonly onArrivals?: (arrivals: readonly Arrival[]) => void;
  /** Told whose request was taken, and of which build. */
  readonly onSeen?: (session: ServerSession, build: string) => void;
}

export interface SyncAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

const STATUS_BY_ERROR: Readonly<Record<SyncErrorCode, number>> = {
  'sync.malformed': 400,
  'sync.tooLarge': 413,
  'sync.versionTooOld': 426,
  'sync.versionTooNew': 400,
  'sync.unauthorised': 401,
  'sync.insecure': 403,
  'sync.chainBroken': 409,
  'sync.busy': 503,
  'sync.storageFull': 507,
  'sync.internal': 500,
};

/** Always an answer in our own format; a request never throws. */
export async function handleSync(server: SyncServer, body: Uint8Array): Promise<SyncAnswer> {
  try {
    return { status: 200, body: encodeResponse(await answerTo(server, body), body) };
  } catch (cause) {
    const code = errorCodeOf(cause);
    if (code === 'sync.internal') server.onBug?.(cause);
    return syncRefusal(code, serverTimeIn(cause));
  }
}

function serverTimeIn(cause: unknown): number | undefined {
  const serverTime = cause instanceof Fault ? cause.values['serverTime'] : undefined;
  return typeof serverTime === 'number' ? serverTime : undefined;
}

/** `serverTime`: ms since 1970, where the device's clock may be the reason. */
export function syncRefusal(code: SyncErrorCode, serverTime?: number): SyncAnswer {
  const retrySeconds = code === 'sync.busy' || code === 'sync.storageFull' || code === 'sync.internal' ? 60 : 0;
  return { status: STATUS_BY_ERROR[code], body: encodeSyncError(code, retrySeconds, serverTime) };
}

function errorCodeOf(cause: unknown): SyncErrorCode {
  if (!(cause instanceof Fault)) return 'sync.internal';
  const known: Readonly<Record<string, SyncErrorCode>> = {
    'server.storageFull': 'sync.storageFull',
    'server.busy': 'sync.busy',
    'sync.malformed': 'sync.malformed',
    'sync.tooLarge': 'sync.tooLarge',
    'sync.versionTooOld': 'sync.versionTooOld',
    'sync.versionTooNew': 'sync.versionTooNew',
    'sync.unauthorised': 'sync.unauthorised',
    'sync.chainBroken': 'sync.chainBroken',
  };
  return known[cause.code] ?? 'sync.internal';
}

async function answerTo(server: SyncServer, body: Uint8Array): Promise<SyncResponseMessage> {
  const request = readRequest(body);
  const session = await sessionOfSync(server, request, body);
  const claimed = request[6].reduce((sum, [, , count]) => sum + count, 0);
  if (claimed > LIMITS.operationsPerRequest) throw new Fault('sync.tooLarge');
  if (new Set(request[6].map(([writer]) => hexOf(writer))).size !== request[6].length)
    throw new Fault('sync.malformed');
  const { store, now, verify = verifySeal } = server;
  const rules = rulesOf(server.registry);
  const logs =
    request[6].length === 0
      ? []
      : await store.read(session.coop, (reader) => {
          let unfoldedBytes: number = LIMITS.unfoldedBytes;
          return request[6].map((segment) => {
            const log = prepareLog(reader, session, { segment, verify, unfoldedBytes });
            for (const { payload } of log.canonical) unfoldedBytes -= payload.length;
            return log;
          });
        });
  const received =
    logs.length === 0
      ? NOTHING_RECEIVED
      : await store.write(session.coop, (writer) =>
          receive({ rules, writer, now, session }, { logs, knownCursor: knownCursor(writer, request[4]) }),
        );
  if (received.arrivals.length > 0) server.onArrivals?.(received.arrivals);
  server.onSeen?.(session, request[1]);
  return store.read(session.coop, (reader) => answer({ reader, rules, session, now: now() }, request, received));
}

function readRequest(body: Uint8Array): SyncRequestMessage {
  if (body.length > LIMITS.requestBytes) throw new Fault('sync.tooLarge');
  if (hasTooManyItems(body)) throw new Fault('sync.malformed');
  try {
    const request = decodeRequest(body);
    checkVersion(request[0]);
    return request;
  } catch (cause) {
    // Another version may be written in another way; its number is read all the same.
    checkVersion(peekVersion(body) ?? PROTOCOL_VERSION);
    throw cause;
  }
}

function checkVersion(version: number): void {
  if (version > PROTOCOL_VERSION) throw new Fault('sync.versionTooNew');
  if (version < PROTOCOL_FLOOR) throw new Fault('sync.versionTooOld');
}
