/**
 * A column of whole numbers in the smallest of a few forms. What repeats in records that are written one after the
 * other (dates, products, members, round weights) then costs a byte or less, and deflate finds the rest.
 */
import { malformed, repeated, varintSize, type ByteReader, type ByteWriter } from './byte-stream.ts';

const CONSTANT = 0;
const PLAIN = 1;
const DELTA = 2;
const RUNS = 3;
const DICTIONARY = 4;
const WIDE = 5;

/** Beyond this a zigzag number or a difference would leave the safe integers; the column is then written wide. */
const NARROW = 2 ** 51;

/** A column in one of the forms: its number, then the varints that follow. Only the smallest is written. */
type Form = readonly number[];

export function writeInts(writer: ByteWriter, values: readonly number[]): void {
  const [first] = values;
  if (first === undefined) return;
  let isConstant = true;
  for (const value of values) {
    if (Math.abs(value) >= NARROW) {
      writeWide(writer, values);
      return;
    }
    if (value !== first) isConstant = false;
  }
  if (isConstant) {
    writer.byte(CONSTANT);
    writer.varint(zigzag(first));
    return;
  }
  const forms = [plainForm(values), deltaForm(values), runsForm(values), dictionaryForm(values)];
  for (const number of smallest(forms)) writer.varint(number);
}

export function readInts(reader: ByteReader, count: number): readonly number[] {
  if (count === 0) return [];
  reader.spend(count);
  const form = reader.byte();
  switch (form) {
    case CONSTANT: {
      const value = unzigzag(reader.varint());
      return repeated(count, () => value);
    }
    case PLAIN: {
      const step = readStep(reader);
      return repeated(count, () => safe(unzigzag(reader.varint()) * step));
    }
    case DELTA:
      return readDelta(reader, count);
    case RUNS:
      return readRuns(reader, count);
    case DICTIONARY:
      return readDictionary(reader, count);
    case WIDE:
      return repeated(count, () => {
        const sign = reader.byte();
        const size = reader.varint();
        if (sign > 1 || (sign === 1 && size === 0)) throw malformed('an unknown sign');
        return sign === 1 ? -size : size;
      });
    default:
      throw malformed('unknown form of a column');
  }
}

function readStep(reader: ByteReader): number {
  const step = reader.varint();
  if (step === 0) throw malformed('a step of nothing');
  return step;
}

function smallest(forms: readonly Form[]): Form {
  let best: Form = [];
  let bestSize = Number.POSITIVE_INFINITY;
  for (const form of forms) {
    const size = form.reduce((sum, number) => sum + varintSize(number), 0);
    if (size >= bestSize) continue;
    best = form;
    bestSize = size;
  }
  return best;
}

function plainForm(values: readonly number[]): Form {
  const step = commonStep(values);
  return [PLAIN, step, ...values.map((value) => zigzag(value / step))];
}

function deltaForm(values: readonly number[]): Form {
  const [first = 0] = values;
  const deltas = values.slice(1).map((value, index) => value - (values[index] ?? 0));
  const step = commonStep(deltas);
  return [DELTA, zigzag(first), step, ...deltas.map((delta) => zigzag(delta / step))];
}

function readDelta(reader: ByteReader, count: number): readonly number[] {
  const values = [unzigzag(reader.varint())];
  const step = readStep(reader);
  while (values.length < count) values.push(safe((values.at(-1) ?? 0) + unzigzag(reader.varint()) * step));
  return values;
}

function runsForm(values: readonly number[]): Form {
  const numbers = [RUNS];
  let start = 0;
  while (start < values.length) {
    let end = start;
    while (end < values.length && values[end] === values[start]) end += 1;
    numbers.push(zigzag(values[start] ?? 0), end - start);
    start = end;
  }
  return numbers;
}

function readRuns(reader: ByteReader, count: number): readonly number[] {
  const values: number[] = [];
  while (values.length < count) {
    const value = unzigzag(reader.varint());
    const run = reader.count(count - values.length);
    if (run === 0) throw malformed('an empty run');
    for (let index = 0; index < run; index += 1) values.push(value);
  }
  return values;
}

function dictionaryForm(values: readonly number[]): Form {
  const distinct = [...new Set(values)].sort((left, right) => left - right);
  const indexByValue = new Map(distinct.map((value, index) => [value, index]));
  const numbers = [DICTIONARY, distinct.length];
  distinct.forEach((value, index) => numbers.push(index === 0 ? zigzag(value) : value - (distinct[index - 1] ?? 0)));
  for (const value of values) numbers.push(indexByValue.get(value) ?? 0);
  return numbers;
}

function readDictionary(reader: ByteReader, count: number): readonly number[] {
  const size = reader.count(count);
  const distinct: number[] = [];
  for (let index = 0; index < size; index += 1) {
    distinct.push(index === 0 ? unzigzag(reader.varint()) : safe((distinct[index - 1] ?? 0) + reader.varint()));
  }
  return repeated(count, () => {
    const value = distinct[reader.varint()];
    if (value === undefined) throw malformed('a dictionary index out of range');
    return value;
  });
}

function writeWide(writer: ByteWriter, values: readonly number[]): void {
  writer.byte(WIDE);
  for (const value of values) {
    writer.byte(value < 0 ? 1 : 0);
    writer.varint(Math.abs(value));
  }
}

/** The greatest number that divides all of them: round weights and prices lose their zeros. */
function commonStep(values: readonly number[]): number {
  let step = 0;
  for (const value of values) {
    let left = step;
    let right = Math.abs(value);
    while (right !== 0) [left, right] = [right, left % right];
    step = left;
    if (step === 1) return 1;
  }
  return step === 0 ? 1 : step;
}

function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw malformed('number too large');
  return value;
}
