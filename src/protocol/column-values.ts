/** Columns of row ids, texts and field values of any kind. */
import { bytesOfHex, hexOf, operationId, splitId } from '#kernel/ids.ts';
import { malformed, repeated, type ByteReader, type ByteWriter } from './byte-stream.ts';
import { readInts, writeInts } from './column-ints.ts';
import { isReference, LIMITS, type Reference, type WireValue } from './operation.ts';

/** The writers that a blob names, each by a small number. */
export class WriterIndex {
  readonly #indexByWriter = new Map<string, number>();

  indexOf(writer: string): number {
    const known = this.#indexByWriter.get(writer);
    if (known !== undefined) return known;
    const index = this.#indexByWriter.size;
    this.#indexByWriter.set(writer, index);
    return index;
  }

  write(writer: ByteWriter): void {
    writer.varint(this.#indexByWriter.size);
    for (const id of this.#indexByWriter.keys()) writer.raw(bytesOfHex(id));
  }
}

export function readWriters(reader: ByteReader): readonly string[] {
  const count = reader.count(MAX_WRITERS);
  return repeated(count, () => hexOf(reader.raw(8)));
}

const MAX_WRITERS = 200_000;

export function writeIds(writer: ByteWriter, ids: readonly string[], writers: WriterIndex): void {
  if (ids.length === 0) return;
  const indexes: number[] = [];
  const numbers: number[] = [];
  for (const id of ids) {
    const parts = splitId(id);
    indexes.push(writers.indexOf(parts.writer));
    numbers.push(parts.n);
  }
  writeInts(writer, indexes);
  writeInts(writer, numbers);
}

export function readIds(reader: ByteReader, count: number, writers: readonly string[]): readonly string[] {
  if (count === 0) return [];
  const indexes = readInts(reader, count);
  const numbers = readInts(reader, count);
  return indexes.map((index, at) => {
    const writer = writers[index];
    const n = numbers[at] ?? 0;
    if (writer === undefined || n < 1 || n >= 1e15) throw malformed('a row id out of range');
    return operationId(writer, n);
  });
}

/** Texts: each different one once, and which one stands where. */
export function writeTexts(writer: ByteWriter, texts: readonly string[]): void {
  if (texts.length === 0) return;
  const indexByText = new Map<string, number>();
  const indexes = texts.map((text) => {
    const index = indexByText.get(text) ?? indexByText.size;
    indexByText.set(text, index);
    return index;
  });
  writer.varint(indexByText.size);
  for (const text of indexByText.keys()) writer.text(text);
  writeInts(writer, indexes);
}

export function readTexts(reader: ByteReader, count: number): readonly string[] {
  if (count === 0) return [];
  const size = reader.count(count);
  const distinct = repeated(size, () => reader.text(LIMITS.stringBytes));
  return readInts(reader, count).map((index) => {
    const text = distinct[index];
    if (text === undefined) throw malformed('a text index out of range');
    return text;
  });
}

const EMPTY = 0;
const INT = 1;
const TEXT = 2;
const REFERENCE = 3;
const LIST = 4;

type Item = number | string | Reference;

/** Values of one field over many operations or rows. */
export function writeValues(writer: ByteWriter, values: readonly (WireValue | null)[], writers: WriterIndex): void {
  writeInts(writer, values.map(tagOf));
  const lists = writeItems(writer, values, writers);
  if (lists.length === 0) return;
  writeInts(
    writer,
    lists.map((list) => list.length),
  );
  const items = lists.flat();
  writeInts(writer, items.map(tagOf));
  writeItems(writer, items, writers);
}

export function readValues(
  reader: ByteReader,
  count: number,
  writers: readonly string[],
): readonly (WireValue | null)[] {
  const tags = readInts(reader, count);
  const nextItem = itemsOf(reader, tags, writers);
  const nextList = listsOf(reader, tags.filter((tag) => tag === LIST).length, writers);
  return tags.map((tag) => {
    if (tag === EMPTY) return null;
    return tag === LIST ? nextList() : nextItem(tag);
  });
}

/** Reads so many lists, and gives them out one by one. */
function listsOf(reader: ByteReader, count: number, writers: readonly string[]): () => readonly Item[] {
  const lengths = readInts(reader, count);
  let itemCount = 0;
  for (const length of lengths) {
    if (length < 0 || length > LIMITS.listItems) throw malformed('a list over its limit');
    itemCount += length;
  }
  if (itemCount > MAX_LIST_ITEMS) throw malformed('lists over their limit');
  const tags = readInts(reader, itemCount);
  if (tags.some((tag) => tag !== INT && tag !== TEXT && tag !== REFERENCE)) throw malformed('a list in a list');
  const nextItem = itemsOf(reader, tags, writers);
  let listIndex = 0;
  let itemIndex = 0;
  return () => {
    const start = itemIndex;
    itemIndex += lengths[listIndex] ?? 0;
    listIndex += 1;
    return tags.slice(start, itemIndex).map(nextItem);
  };
}

const MAX_LIST_ITEMS = 200_000;

/** Numbers, texts and references, each in a column of their own; the lists among the values are left to the caller. */
function writeItems(
  writer: ByteWriter,
  values: readonly (WireValue | null)[],
  writers: WriterIndex,
): readonly (readonly Item[])[] {
  const ints: number[] = [];
  const texts: string[] = [];
  const ids: string[] = [];
  const lists: (readonly Item[])[] = [];
  for (const value of values) {
    if (typeof value === 'number') ints.push(value);
    else if (typeof value === 'string') texts.push(value);
    else if (value === null) continue;
    else if (isReference(value)) ids.push(value.ref);
    else lists.push(value);
  }
  writeInts(writer, ints);
  writeTexts(writer, texts);
  writeIds(writer, ids, writers);
  return lists;
}

/** Reads the items behind their tags, and gives them out one by one in the order of the tags. */
function itemsOf(reader: ByteReader, tags: readonly number[], writers: readonly string[]): (tag: number) => Item {
  let [intCount, textCount, idCount] = [0, 0, 0];
  for (const tag of tags) {
    if (tag === INT) intCount += 1;
    else if (tag === TEXT) textCount += 1;
    else if (tag === REFERENCE) idCount += 1;
  }
  const ints = readInts(reader, intCount).values();
  const texts = readTexts(reader, textCount).values();
  const ids = readIds(reader, idCount, writers).values();
  return (tag) => {
    if (tag === INT) return taken(ints.next());
    if (tag === TEXT) return taken(texts.next());
    if (tag === REFERENCE) return { ref: taken(ids.next()) };
    throw malformed('unknown kind of value');
  };
}

function taken<T>(next: IteratorResult<T, undefined>): T {
  if (next.done === true) throw malformed('a value is missing');
  return next.value;
}

function tagOf(value: WireValue | null): number {
  if (value === null) return EMPTY;
  if (typeof value === 'number') return INT;
  if (typeof value === 'string') return TEXT;
  return isReference(value) ? REFERENCE : LIST;
}
