/** The pulling half of a request: one snapshot of the co-op, from which the device gets the rows that it may hold. */
import { isOff } from '#kernel/ablation.ts';
import { createHash } from 'node:crypto';
import {
  grantsOfRoles,
  grantText,
  holds,
  includesGrant,
  intersectGrants,
  parseGrants,
  unionOfGrants,
  type Grant,
} from '#kernel/grants.ts';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import type { Person } from '#kernel/module.ts';
import { decodeIds, encodeIds, encodePage } from '#protocol/columns.ts';
import { bucketOf, BUCKETS, encodeDiffering, SUM_BYTES, sumsOf } from '#protocol/scrub.ts';
import { LIMITS } from '#protocol/operation.ts';
import type { RowState } from '#protocol/row-state.ts';
import { shownRow } from '#protocol/shown-row.ts';
import type { Cursor, RequestCursor, SyncRequestMessage, SyncResponseMessage } from '#protocol/sync-message.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import type { CoopReader, ServerSession } from '../store/store.ts';
import { accessOf } from './access.ts';
import { yearOf } from './judge.ts';
import type { Rules } from './rules.ts';
import { answerMark, type Received } from './receive.ts';

const POLL_SECONDS = 300;
const NOTHING = new Uint8Array(0);

export function answer(
  parts: { readonly reader: CoopReader; readonly rules: Rules; readonly session: ServerSession; readonly now: number },
  request: SyncRequestMessage,
  received: Received,
): SyncResponseMessage {
  const { reader, rules, session } = parts;
  const head = reader.head();
  const access = accessOf(reader, rules, session.person);
  const asked = askedFor(session.person, request);
  const view: View = { reader, rules, person: session.person, echoes: received.echoes };
  const place = placeOf(reader, request);
  const isFollowing = place.form === 0;
  const held = intersectGrants(asked.held, access.grants);
  const page = isFollowing ? pageAfter(view, { grants: held, from: place.cursor[0], budget: request[5] }) : NO_PAGE;
  const upTo = isFollowing ? (page.hasMore ? page.upTo : head.seq) : place.cursor[0];
  const filling =
    isFollowing && !page.hasMore && asked.filling !== undefined
      ? pageAfter(view, {
          grants: intersectGrants(asked.filling, access.grants),
          from: asked.fillingFrom,
          budget: Math.max(1, request[5] - page.bytes.length),
        })
      : undefined;
  const marks = (request[7] ?? []).map((mark) => answerMark(reader, mark)).filter((state) => state !== undefined);
  const logs = [...received.logs, ...marks];
  const isAtHead = upTo === head.seq;
  // What was taken away leaves with this answer, and is in the device's sums still.
  const isAllowed = asked.held.every((grant) => includesGrant(access.grants, grant));
  return [
    PROTOCOL_VERSION,
    parts.now,
    runsOf(received),
    received.outcomes.flatMap(({ writer, outcome }): [Uint8Array, number, number, string][] =>
      outcome.reason === undefined ? [] : [[bytesOfHex(writer), outcome.n, outcome.seq, outcome.reason]],
    ),
    place.form,
    page.bytes,
    cursorAt(reader, upTo),
    page.hasMore || !isFollowing ? 1 : 0,
    POLL_SECONDS,
    logs.length === 0 ? null : logs,
    request[10] ? grantsToTell(access.grants, asked, head.firstYear) : told(access.grants, head.firstYear),
    head.safeSeq === 0 ? null : head.safeSeq,
    null,
    isAtHead ? null : cursorAt(reader, head.seq),
    refetched(view, request[9], access.grants),
    filling === undefined ? null : [filling.bytes, filling.hasMore ? filling.upTo : head.seq, filling.hasMore ? 1 : 0],
    isAtHead && isAllowed && !page.hasMore && page.bytes.length === 0 ? scrubbed(view, request[11], held) : null,
  ];
}

/** Where the device is in this log, as a cursor that both sides know; undefined when the server's log is another one. */
export function knownCursor(reader: CoopReader, [seq, chain, headSeq, headChain]: RequestCursor): Cursor | undefined {
  const isKnown = isOnChain(reader, seq, chain) && (headSeq === undefined || isOnChain(reader, headSeq, headChain));
  return isKnown ? [seq, chain] : undefined;
}

function isOnChain(reader: CoopReader, seq: number, chain: Uint8Array | undefined): boolean {
  const known = reader.chainAt(seq);
  if (isOff('cursor-hash')) return known !== undefined;
  return known !== undefined && (seq === 0 || hexOf(chain ?? NOTHING) === known.slice(0, 16));
}

/** 0: go on from the cursor; 1: the cursor is unknown, send receipts; 2: go back to this receipt. */
function placeOf(
  reader: CoopReader,
  request: SyncRequestMessage,
): { readonly form: 0 | 1 | 2; readonly cursor: Cursor } {
  const known = knownCursor(reader, request[4]);
  if (known !== undefined) return { form: 0, cursor: known };
  const receipts = request[8] ?? undefined;
  if (receipts === undefined) return { form: 1, cursor: [0, NOTHING] };
  const common = receipts.filter(([seq, chain]) => isOnChain(reader, seq, chain));
  return { form: 2, cursor: common.reduce((best, each) => (each[0] > best[0] ? each : best), [0, NOTHING] as Cursor) };
}

interface Asked {
  readonly held: readonly Grant[];
  readonly filling: readonly Grant[] | undefined;
  readonly fillingFrom: number;
}

function askedFor(person: Person, request: SyncRequestMessage): Asked {
  const pull = request[10] ?? undefined;
  if (pull === undefined) return { held: grantsOfRoles(person), filling: undefined, fillingFrom: 0 };
  const [held, filling, from] = pull;
  return {
    held: parseGrants(held),
    filling: filling === undefined ? undefined : parseGrants(filling),
    fillingFrom: from ?? 0,
  };
}

/** Said when the device holds or wants something else than it may, or leaves out years that have documents. */
function grantsToTell(allowed: readonly Grant[], asked: Asked, firstYear: number): [string[], number] | null {
  const wanted = unionOfGrants(asked.held, asked.filling ?? []);
  const isSame =
    wanted.every((grant) => includesGrant(allowed, grant)) && allowed.every((grant) => includesGrant(wanted, grant));
  return isSame ? null : told(allowed, firstYear);
}

/** Also to whoever names nothing: his roles may be others by now, and then what he did not name is not what he has. */
function told(allowed: readonly Grant[], firstYear: number): [string[], number] {
  return [allowed.map(grantText), firstYear];
}

interface View {
  readonly reader: CoopReader;
  readonly rules: Rules;
  readonly person: Person;
  readonly echoes: ReadonlyMap<string, number>;
}

interface Page {
  readonly bytes: Uint8Array;
  readonly upTo: number;
  readonly hasMore: boolean;
}

const NO_PAGE: Page = { bytes: NOTHING, upTo: 0, hasMore: false };
/** A row of the usual kind takes about this much; the page stops near the asked-for size and always carries a row. */
const BYTES_PER_ROW = 12;

function pageAfter(
  { reader, person, echoes }: View,
  at: { readonly grants: readonly Grant[]; readonly from: number; readonly budget: number },
): Page {
  const limit = Math.max(1, Math.min(LIMITS.pageRows, Math.floor(at.budget / BYTES_PER_ROW)));
  const found = reader.rowsAfter(at.from, { grants: at.grants, person, limit: limit + 1 });
  const budget = Math.min(at.budget, LIMITS.responseBytes);
  for (let size = Math.min(limit, found.length); ; size = Math.ceil(size / 2)) {
    const taken = found.slice(0, size);
    // Somebody may have written between the transaction and this answer: that is no echo any more.
    const rows = taken.filter((row) => echoes.get(row.id) !== row.seq);
    const bytes = rows.length === 0 ? NOTHING : encodePage(rows);
    // Notes may be long: the guess is halved until it fits, and one row always goes.
    if (size <= 1 || bytes.length <= budget)
      return { bytes, upTo: taken.at(-1)?.seq ?? at.from, hasMore: found.length > size };
  }
}

function refetched(
  view: View,
  idBytes: Uint8Array | null | undefined,
  grants: readonly Grant[],
): [Uint8Array, Uint8Array] | null {
  if (idBytes === null || idBytes === undefined) return null;
  const ids = decodeIds(idBytes, LIMITS.refetchIds);
  const rows: RowState[] = [];
  const unknown: string[] = [];
  for (const id of ids) {
    const row = view.reader.row(id);
    if (row !== undefined && mayHold(view, row, grants)) rows.push(row);
    else unknown.push(id);
  }
  return [rows.length === 0 ? NOTHING : encodePage(rows), unknown.length === 0 ? NOTHING : encodeIds(unknown)];
}

function mayHold({ rules, person }: View, row: RowState, grants: readonly Grant[]): boolean {
  const table = rules.tables.get(row.table);
  if (table === undefined) return false;
  const shown: Readonly<Record<string, unknown>> = shownRow(table, row);
  if (table.role === 'attention' && shown['author'] === person.userId) return true;
  return holds(grants, person, { scope: row.scope, year: yearOf(table, shown) });
}

/** The rows in the buckets whose sums differ from the device's. */
function scrubbed(view: View, theirs: Uint8Array | null | undefined, grants: readonly Grant[]): Uint8Array | null {
  if (theirs === null || theirs === undefined || theirs.length !== BUCKETS * SUM_BYTES) return null;
  const rows: RowState[] = [];
  for (let from = 0; ; ) {
    const part = view.reader.rowsAfter(from, { grants, person: view.person, limit: 10_000 });
    rows.push(...part);
    const last = part.at(-1);
    if (last === undefined) break;
    from = last.seq;
  }
  const ours = sumsOf(rows.map((row) => ({ id: row.id, hash: sha256(encodePage([row])) })));
  const differing = new Map<number, string[]>();
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const [from, to] = [bucket * SUM_BYTES, (bucket + 1) * SUM_BYTES];
    if (Buffer.compare(ours.subarray(from, to), theirs.subarray(from, to)) !== 0) differing.set(bucket, []);
  }
  for (const { id } of rows) differing.get(bucketOf(id))?.push(id);
  return encodeDiffering(differing);
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

function cursorAt(reader: CoopReader, seq: number): Cursor {
  return seq === 0 ? [0, NOTHING] : [seq, bytesOfHex((reader.chainAt(seq) ?? '').slice(0, 16))];
}

/** `[writer, first n, count, first seq]` for stored operations that follow each other in both numberings. */
function runsOf(received: Received): [Uint8Array, number, number, number][] {
  const runs: { writer: string; n: number; count: number; seq: number }[] = [];
  for (const { writer, outcome } of received.outcomes) {
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
