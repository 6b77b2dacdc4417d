/**
 * A column of whole numbers in the smallest of a few forms. What repeats in records that are written one after the
 * other (dates, products, members, round weights) then costs a byte or less, and deflate finds the rest.
 */
import { malformed, type ByteReader, type ByteWriter } from './byte-stream.ts';
import { ByteWriter as Writer } from './byte-stream.ts';

const CONSTANT = 0;
const PLAIN = 1;
const DELTA = 2;
const RUNS = 3;
const DICTIONARY = 4;
const WIDE = 5;

/** Beyond this a zigzag number or a difference would leave the safe integers; the column is then written wide. */
const NARROW = 2 ** 51;

export function writeInts(writer: ByteWriter, values: readonly number[]): void {
  const [first] = values;
  if (first === undefined) return;
  if (values.some((value) => Math.abs(value) >= NARROW)) {
    writeWide(writer, values);
    return;
  }
  if (values.every((value) => value === first)) {
    writer.byte(CONSTANT);
    writer.varint(zigzag(first));
    return;
  }
  const forms = [plainForm(values), deltaForm(values), runsForm(values), dictionaryForm(values)];
  writer.raw(forms.reduce((best, form) => (form.length < best.length ? form : best)));
}

export function readInts(reader: ByteReader, count: number): readonly number[] {
  if (count === 0) return [];
  reader.spend(count);
  const form = reader.byte();
  switch (form) {
    case CONSTANT:
      return constantColumn(unzigzag(reader.varint()), count);
    case PLAIN: {
      const step = readStep(reader);
      return Array.from({ length: count }, () => safe(unzigzag(reader.varint()) * step));
    }
    case DELTA:
      return readDelta(reader, count);
    case RUNS:
      return readRuns(reader, count);
    case DICTIONARY:
      return readDictionary(reader, count);
    case WIDE:
      return Array.from({ length: count }, () => {
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

function constantColumn(value: number, count: number): readonly number[] {
  return Array.from({ length: count }, () => value);
}

function plainForm(values: readonly number[]): Uint8Array {
  const step = commonStep(values);
  const writer = new Writer();
  writer.byte(PLAIN);
  writer.varint(step);
  for (const value of values) writer.varint(zigzag(value / step));
  return writer.finish();
}

function deltaForm(values: readonly number[]): Uint8Array {
  const writer = new Writer();
  const [first = 0] = values;
  const deltas = values.slice(1).map((value, index) => value - (values[index] ?? 0));
  const step = commonStep(deltas);
  writer.byte(DELTA);
  writer.varint(zigzag(first));
  writer.varint(step);
  for (const delta of deltas) writer.varint(zigzag(delta / step));
  return writer.finish();
}

function readDelta(reader: ByteReader, count: number): readonly number[] {
  const values = [unzigzag(reader.varint())];
  const step = readStep(reader);
  while (values.length < count) values.push(safe((values.at(-1) ?? 0) + unzigzag(reader.varint()) * step));
  return values;
}

function runsForm(values: readonly number[]): Uint8Array {
  const writer = new Writer();
  writer.byte(RUNS);
  let start = 0;
  while (start < values.length) {
    let end = start;
    while (end < values.length && values[end] === values[start]) end += 1;
    writer.varint(zigzag(values[start] ?? 0));
    writer.varint(end - start);
    start = end;
  }
  return writer.finish();
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

function dictionaryForm(values: readonly number[]): Uint8Array {
  const distinct = [...new Set(values)].sort((left, right) => left - right);
  const indexByValue = new Map(distinct.map((value, index) => [value, index]));
  const writer = new Writer();
  writer.byte(DICTIONARY);
  writer.varint(distinct.length);
  distinct.forEach((value, index) => writer.varint(index === 0 ? zigzag(value) : value - (distinct[index - 1] ?? 0)));
  for (const value of values) writer.varint(indexByValue.get(value) ?? 0);
  return writer.finish();
}

function readDictionary(reader: ByteReader, count: number): readonly number[] {
  const size = reader.count(count);
  const distinct: number[] = [];
  for (let index = 0; index < size; index += 1) {
    distinct.push(index === 0 ? unzigzag(reader.varint()) : safe((distinct[index - 1] ?? 0) + reader.varint()));
  }
  return Array.from({ length: count }, () => {
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
