/**
 * What a body may ask of a co-op, and how many such questions are answered by one statement each. All statements of a
 * batch go out together: a batch costs one round trip, however much it asks.
 */
import * as z from 'zod/mini';
import { holdsEverything } from '#kernel/grants.ts';
import { operationId, splitId } from '#kernel/ids.ts';
import { memberScope, type Person } from '#kernel/module.ts';
import { required } from '#kernel/result.ts';
import { decodeRows } from '#protocol/columns.ts';
import type { RowState } from '#protocol/row-state.ts';
import type { LogEvent, OperationOutcome, RowFilter, StoredOperation, WriterRecord } from '../store.ts';
import { eventOf, personOf, writerOf } from '../records.ts';
import { fingerprint } from '../fingerprint.ts';
import { READ } from './statements.ts';

/** Runs a statement with the co-op as its first value. */
export type Query = (statement: string, ...values: readonly unknown[]) => Promise<readonly unknown[]>;

type Log = readonly (StoredOperation | LogEvent)[];
type Marks = readonly { readonly seq: number; readonly chain: string }[];
type Seals = readonly { readonly n: number; readonly signature: Uint8Array }[];

/** Question and answer by kind. */
export interface Lookups {
  chain: [seq: number, string | undefined];
  writer: [writer: string, WriterRecord | undefined];
  writers: [nothing: null, readonly WriterRecord[]];
  forks: [writer: string, boolean];
  person: [user: string, Person | undefined];
  persons: [nothing: null, readonly Person[]];
  allWaiting: [nothing: null, readonly { readonly id: string; readonly operation: string }[]];
  operation: [id: string, StoredOperation | undefined];
  hasOperation: [id: string, boolean];
  operations: [range: readonly [writer: string, fromN: number, toN: number], readonly OperationOutcome[]];
  row: [id: string, RowState | undefined];
  rowsAfter: [at: { readonly seq: number } & RowFilter, readonly RowState[]];
  rowsByAuthor: [user: string, readonly RowState[]];
  allRows: [at: readonly [afterId: string, limit: number], readonly RowState[]];
  claim: [key: string, string | undefined];
  pointer: [key: string, string | undefined];
  waitingFor: [id: string, readonly string[]];
  waitingOf: [operation: string, readonly string[]];
  dangling: [row: string, ReadonlySet<string>];
  seals: [writer: string, Seals];
  log: [at: readonly [seq: number, limit: number], Log];
  chainMarks: [at: readonly [seq: number, limit: number], Marks];
  derived: [nothing: null, ReadonlyMap<string, string>];
}
export type Kind = keyof Lookups;
export type Asked<K extends Kind> = Lookups[K][0];
export type Told<K extends Kind> = Lookups[K][1];

interface Lookup<K extends Kind> {
  /** What a body is told before the answer is there: its run is thrown away afterwards. */
  readonly meanwhile: Told<K>;
  /** Answers in the order of the questions. */
  readonly load: (query: Query, asked: readonly Asked<K>[]) => Promise<readonly Told<K>[]>;
}

const bytes = z.instanceof(Uint8Array);
const count = z.number();
const optionalText = z.nullable(z.string());
const keyRow = z.object({ key: z.string() });
const markRow = z.object({ seq: count, chain: z.string() });
const personRow = z.object({ key: z.string(), body: z.string() });
const operationRow = z.object({
  seq: count,
  writer: z.string(),
  n: count,
  hash: z.string(),
  reason: optionalText,
  row_id: z.string(),
  recv: count,
  eff: count,
  header: bytes,
  payload: bytes,
});
const numberedRow = z.object({ writer: z.string(), n: count });
const outcomeRow = z.object({ n: count, hash: z.string(), seq: count, reason: optionalText });
const stateRow = z.object({ state: bytes });
const authoredRow = z.object({ key: z.string(), state: bytes });
const namedRow = z.object({ key: z.string(), row_id: z.string() });
const waitingRow = z.object({ id: z.string(), operation: z.string() });
const waitingForRow = z.object({ key: z.string(), operation: z.string() });
const waitingOfRow = z.object({ key: z.string(), id: z.string() });
const danglingRow = z.object({ key: z.string(), field: count, pred: z.string() });
const sealRow = z.object({ key: z.string(), n: count, signature: bytes });
const derivedRow = z.object({
  row_id: z.string(),
  scope: z.string(),
  year: count,
  author: optionalText,
  last_seq: count,
  state: bytes,
});
const derivedDanglingRow = z.object({ row_id: z.string(), field: count, pred: z.string() });

export const LOOKUPS: { readonly [K in Kind]: Lookup<K> } = {
  chain: {
    meanwhile: undefined,
    load: async (query, asked) => {
      const found = (await query(READ.chain, asked)).map((row) => markRow.parse(row));
      const bySeq = new Map(found.map(({ seq, chain }) => [seq, chain]));
      return asked.map((seq) => bySeq.get(seq));
    },
  },
  writer: {
    meanwhile: undefined,
    load: async (query, asked) => {
      const found = (await query(READ.writer, asked)).map(writerOf);
      return byKey(asked, found, (record) => record.writer);
    },
  },
  writers: one([], async (query) => (await query(READ.writers)).map(writerOf)),
  forks: {
    meanwhile: false,
    load: async (query, asked) => {
      const found = new Set((await query(READ.forks, asked)).map((row) => keyRow.parse(row).key));
      return asked.map((writer) => found.has(writer));
    },
  },
  person: {
    meanwhile: undefined,
    load: async (query, asked) => {
      const found = (await query(READ.person, asked)).map((row) => personRow.parse(row));
      const bodies = byKey(asked, found, ({ key }) => key);
      return bodies.map((row) => (row === undefined ? undefined : personOf(row.body)));
    },
  },
  persons: one([], async (query) => (await query(READ.persons)).map((row) => personOf(personRow.parse(row).body))),
  allWaiting: one([], async (query) => (await query(READ.allWaiting)).map((row) => waitingRow.parse(row))),
  operation: {
    meanwhile: undefined,
    load: async (query, asked) => {
      const found = (await query(READ.operation, ...numbersOf(asked))).map(operationOf);
      return byKey(asked, found, ({ writer, n }) => operationId(writer, n));
    },
  },
  hasOperation: {
    meanwhile: false,
    load: async (query, asked) => {
      const found = (await query(READ.hasOperation, ...numbersOf(asked))).map((row) => numberedRow.parse(row));
      const known = new Set(found.map(({ writer, n }) => operationId(writer, n)));
      return asked.map((id) => known.has(id));
    },
  },
  operations: one([], async (query, [writer, fromN, toN]) => {
    const found = (await query(READ.operations, writer, fromN, toN)).map((row) => outcomeRow.parse(row));
    return found.map(({ reason, ...outcome }) => ({ ...outcome, reason: reason ?? undefined }));
  }),
  row: {
    meanwhile: undefined,
    load: async (query, asked) => byKey(asked, (await query(READ.row, asked)).map(stateOf), ({ id }) => id),
  },
  rowsAfter: one([], rowsAfter),
  rowsByAuthor: {
    meanwhile: [],
    load: async (query, asked) => {
      const found = (await query(READ.rowsByAuthor, asked)).map((row) => authoredRow.parse(row));
      return grouped(asked, found, stateOf);
    },
  },
  allRows: one([], async (query, [afterId, limit]) => (await query(READ.allRows, afterId, limit)).map(stateOf)),
  claim: named(READ.claim),
  pointer: named(READ.pointer),
  waitingFor: {
    meanwhile: [],
    load: async (query, asked) => {
      const found = (await query(READ.waitingFor, asked)).map((row) => waitingForRow.parse(row));
      return grouped(asked, found, ({ operation }) => operation);
    },
  },
  waitingOf: {
    meanwhile: [],
    load: async (query, asked) => {
      const found = (await query(READ.waitingOf, asked)).map((row) => waitingOfRow.parse(row));
      return grouped(asked, found, ({ id }) => id);
    },
  },
  dangling: {
    meanwhile: new Set(),
    load: async (query, asked) => {
      const found = (await query(READ.dangling, asked)).map((row) => danglingRow.parse(row));
      return grouped(asked, found, ({ field, pred }) => danglingKey(field, pred)).map((keys) => new Set(keys));
    },
  },
  seals: {
    meanwhile: [],
    load: async (query, asked) => {
      const found = (await query(READ.seals, asked)).map((row) => sealRow.parse(row));
      return grouped(asked, found, ({ n, signature }) => ({ n, signature }));
    },
  },
  log: one([], async (query, [seq, limit]) => {
    const [operations, events] = await Promise.all([query(READ.log, seq, limit), query(READ.events, seq, limit)]);
    return [...operations.map(operationOf), ...events.map(eventOf)]
      .sort((left, right) => left.seq - right.seq)
      .slice(0, limit);
  }),
  chainMarks: one([], async (query, [seq, limit]) =>
    (await query(READ.chainMarks, seq, limit)).map((row) => markRow.parse(row)),
  ),
  derived: one(new Map(), derived),
};

export function danglingKey(field: number, operation: string): string {
  return `${field}/${operation}`;
}

/** A kind of which each question is a statement of its own. */
function one<K extends Kind>(meanwhile: Told<K>, load: (query: Query, asked: Asked<K>) => Promise<Told<K>>): Lookup<K> {
  return { meanwhile, load: async (query, asked) => Promise.all(asked.map(async (each) => load(query, each))) };
}

function named<K extends 'claim' | 'pointer'>(statement: string): Lookup<K> {
  return {
    meanwhile: undefined,
    load: async (query, asked) => {
      const found = (await query(statement, asked)).map((row) => namedRow.parse(row));
      return byKey(asked, found, ({ key }) => key).map((row) => row?.row_id);
    },
  };
}

function byKey<T>(asked: readonly string[], found: readonly T[], keyOf: (each: T) => string) {
  const known = new Map(found.map((each) => [keyOf(each), each]));
  return asked.map((key) => known.get(key));
}

function grouped<T extends { readonly key: string }, U>(
  asked: readonly string[],
  found: readonly T[],
  valueOf: (each: T) => U,
): readonly (readonly U[])[] {
  const groups = new Map<string, U[]>(asked.map((key) => [key, []]));
  for (const each of found) groups.get(each.key)?.push(valueOf(each));
  return asked.map((key) => groups.get(key) ?? []);
}

function numbersOf(ids: readonly string[]): readonly [readonly string[], readonly number[]] {
  const parts = ids.map(splitId);
  return [parts.map(({ writer }) => writer), parts.map(({ n }) => n)];
}

async function rowsAfter(query: Query, { seq, grants, person, limit }: Asked<'rowsAfter'>) {
  if (holdsEverything(grants)) return (await query(READ.rowsAfter, seq, limit)).map(stateOf);
  const parts = grants.map(async ({ pattern, fromYear, toYear }) => {
    if (pattern === 'member:*') return query(READ.rowsOfMembers, seq, fromYear, toYear, limit);
    if (pattern === 'member:self' && person.memberId === undefined) return [];
    const scope = pattern === 'member:self' ? memberScope(person.memberId ?? '') : pattern;
    return query(READ.rowsOfScope, scope, seq, fromYear, toYear, limit);
  });
  const found = await Promise.all([query(READ.rowsOfAuthor, person.userId, seq, limit), ...parts]);
  const rows = new Map(found.flat().map((row) => [stateOf(row).id, stateOf(row)]));
  return [...rows.values()].sort((left, right) => left.seq - right.seq).slice(0, limit);
}

async function derived(query: Query): Promise<ReadonlyMap<string, string>> {
  const [rows, claims, pointers, dangling] = await Promise.all([
    query(READ.derivedRows),
    query(READ.derivedClaims),
    query(READ.derivedPointers),
    query(READ.derivedDangling),
  ]);
  const pieces = new Map<string, string>();
  for (const row of rows) {
    const { row_id: id, scope, year, author, last_seq: seq, state } = derivedRow.parse(row);
    pieces.set(`row ${id}`, fingerprint([scope, year, author, seq, state]));
  }
  for (const [name, found] of [
    ['claim', claims],
    ['pointer', pointers],
  ] as const) {
    for (const row of found) {
      const { key, row_id: id } = namedRow.parse(row);
      pieces.set(`${name} ${key}`, fingerprint([id]));
    }
  }
  for (const row of dangling) {
    const { row_id: id, field, pred } = derivedDanglingRow.parse(row);
    pieces.set(`dangling ${id}/${field}/${pred}`, fingerprint([]));
  }
  return pieces;
}

function stateOf(row: unknown): RowState {
  return required(decodeRows(stateRow.parse(row).state)[0], 'a stored row decodes to itself');
}

function operationOf(found: unknown): StoredOperation {
  const { reason, row_id: row, recv: receivedAt, eff: effectiveAt, ...rest } = operationRow.parse(found);
  return { ...rest, row, reason: reason ?? undefined, receivedAt, effectiveAt };
}
