/**
 * Segments and pages in columns (docs/protocol.md "column layout"): what stands under each other in a register is
 * written next to each other. Decoding is strict: anything off is a Fault `sync.malformed`, and nothing is allocated
 * for a count before the count has passed its limit.
 */
import { memberScope } from '#kernel/module.ts';
import { isRowId, operationId } from '#kernel/ids.ts';
import { MAX_CLOCK_MS, type Timestamp } from '#kernel/clock.ts';
import { ByteReader, ByteWriter, malformed } from './byte-stream.ts';
import { readInts, writeInts } from './column-ints.ts';
import { readIds, readValues, readWriters, WriterIndex, writeIds, writeValues } from './column-values.ts';
import { isReference, LIMITS, OPERATION_KINDS, type FieldWrite, type Operation, type WireValue } from './operation.ts';
import type { Head, RowState } from './row-state.ts';

/** Scopes as codes: fixed words, the row itself, the member named by field F (FIELD_SCOPE + F), or written out. */
const FIXED_SCOPES = ['coop', 'book', 'admin', 'device'] as const;
const SELF_SCOPE = 4;
const WRITTEN_SCOPE = 5;
const FIELD_SCOPE = 16;

const NO_PREDS = 0;
const CREATING_OPERATION = 1;
const WRITTEN_PREDS = 2;

const PLAIN_HEAD = 0;

/** Operations of one writer with consecutive numbers. Which writer, and the first number, stand in the segment. */
export function encodeOperations(operations: readonly Operation[]): Uint8Array {
  const body = new ByteWriter();
  const writers = new WriterIndex();
  const shapes = new Shapes();
  const shapeOf = operations.map((operation) =>
    shapes.indexOf([
      OPERATION_KINDS.indexOf(operation.kind),
      operation.table,
      operation.schemaVersion,
      operation.clockQuality,
      isOwn(operation) ? 1 : 0,
      scopeCode(
        operation.scope,
        operation.row,
        (no) => operation.fields.find((field) => field.no === no)?.value,
        operation.fields.map((field) => field.no),
      ),
      ...operation.fields.map((field) => field.no),
    ]),
  );
  shapes.write(body);
  writeInts(body, shapeOf);
  writeInts(
    body,
    operations.map((operation) => operation.time.ms),
  );
  writeInts(
    body,
    operations.map((operation) => operation.time.counter),
  );
  writeInts(
    body,
    operations.map((operation) => (operation.group === 0 ? 0 : operation.n - operation.group + 1)),
  );
  writeIds(
    body,
    operations.filter((operation) => !isOwn(operation)).map((operation) => operation.row),
    writers,
  );
  writeIds(
    body,
    operations.flatMap((operation, index) =>
      shapes.at(shapeOf[index] ?? 0)[5] === WRITTEN_SCOPE ? operation.scope.slice('member:'.length) : [],
    ),
    writers,
  );
  const writes = operations.flatMap((operation) => operation.fields.map((field) => ({ operation, field })));
  writeFieldColumns(
    body,
    writes.map(({ operation, field }) => ({ table: operation.table, no: field.no, value: field.value })),
    writers,
  );
  const predCodes = writes.map(({ operation, field }) => predCode(operation, field));
  writeInts(body, predCodes);
  const written = writes.filter((_, index) => predCodes[index] === WRITTEN_PREDS).map(({ field }) => field.preds);
  writeInts(
    body,
    written.map((preds) => preds.length),
  );
  writeIds(body, written.flat(), writers);
  return withWriters(writers, body);
}

export function decodeOperations(
  bytes: Uint8Array,
  segment: { readonly writer: string; readonly firstN: number; readonly count: number },
): readonly Operation[] {
  if (segment.count > LIMITS.operationsPerRequest) throw malformed('too many operations');
  if (segment.firstN + segment.count > MAX_N) throw malformed('a number out of range');
  const reader = new ByteReader(bytes, itemsFor(segment.count));
  const writers = readWriters(reader);
  const shapes = readShapes(reader, segment.count, 6);
  const shapeOf = shapesAt(shapes, readInts(reader, segment.count));
  const times = readTimes(reader, segment.count);
  const groups = readInts(reader, segment.count);
  const rows = readIds(reader, shapeOf.filter((shape) => shape[4] !== 1).length, writers).values();
  const scopes = readIds(reader, shapeOf.filter((shape) => shape[5] === WRITTEN_SCOPE).length, writers).values();
  const slots = shapeOf.flatMap((shape, index) => shape.slice(6).map((no) => ({ index, table: shape[1] ?? 0, no })));
  const values = readFieldColumns(reader, slots, writers);
  const predCodes = readInts(reader, slots.length);
  const predCounts = readInts(reader, predCodes.filter((code) => code === WRITTEN_PREDS).length);
  if (predCounts.some((count) => count < 0 || count > LIMITS.predsPerField)) throw malformed('too many predecessors');
  const preds = readIds(
    reader,
    predCounts.reduce((sum, count) => sum + count, 0),
    writers,
  );
  reader.end();

  let slotIndex = 0;
  let predCountIndex = 0;
  let predIndex = 0;
  const readPreds = (code: number, row: string): readonly string[] => {
    if (code === NO_PREDS) return [];
    if (code === CREATING_OPERATION) return [row];
    if (code !== WRITTEN_PREDS) throw malformed('unknown form of predecessors');
    const count = predCounts[predCountIndex] ?? 0;
    predCountIndex += 1;
    predIndex += count;
    return preds.slice(predIndex - count, predIndex);
  };
  return shapeOf.map((shape, index) => {
    const [kindIndex = 0, table = 0, schemaVersion = 0, quality = 0, own = 0, scopeForm = 0, ...numbers] = shape;
    const n = segment.firstN + index;
    const kind = OPERATION_KINDS[kindIndex];
    if (kind === undefined || own > 1 || (quality !== 0 && quality !== 1 && quality !== 2))
      throw malformed('unknown kind of operation');
    const row = own === 1 ? operationId(segment.writer, n) : next(rows);
    if (own === 0 && row === operationId(segment.writer, n)) throw malformed('an own row written out');
    const fields = numbers.map((no): FieldWrite => {
      const slot = slotIndex;
      slotIndex += 1;
      return { no, value: values[slot] ?? null, preds: readPreds(predCodes[slot] ?? 0, row) };
    });
    const distance = groups[index] ?? 0;
    if (distance < 0 || distance > n) throw malformed('a group out of range');
    return {
      writer: segment.writer,
      n,
      kind,
      table,
      schemaVersion,
      scope: scopeOfCode(scopeForm, row, { fields, written: scopes }),
      time: times[index] ?? { ms: 0, counter: 0 },
      clockQuality: quality,
      group: distance === 0 ? 0 : n - distance + 1,
      row,
      fields,
    };
  });
}

/** A page of row states, usually ascending by sequence. */
export function encodeRows(rows: readonly RowState[]): Uint8Array {
  const body = new ByteWriter();
  const writers = new WriterIndex();
  const shapes = new Shapes();
  const shapeOf = rows.map((row) => {
    const valueOf = (no: number): WireValue | null | undefined => row.fields.get(no)?.at(-1)?.value;
    return shapes.indexOf([
      row.table,
      row.kind === 'document' ? 1 : 0,
      scopeCode(row.scope, row.id, valueOf, [...row.fields.keys()]),
      ...row.fields.keys(),
    ]);
  });
  body.varint(rows.length);
  shapes.write(body);
  writeInts(body, shapeOf);
  writeIds(
    body,
    rows.map((row) => row.id),
    writers,
  );
  writeInts(
    body,
    rows.map((row) => row.seq),
  );
  const created = rows.map(creationTime);
  writeInts(
    body,
    created.map((time) => time.ms),
  );
  writeInts(
    body,
    created.map((time) => time.counter),
  );
  writeIds(
    body,
    rows.flatMap((row, index) =>
      shapes.at(shapeOf[index] ?? 0)[2] === WRITTEN_SCOPE ? row.scope.slice('member:'.length) : [],
    ),
    writers,
  );

  const cells = rows.flatMap((row, index) =>
    [...row.fields].map(([no, heads]) => ({ row, no, heads, isPlain: isPlainHead(heads, row.id, created[index]) })),
  );
  writeInts(
    body,
    cells.map((cell) => (cell.isPlain ? PLAIN_HEAD : cell.heads.length + 1)),
  );
  const heads = cells.filter((cell) => !cell.isPlain).flatMap((cell) => cell.heads);
  writeIds(
    body,
    heads.map((head) => head.operation),
    writers,
  );
  writeInts(
    body,
    heads.map((head) => head.time.ms),
  );
  writeInts(
    body,
    heads.map((head) => head.time.counter),
  );
  writeFieldColumns(
    body,
    cells.flatMap(({ row, no, heads: standing }) =>
      standing.map((head) => ({ table: row.table, no, value: head.value })),
    ),
    writers,
  );
  return withWriters(writers, body);
}

export function decodeRows(bytes: Uint8Array): readonly RowState[] {
  const reader = new ByteReader(bytes, itemsFor(LIMITS.pageRows));
  const writers = readWriters(reader);
  const count = reader.count(LIMITS.pageRows);
  const shapes = readShapes(reader, count, 3);
  const shapeOf = shapesAt(shapes, readInts(reader, count));
  const ids = readIds(reader, count, writers);
  const seqs = readInts(reader, count);
  const created = readTimes(reader, count);
  const scopes = readIds(reader, shapeOf.filter((shape) => shape[2] === WRITTEN_SCOPE).length, writers).values();
  const cells = shapeOf.flatMap((shape, index) => shape.slice(3).map((no) => ({ index, table: shape[0] ?? 0, no })));
  const forms = readInts(reader, cells.length);
  if (forms.some((form) => form < 0 || form > MAX_HEADS + 1)) throw malformed('too many heads');
  const headCount = forms.reduce((sum, form) => sum + (form === PLAIN_HEAD ? 0 : form - 1), 0);
  const headIds = readIds(reader, headCount, writers);
  const headTimes = readTimes(reader, headCount);
  const slots = cells.flatMap((cell, index) =>
    Array.from({ length: forms[index] === PLAIN_HEAD ? 1 : (forms[index] ?? 1) - 1 }, () => cell),
  );
  const values = readFieldColumns(reader, slots, writers);
  reader.end();

  let cellIndex = 0;
  let headIndex = 0;
  let valueIndex = 0;
  return shapeOf.map((shape, index) => {
    const [table = 0, isDocument = 0, scopeForm = 0, ...numbers] = shape;
    const id = ids[index] ?? '';
    const seq = seqs[index] ?? 0;
    if (isDocument > 1 || seq < 0) throw malformed('a row out of range');
    const fields = new Map<number, readonly Head[]>();
    for (const no of numbers) {
      const form = forms[cellIndex] ?? PLAIN_HEAD;
      cellIndex += 1;
      const size = form === PLAIN_HEAD ? 1 : form - 1;
      const heads: Head[] = [];
      for (let at = 0; at < size; at += 1) {
        const value = values[valueIndex] ?? null;
        valueIndex += 1;
        if (form === PLAIN_HEAD) heads.push({ operation: id, time: created[index] ?? { ms: 0, counter: 0 }, value });
        else {
          heads.push({
            operation: headIds[headIndex] ?? '',
            time: headTimes[headIndex] ?? { ms: 0, counter: 0 },
            value,
          });
          headIndex += 1;
        }
      }
      fields.set(no, heads);
    }
    const shownValues = [...fields].map(([no, heads]) => ({ no, value: heads.at(-1)?.value ?? null }));
    return {
      table,
      id,
      scope: scopeOfCode(scopeForm, id, { fields: shownValues, written: scopes }),
      seq,
      kind: isDocument === 1 ? 'document' : 'record',
      fields,
    };
  });
}

/** Row ids alone. */
export function encodeIds(ids: readonly string[]): Uint8Array {
  const body = new ByteWriter();
  const writers = new WriterIndex();
  body.varint(ids.length);
  writeIds(body, ids, writers);
  return withWriters(writers, body);
}

/** At most `limit` row ids. Fault `sync.malformed`. */
export function decodeIds(bytes: Uint8Array, limit: number): readonly string[] {
  const reader = new ByteReader(bytes, itemsFor(limit));
  const writers = readWriters(reader);
  const ids = readIds(reader, reader.count(limit), writers);
  reader.end();
  return ids;
}

const MAX_HEADS = LIMITS.headsPerSet;
const MAX_SHAPES = 2_000;
/** What a row id's number stays below. */
const MAX_N = 1e15;

/** How many column items a blob of so many records may claim: a few bytes must not unfold into millions of values. */
function itemsFor(records: number): number {
  return 10_000 + records * 1_000;
}

/** Combinations of what does not change from one record to the next. */
class Shapes {
  readonly #indexByKey = new Map<string, number>();
  readonly #shapes: (readonly number[])[] = [];

  indexOf(shape: readonly number[]): number {
    const key = shape.join(',');
    const known = this.#indexByKey.get(key);
    if (known !== undefined) return known;
    this.#indexByKey.set(key, this.#shapes.length);
    this.#shapes.push(shape);
    return this.#shapes.length - 1;
  }

  at(index: number): readonly number[] {
    return this.#shapes[index] ?? [];
  }

  write(writer: ByteWriter): void {
    writer.varint(this.#shapes.length);
    for (const shape of this.#shapes) {
      writer.varint(shape.length);
      for (const part of shape) writer.varint(part);
    }
  }
}

/** A header of fixed length, then field numbers, each once and ascending. */
function readShapes(reader: ByteReader, count: number, headerLength: number): readonly (readonly number[])[] {
  const size = reader.count(Math.min(count, MAX_SHAPES));
  return Array.from({ length: size }, () => {
    const length = reader.count(LIMITS.fieldsPerOperation + headerLength);
    if (length < headerLength) throw malformed('a shape cut short');
    const shape = Array.from({ length }, () => reader.varint());
    const numbers = shape.slice(headerLength);
    if (numbers.some((no, index) => index > 0 && no <= (numbers[index - 1] ?? 0)))
      throw malformed('fields out of order');
    return shape;
  });
}

function shapesAt(shapes: readonly (readonly number[])[], indexes: readonly number[]): readonly (readonly number[])[] {
  return indexes.map((index) => {
    const shape = shapes[index];
    if (shape === undefined) throw malformed('a shape out of range');
    return shape;
  });
}

interface FieldCell {
  readonly table: number;
  readonly no: number;
}

/** One column for each field of each table, ascending by first appearance. */
function writeFieldColumns(
  writer: ByteWriter,
  cells: readonly (FieldCell & { readonly value: WireValue | null })[],
  writers: WriterIndex,
): void {
  const columns = new Map<string, (WireValue | null)[]>();
  for (const { table, no, value } of cells) {
    const key = `${table}/${no}`;
    const column = columns.get(key);
    if (column === undefined) columns.set(key, [value]);
    else column.push(value);
  }
  for (const column of columns.values()) writeValues(writer, column, writers);
}

function readFieldColumns(
  reader: ByteReader,
  cells: readonly FieldCell[],
  writers: readonly string[],
): readonly (WireValue | null)[] {
  const slotsByColumn = new Map<string, number[]>();
  cells.forEach(({ table, no }, slot) => {
    const key = `${table}/${no}`;
    const slots = slotsByColumn.get(key);
    if (slots === undefined) slotsByColumn.set(key, [slot]);
    else slots.push(slot);
  });
  const values: (WireValue | null)[] = cells.map(() => null);
  for (const slots of slotsByColumn.values()) {
    const column = readValues(reader, slots.length, writers);
    slots.forEach((slot, index) => {
      values[slot] = column[index] ?? null;
    });
  }
  return values;
}

function readTimes(reader: ByteReader, count: number): readonly Timestamp[] {
  const ms = readInts(reader, count);
  const counters = readInts(reader, count);
  return ms.map((value, index) => {
    const counter = counters[index] ?? 0;
    if (value < 0 || value > MAX_CLOCK_MS || counter < 0 || counter > 0xffff) throw malformed('a time out of range');
    return { ms: value, counter };
  });
}

function scopeCode(
  scope: string,
  row: string,
  valueOf: (no: number) => WireValue | null | undefined,
  numbers: readonly number[],
): number {
  const fixed = FIXED_SCOPES.findIndex((word) => word === scope);
  if (fixed >= 0) return fixed;
  if (scope === memberScope(row)) return SELF_SCOPE;
  for (const no of numbers) {
    const value = valueOf(no);
    if (value !== undefined && isReference(value) && scope === memberScope(value.ref)) return FIELD_SCOPE + no;
  }
  return WRITTEN_SCOPE;
}

function scopeOfCode(
  code: number,
  row: string,
  from: {
    readonly fields: readonly { readonly no: number; readonly value: WireValue | null }[];
    readonly written: Iterator<string>;
  },
): string {
  const fixed = FIXED_SCOPES[code];
  if (fixed !== undefined) return fixed;
  if (code === SELF_SCOPE) return memberScope(row);
  if (code === WRITTEN_SCOPE) return memberScope(next(from.written));
  const value = from.fields.find((field) => field.no === code - FIELD_SCOPE)?.value ?? null;
  if (!isReference(value)) throw malformed('a scope that names no member');
  return memberScope(value.ref);
}

function predCode(operation: Operation, field: FieldWrite): number {
  if (field.preds.length === 0) return NO_PREDS;
  return field.preds.length === 1 && field.preds[0] === operation.row ? CREATING_OPERATION : WRITTEN_PREDS;
}

/** When the row was made, as far as a value of that time still stands. */
function creationTime(row: RowState): Timestamp {
  for (const heads of row.fields.values()) {
    for (const head of heads) if (head.operation === row.id) return head.time;
  }
  return { ms: 0, counter: 0 };
}

function isPlainHead(heads: readonly Head[], id: string, created: Timestamp | undefined): boolean {
  const [head] = heads;
  return (
    heads.length === 1 &&
    head !== undefined &&
    head.operation === id &&
    head.time.ms === created?.ms &&
    head.time.counter === created.counter
  );
}

function isOwn(operation: Operation): boolean {
  return operation.row === operationId(operation.writer, operation.n);
}

function next(ids: Iterator<string>): string {
  const taken = ids.next();
  if (taken.done === true || !isRowId(taken.value)) throw malformed('a row id is missing');
  return taken.value;
}

function withWriters(writers: WriterIndex, body: ByteWriter): Uint8Array {
  const whole = new ByteWriter();
  writers.write(whole);
  whole.raw(body.finish());
  return whole.finish();
}
