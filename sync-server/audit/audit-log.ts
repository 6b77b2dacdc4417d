/**
 * Reads a co-op's whole log and checks every stored byte of it against something that was computed when it came: payload
 * against header, header against hash, hash against the next header, the log's end against its seal, and everything
 * that the server itself recorded against the co-op's chain.
 */
import { operationId } from '#kernel/ids.ts';
import { canonicalOperation, chainStart, hashOfHeader, isPayloadOf, serverChainNext } from '#protocol/chain.ts';
import { decodeCanonical } from '#protocol/canonical.ts';
import type { Operation } from '#protocol/operation.ts';
import { sealMessage } from '#protocol/seal.ts';
import type { CoopHead, CoopReader, LogEvent, StoredOperation, WriterRecord } from '../store/store.ts';
import { stepOf } from '../sync/fold.ts';
import type { VerifySeal } from '../sync/receive.ts';
import type { Finding } from './findings.ts';

/** One device's log as the audit found it. */
export interface LogReport {
  readonly writer: string;
  readonly user: string;
  readonly n: number;
  /** A device that could make no keys: nothing but the chain vouches for it. */
  readonly isWeak: boolean;
  /** The last number under a good seal; 0: none. */
  readonly sealedTo: number;
}

export interface LogAudit {
  readonly head: CoopHead;
  readonly operations: number;
  readonly events: number;
  readonly logs: readonly LogReport[];
  readonly findings: readonly Finding[];
}

const STEP = 500;

export function auditLog(reader: CoopReader, parts: { readonly coop: string; readonly verify: VerifySeal }): LogAudit {
  const audit = new Auditor(reader, parts);
  const head = reader.head();
  for (let seq = 0; ; ) {
    const part = entriesAfter(reader, seq, STEP);
    if (part === undefined) {
      // One of the next entries is damaged: one at a time, until it is passed.
      const [entry] = entriesAfter(reader, seq, 1) ?? [];
      seq = entry?.seq ?? seq + 1;
      if (entry === undefined) audit.unreadable(seq);
      else audit.entry(entry);
      continue;
    }
    for (const entry of part) audit.entry(entry);
    const last = part.at(-1);
    if (last === undefined) return audit.end(head);
    seq = last.seq;
  }
}

function entriesAfter(
  reader: CoopReader,
  seq: number,
  limit: number,
): readonly (StoredOperation | LogEvent)[] | undefined {
  try {
    return reader.logAfter(seq, limit);
  } catch {
    // A stored value is not of its kind. Which entry it is, the caller finds out.
    return undefined;
  }
}

/** How far one device's log has been read. */
interface ReadLog {
  readonly record: WriterRecord | undefined;
  readonly seals: Map<number, Uint8Array>;
  n: number;
  hash: string;
  sealedTo: number;
}

/** The chain after the last entry: as its mark says, and as the entry gives it when the two differ. */
interface Place {
  readonly seq: number;
  readonly mark: string;
  readonly computed: string | undefined;
  readonly about: Finding;
}

class Auditor {
  readonly #reader: CoopReader;
  readonly #coop: string;
  readonly #verify: VerifySeal;
  readonly #findings: Finding[] = [];
  readonly #logs = new Map<string, ReadLog>();
  #place: Place;
  #marks: readonly { readonly seq: number; readonly chain: string }[] = [];
  #operations = 0;
  #events = 0;

  constructor(reader: CoopReader, { coop, verify }: { readonly coop: string; readonly verify: VerifySeal }) {
    this.#reader = reader;
    this.#coop = coop;
    this.#verify = verify;
    this.#place = { seq: 0, mark: reader.chainAt(0) ?? '', computed: undefined, about: { what: 'mark', seq: 0 } };
    for (const record of reader.writers()) this.#logs.set(record.writer, this.#newLog(record.writer, record));
  }

  unreadable(seq: number): void {
    this.#findings.push({ what: 'unreadable', seq });
    this.#settleDoubt();
    this.#place = {
      seq,
      mark: this.#markAt(seq) ?? this.#place.mark,
      computed: undefined,
      about: { what: 'mark', seq },
    };
  }

  entry(entry: StoredOperation | LogEvent): void {
    for (let seq = this.#place.seq + 1; seq < entry.seq; seq += 1) {
      this.#findings.push({ what: 'gap', seq });
      this.#settleDoubt();
      this.#place = { ...this.#place, seq, mark: this.#markAt(seq) ?? this.#place.mark, computed: undefined };
    }
    if ('kind' in entry) this.#event(entry);
    else this.#operation(entry);
  }

  end(head: CoopHead): LogAudit {
    const { seq, mark, computed } = this.#place;
    // The head repeats the last mark, and so tells which of mark and entry was changed.
    if (computed !== undefined && head.chain === computed) this.#findings.push({ what: 'mark', seq });
    else if (computed !== undefined) this.#findings.push(this.#place.about);
    else if (head.chain !== mark || head.seq !== seq) this.#findings.push({ what: 'head', seq: head.seq });
    for (const extra of this.#reader.chainMarks(seq, STEP)) this.#findings.push({ what: 'mark', seq: extra.seq });
    if (head.safeSeq > head.seq) this.#findings.push({ what: 'head', seq: head.safeSeq });
    const logs = [...this.#logs].map(([writer, log]) => this.#endOfLog(writer, log));
    const findings = this.#withOwnersApart();
    return { head, operations: this.#operations, events: this.#events, logs, findings };
  }

  #operation(entry: StoredOperation): void {
    this.#operations += 1;
    const { writer, n, seq } = entry;
    const log = this.#logs.get(writer) ?? this.#newLog(writer, undefined);
    this.#logs.set(writer, log);
    const at = { writer, n, seq };
    const hash = this.#checkStep(entry, { at, log, hashes: [entry.hash, hashOfHeader(entry.header)] });
    this.#checkBytes(entry, log, hash);
    // What is missing in between was said; the log is read on from here.
    log.n = n;
    log.hash = hash;
    const seal = log.seals.get(n);
    if (seal === undefined) return;
    log.seals.delete(n);
    const message = sealMessage({ coop: this.#coop, writer, n, hash });
    const publicKey = log.record?.publicKey;
    if (publicKey !== undefined && this.#verify(publicKey, message, seal)) log.sealedTo = n;
    else this.#findings.push({ what: 'seal', writer, n });
  }

  #checkBytes(entry: StoredOperation, log: ReadLog, hash: string): void {
    const { writer, n, seq, header, payload } = entry;
    const at = { writer, n, seq };
    if (hashOfHeader(header) !== hash) {
      this.#findings.push({ what: 'header', ...at });
      return;
    }
    if (entry.hash !== hash) this.#findings.push({ what: 'hash', ...at });
    if (!isPayloadOf(header, payload)) {
      this.#findings.push({ what: 'payload', ...at });
      return;
    }
    const operation = decoded(entry);
    if (operation === undefined) {
      this.#findings.push({ what: 'unreadable', ...at });
      return;
    }
    if (operation.n !== n) this.#findings.push({ what: 'number', ...at });
    if (n > log.n + 1) this.#findings.push({ what: 'gap', writer, n: log.n + 1 });
    else if (canonicalOperation(log.hash, operation).hash !== hash) this.#findings.push({ what: 'order', ...at });
    const row = operation.n === n ? operation.row : operationId(writer, n);
    if (entry.row !== row) this.#findings.push({ what: 'row-name', ...at });
    if (entry.effectiveAt !== Math.min(operation.time.ms, entry.receivedAt))
      this.#findings.push({ what: 'time', ...at });
  }

  #event(entry: LogEvent): void {
    this.#events += 1;
    const { seq } = entry;
    const [about] = entriesAfter(this.#reader, entry.operationSeq - 1, 1) ?? [];
    if (about === undefined || 'kind' in about || about.seq !== entry.operationSeq) {
      this.#findings.push({ what: 'event', seq });
      this.#checkStep(entry, { at: { seq }, log: undefined, hashes: [''] });
      return;
    }
    const { writer, n, hash, header } = about;
    const log = this.#logs.get(writer);
    this.#checkStep(entry, { at: { writer, n, seq }, log, hashes: [hash, hashOfHeader(header)] });
  }

  /**
   * Follows the chain by one entry and gives the hash that its operation had when it was stored: of several candidates
   * the one that leads to the mark. Whether a mark or an entry was changed shows at the next one.
   */
  #checkStep(
    entry: StoredOperation | LogEvent,
    parts: {
      readonly at: Omit<Finding, 'what'>;
      readonly log: ReadLog | undefined;
      readonly hashes: readonly [string, ...string[]];
    },
  ): string {
    const { seq } = entry;
    const about: Finding = { what: 'record', ...parts.at };
    const { record } = parts.log ?? {};
    const chainFrom = (before: string, hash: string): string =>
      serverChainNext(before, stepOf(entry, { hash, log: record ?? { user: '' } }));
    const mark = this.#markAt(seq);
    const { mark: base, computed: other } = this.#place;
    for (const hash of parts.hashes) {
      if (chainFrom(base, hash) !== mark) continue;
      this.#settleDoubt();
      this.#place = { seq, mark, computed: undefined, about };
      return hash;
    }
    for (const hash of parts.hashes) {
      if (other === undefined || chainFrom(other, hash) !== mark) continue;
      this.#findings.push({ what: 'mark', seq: this.#place.seq });
      this.#place = { seq, mark, computed: undefined, about };
      return hash;
    }
    this.#settleDoubt();
    const [hash] = parts.hashes;
    const computed = chainFrom(base, hash);
    if (mark === undefined) this.#findings.push({ what: 'mark', seq });
    this.#place = { seq, mark: mark ?? computed, computed: mark === undefined ? undefined : computed, about };
    return hash;
  }

  /** The mark of the last entry led on to the next one, so it was the entry that was changed. */
  #settleDoubt(): void {
    if (this.#place.computed !== undefined) this.#findings.push(this.#place.about);
  }

  #markAt(seq: number): string | undefined {
    if ((this.#marks.at(-1)?.seq ?? 0) < seq) this.#marks = this.#reader.chainMarks(seq - 1, STEP);
    const first = this.#marks[0]?.seq ?? seq;
    const likely = this.#marks[seq - first];
    return likely?.seq === seq ? likely.chain : this.#marks.find((mark) => mark.seq === seq)?.chain;
  }

  #newLog(writer: string, record: WriterRecord | undefined): ReadLog {
    const seals = new Map(this.#reader.seals(writer).map(({ n, signature }) => [n, signature]));
    return { record, seals, n: 0, hash: chainStart(this.#coop, writer), sealedTo: 0 };
  }

  #endOfLog(writer: string, log: ReadLog): LogReport {
    const { record, n, hash, sealedTo } = log;
    if (record?.n !== n || record.hash !== hash) this.#findings.push({ what: 'log-end', writer, n });
    if (record !== undefined && !this.#isKnown(record.user)) this.#findings.push({ what: 'owner', writer });
    for (const stray of log.seals.keys()) this.#findings.push({ what: 'seal', writer, n: stray });
    const isWeak = record?.publicKey === undefined;
    if (!isWeak && sealedTo < n) this.#findings.push({ what: 'unsealed-end', writer, n });
    return { writer, user: record?.user ?? '', n, isWeak, sealedTo };
  }

  #isKnown(user: string): boolean {
    try {
      return this.#reader.person(user)?.userId === user;
    } catch {
      // What is stored of the person is no person.
      return false;
    }
  }

  /** When the record of every entry of a log is wrong, it is the log's own record that was changed: said once. */
  #withOwnersApart(): readonly Finding[] {
    const wrong = new Map<string, number>();
    for (const { what, writer, n } of this.#findings)
      if (what === 'record' && writer !== undefined && n !== undefined) wrong.set(writer, (wrong.get(writer) ?? 0) + 1);
    const changed = new Set(
      [...wrong].flatMap(([writer, count]) => (count > 1 && count >= (this.#logs.get(writer)?.n ?? 0) ? writer : [])),
    );
    return [
      ...this.#findings.filter(({ what, writer }) => what !== 'record' || writer === undefined || !changed.has(writer)),
      ...[...changed].map((writer): Finding => ({ what: 'record', writer })),
    ];
  }
}

function decoded({ writer, header, payload }: StoredOperation): Operation | undefined {
  try {
    return decodeCanonical(writer, header, payload);
  } catch {
    // Bytes that no device of ours writes; the caller says so.
    return undefined;
  }
}
