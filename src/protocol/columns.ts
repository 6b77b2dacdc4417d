/**
 * Segments and pages in columns (docs/protocol.md "column layout"): what stands under each other in a register is
 * written next to each other. Decoding is strict: anything off is a Fault `sync.malformed`, and nothing is allocated
 * for a count before the count has passed its limit.
 */
import { memberScope } from '#kernel/module.ts';
import { isRowId, operationId } from '#kernel/ids.ts';
import { MAX_CLOCK_MS, type Timestamp } from '#kernel/clock.ts';
import { ByteReader, ByteWriter, malformed, repeated } from './byte-stream.ts';
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
/** One value, without its time; above every number of values that may stand. */
const TIMELESS_HEAD = LIMITS.headsPerSet + 2;

/** Operations of one writer with consecutive numbers. Which writer, and the first number, stand in the segment. */
export function encodeOperations(operations: readonly Operation[]): Uint8Array {
  const shapes = new Shapes();
  const shapeOf: number[] = [];
  const ms: number[] = [];
  const counters: number[] = [];
  const groups: number[] = [];
  const rows: string[] = [];
  const scopes: string[] = [];
  const values = new FieldColumns();
  const predCodes: number[] = [];
  const predCounts: number[] = [];
  const preds: string[] = [];
  for (const operation of operations) {
    const { table, scope, row, fields, time } = operation;
    const numbers = fields.map((field) => field.no);
    const own = isOwn(operation);
    const scopeForm = scopeCode(scope, row, {
      numbers,
      valueOf: (no) => fields.find((field) => field.no === no)?.value,
    });
    shapeOf.push(
      shapes.indexOf([
        OPERATION_KINDS.indexOf(operation.kind),
        table,
        operation.schemaVersion,
        operation.clockQuality,
        own ? 1 : 0,
        scopeForm,
        ...numbers,
      ]),
    );
    ms.push(time.ms);
    counters.push(time.counter);
    groups.push(operation.group === 0 ? 0 : operation.n - operation.group + 1);
    if (!own) rows.push(row);
    if (scopeForm === WRITTEN_SCOPE) scopes.push(scope.slice('member:'.length));
    for (const field of fields) {
      values.add(table, field.no, field.value);
      const code = predCode(operation, field);
      predCodes.push(code);
      if (code !== WRITTEN_PREDS) continue;
      predCounts.push(field.preds.length);
      preds.push(...field.preds);
    }
  }

  const body = new ByteWriter();
  const writers = new WriterIndex();
  shapes.write(body);
  writeInts(body, shapeOf);
  writeInts(body, ms);
  writeInts(body, counters);
  writeInts(body, groups);
  writeIds(body, rows, writers);
  writeIds(body, scopes, writers);
  values.write(body, writers);
  writeInts(body, predCodes);
  writeInts(body, predCounts);
  writeIds(body, preds, writers);
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
  const rows = readIds(reader, shapeOf.filter(({ header }) => header[4] !== 1).length, writers).values();
  const scopes = readIds(reader, shapeOf.filter(({ header }) => header[5] === WRITTEN_SCOPE).length, writers).values();
  const slots: string[] = [];
  for (const { header, numbers } of shapeOf) for (const no of numbers) slots.push(columnKey(header[1] ?? 0, no));
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
    const [kindIndex = 0, table = 0, schemaVersion = 0, quality = 0, own = 0, scopeForm = 0] = shape.header;
    const n = segment.firstN + index;
    const kind = OPERATION_KINDS[kindIndex];
    if (kind === undefined || own > 1 || (quality !== 0 && quality !== 1 && quality !== 2))
      throw malformed('unknown kind of operation');
    const row = own === 1 ? operationId(segment.writer, n) : next(rows);
    if (own === 0 && row === operationId(segment.writer, n)) throw malformed('an own row written out');
    const fields = shape.numbers.map((no): FieldWrite => {
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
      scope: scopeOfCode(scopeForm, row, {
        valueOf: (no) => fields.find((field) => field.no === no)?.value,
        written: scopes,
      }),
      time: times[index] ?? NO_TIME,
      clockQuality: quality,
      group: distance === 0 ? 0 : n - distance + 1,
      row,
      fields,
    };
  });
}

/** Row states whole, as a store keeps them. */
export function encodeRows(rows: readonly RowState[]): Uint8Array {
  return encodeStates(rows, false);
}

/**
 * A page of row states, usually ascending by sequence. When one value stands alone in a field, the time at which it was
 * edited is left out: nothing is decided by it until another stands beside it, and then both come with their times (P5).
 */
export function encodePage(rows: readonly RowState[]): Uint8Array {
  return encodeStates(rows, true);
}

function encodeStates(rows: readonly RowState[], isPage: boolean): Uint8Array {
  const shapes = new Shapes();
  const shapeOf: number[] = [];
  const ids: string[] = [];
  const seqs: number[] = [];
  const createdMs: number[] = [];
  const createdCounters: number[] = [];
  const scopes: string[] = [];
  const forms: number[] = [];
  const headIds: string[] = [];
  const headMs: number[] = [];
  const headCounters: number[] = [];
  const values = new FieldColumns();
  for (const row of rows) {
    const { table, id, scope, fields } = row;
    const numbers = [...fields.keys()];
    const scopeForm = scopeCode(scope, id, { numbers, valueOf: (no) => fields.get(no)?.at(-1)?.value });
    const created = creationTime(row);
    shapeOf.push(shapes.indexOf([table, row.kind === 'document' ? 1 : 0, scopeForm, ...numbers]));
    ids.push(id);
    seqs.push(row.seq);
    createdMs.push(created.ms);
    createdCounters.push(created.counter);
    if (scopeForm === WRITTEN_SCOPE) scopes.push(scope.slice('member:'.length));
    for (const [no, heads] of fields) {
      const isPlain = isPlainHead(heads, id, created);
      const isTimeless = isPage && !isPlain && heads.length === 1;
      forms.push(isPlain ? PLAIN_HEAD : isTimeless ? TIMELESS_HEAD : heads.length + 1);
      for (const head of heads) {
        values.add(table, no, head.value);
        if (isPlain) continue;
        headIds.push(head.operation);
        if (isTimeless) continue;
        headMs.push(head.time.ms);
        headCounters.push(head.time.counter);
      }
    }
  }

  const body = new ByteWriter();
  const writers = new WriterIndex();
  body.varint(rows.length);
  shapes.write(body);
  writeInts(body, shapeOf);
  writeIds(body, ids, writers);
  writeInts(body, seqs);
  writeInts(body, createdMs);
  writeInts(body, createdCounters);
  writeIds(body, scopes, writers);
  writeInts(body, forms);
  writeIds(body, headIds, writers);
  writeInts(body, headMs);
  writeInts(body, headCounters);
  values.write(body, writers);
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
  const scopes = readIds(reader, shapeOf.filter(({ header }) => header[2] === WRITTEN_SCOPE).length, writers).values();
  const forms = readInts(
    reader,
    shapeOf.reduce((sum, shape) => sum + shape.numbers.length, 0),
  );
  if (forms.some((form) => form < 0 || form > TIMELESS_HEAD)) throw malformed('too many heads');
  const written = forms.filter((form) => form !== PLAIN_HEAD);
  const headIds = readIds(
    reader,
    written.reduce((sum, form) => sum + headsOf(form), 0),
    writers,
  );
  const headTimes = readTimes(
    reader,
    written.reduce((sum, form) => sum + (form === TIMELESS_HEAD ? 0 : headsOf(form)), 0),
  );
  const slots: string[] = [];
  let formIndex = 0;
  for (const { header, numbers } of shapeOf) {
    for (const no of numbers) {
      const key = columnKey(header[0] ?? 0, no);
      for (let left = headsOf(forms[formIndex]); left > 0; left -= 1) slots.push(key);
      formIndex += 1;
    }
  }
  const values = readFieldColumns(reader, slots, writers);
  reader.end();

  let cellIndex = 0;
  let headIndex = 0;
  let timeIndex = 0;
  let valueIndex = 0;
  return shapeOf.map((shape, index) => {
    const [table = 0, isDocument = 0, scopeForm = 0] = shape.header;
    const id = ids[index] ?? '';
    const seq = seqs[index] ?? 0;
    const time = created[index] ?? NO_TIME;
    if (isDocument > 1 || seq < 0) throw malformed('a row out of range');
    const fields = new Map<number, readonly Head[]>();
    for (const no of shape.numbers) {
      const form = forms[cellIndex];
      cellIndex += 1;
      const heads: Head[] = [];
      for (let left = headsOf(form); left > 0; left -= 1) {
        const value = values[valueIndex] ?? null;
        valueIndex += 1;
        if (form === PLAIN_HEAD) heads.push({ operation: id, time, value });
        else {
          const isTimeless = form === TIMELESS_HEAD;
          const at = isTimeless ? NO_TIME : (headTimes[timeIndex] ?? NO_TIME);
          heads.push({ operation: headIds[headIndex] ?? '', time: at, value });
          headIndex += 1;
          if (!isTimeless) timeIndex += 1;
        }
      }
      fields.set(no, heads);
    }
    return {
      table,
      id,
      scope: scopeOfCode(scopeForm, id, { valueOf: (no) => fields.get(no)?.at(-1)?.value, written: scopes }),
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

/** How many values stand in a field of this form. */
function headsOf(form = PLAIN_HEAD): number {
  return form === PLAIN_HEAD || form === TIMELESS_HEAD ? 1 : form - 1;
}

const NO_TIME: Timestamp = { ms: 0, counter: 0 };
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

interface Shape {
  readonly header: readonly number[];
  /** Field numbers, each once and ascending. */
  readonly numbers: readonly number[];
}

function readShapes(reader: ByteReader, count: number, headerLength: number): readonly Shape[] {
  const size = reader.count(Math.min(count, MAX_SHAPES));
  return repeated(size, () => {
    const length = reader.count(LIMITS.fieldsPerOperation + headerLength);
    if (length < headerLength) throw malformed('a shape cut short');
    const header = repeated(headerLength, () => reader.varint());
    const numbers = repeated(length - headerLength, () => reader.varint());
    if (numbers.some((no, index) => index > 0 && no <= (numbers[index - 1] ?? 0)))
      throw malformed('fields out of order');
    return { header, numbers };
  });
}

function shapesAt(shapes: readonly Shape[], indexes: readonly number[]): readonly Shape[] {
  return indexes.map((index) => {
    const shape = shapes[index];
    if (shape === undefined) throw malformed('a shape out of range');
    return shape;
  });
}

function columnKey(table: number, no: number): string {
  return `${table}/${no}`;
}

/** One column for each field of each table, ascending by first appearance. */
class FieldColumns {
  readonly #columns = new Map<string, (WireValue | null)[]>();

  add(table: number, no: number, value: WireValue | null): void {
    const key = columnKey(table, no);
    const column = this.#columns.get(key);
    if (column === undefined) this.#columns.set(key, [value]);
    else column.push(value);
  }

  write(writer: ByteWriter, writers: WriterIndex): void {
    for (const column of this.#columns.values()) writeValues(writer, column, writers);
  }
}

/** The values of all slots, each of which stands in the column of its key. */
function readFieldColumns(
  reader: ByteReader,
  slots: readonly string[],
  writers: readonly string[],
): readonly (WireValue | null)[] {
  const slotsByColumn = new Map<string, number[]>();
  slots.forEach((key, slot) => {
    const known = slotsByColumn.get(key);
    if (known === undefined) slotsByColumn.set(key, [slot]);
    else known.push(slot);
  });
  const values: (WireValue | null)[] = slots.map(() => null);
  for (const column of slotsByColumn.values()) {
    const read = readValues(reader, column.length, writers);
    column.forEach((slot, index) => {
      values[slot] = read[index] ?? null;
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
  fields: { readonly numbers: readonly number[]; readonly valueOf: (no: number) => WireValue | null | undefined },
): number {
  const fixed = FIXED_SCOPES.findIndex((word) => word === scope);
  if (fixed >= 0) return fixed;
  if (scope === memberScope(row)) return SELF_SCOPE;
  for (const no of fields.numbers) {
    const value = fields.valueOf(no);
    if (value !== undefined && isReference(value) && scope === memberScope(value.ref)) return FIELD_SCOPE + no;
  }
  return WRITTEN_SCOPE;
}

function scopeOfCode(
  code: number,
  row: string,
  from: {
    readonly valueOf: (no: number) => WireValue | null | undefined;
    readonly written: Iterator<string>;
  },
): string {
  const fixed = FIXED_SCOPES[code];
  if (fixed !== undefined) return fixed;
  if (code === SELF_SCOPE) return memberScope(row);
  if (code === WRITTEN_SCOPE) return memberScope(next(from.written));
  const value = from.valueOf(code - FIELD_SCOPE) ?? null;
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
  return NO_TIME;
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
