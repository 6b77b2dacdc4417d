/** Everything that a body has written goes to the database at once: one round trip, whatever it is. */
import { encodeRows } from '#protocol/columns.ts';
import type { Changes } from './changes.ts';
import type { Query } from './lookups.ts';
import { WRITE } from './statements.ts';

export async function handOver(query: Query, changes: Changes): Promise<void> {
  const { head } = changes;
  await Promise.all([
    ...(changes.isCleared ? cleared(query) : []),
    ...operations(query, changes),
    ...people(query, changes),
    ...derived(query, changes),
    query(WRITE.head, head.seq, head.chain, head.safeSeq, head.firstYear),
  ]);
}

type Sent = Promise<readonly unknown[]>;

function cleared(query: Query): readonly Sent[] {
  return [WRITE.clearRows, WRITE.clearClaims, WRITE.clearPointers, WRITE.clearDangling].map((each) => query(each));
}

function operations(query: Query, { operations: stored, events, chain }: Changes): readonly Sent[] {
  return [
    ...inColumns(query, WRITE.operations, [...stored.values()], (each) => [
      each.seq,
      each.writer,
      each.n,
      each.hash,
      each.reason ?? null,
      each.row,
      each.receivedAt,
      each.effectiveAt,
      hex(each.header),
      hex(each.payload),
    ]),
    ...inColumns(query, WRITE.events, events, ({ seq, kind, operationSeq, detail }) => [
      seq,
      kind,
      operationSeq,
      detail ?? null,
    ]),
    ...inColumns(query, WRITE.chainMarks, [...chain], (mark) => mark),
  ];
}

function people(query: Query, { writers, persons, seals }: Changes): readonly Sent[] {
  return [
    ...inColumns(query, WRITE.writers, [...writers.values()], ({ writer, user, n, hash, publicKey, origin }) => [
      writer,
      user,
      n,
      hash,
      publicKey === undefined ? null : hex(publicKey),
      origin?.writer ?? null,
      origin?.n ?? null,
      origin?.hash ?? null,
    ]),
    ...inColumns(query, WRITE.persons, [...persons.values()], (person) => [person.userId, JSON.stringify(person)]),
    ...inColumns(query, WRITE.seals, [...seals.values()], ({ writer, n, signature }) => [writer, n, hex(signature)]),
  ];
}

function derived(query: Query, changes: Changes): readonly Sent[] {
  const { rows, claims, pointers, noLongerWaiting, waiting, dangling } = changes;
  return [
    ...inColumns(query, WRITE.rows, [...rows.values()], ({ row, year, author }) => [
      row.id,
      row.scope,
      year,
      author ?? null,
      row.seq,
      hex(encodeRows([row])),
    ]),
    ...inColumns(query, WRITE.claims, [...claims], (claim) => claim),
    ...inColumns(query, WRITE.pointers, [...pointers], (pointer) => pointer),
    ...inColumns(query, WRITE.noLongerWaiting, [...noLongerWaiting], (operation) => [operation]),
    ...inColumns(query, WRITE.waiting, [...waiting.values()], ({ id, operation }) => [id, operation]),
    ...inColumns(query, WRITE.dangling, [...dangling.values()], ({ row, field, operation }) => [row, field, operation]),
  ];
}

/** One array for each column: the statement is the same however many rows there are. */
function inColumns<T>(
  query: Query,
  statement: string,
  items: readonly T[],
  columnsOf: (item: T) => readonly (string | number | null)[],
): readonly Sent[] {
  const [first] = items;
  if (first === undefined) return [];
  const rows = items.map(columnsOf);
  return [query(statement, ...columnsOf(first).map((_, column) => rows.map((row) => row[column] ?? null)))];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
