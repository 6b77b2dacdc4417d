/**
 * Workbooks of Excel 97 to 2003 (MS-XLS, BIFF8), as far as a register needs: the sheets, their cells and which numbers are
 * days. Formulas give the value that was kept with them.
 */
import { isoDateOf } from '#kernel/calendar.ts';
import type { Cell } from '#kernel/parse/cell.ts';
import { Fault } from '#kernel/result.ts';
import { streamOf } from './compound-file.ts';

const RECORD = {
  formula: 0x06,
  endOfPart: 0x0a,
  daysFrom1904: 0x22,
  password: 0x2f,
  continues: 0x3c,
  sheet: 0x85,
  manyRk: 0xbd,
  style: 0xe0,
  sharedTexts: 0xfc,
  sharedText: 0xfd,
  number: 0x203,
  label: 0x204,
  boolean: 0x205,
  formulaText: 0x207,
  rk: 0x27e,
  format: 0x41e,
  begin: 0x809,
} as const;
const BIFF8 = 0x0600;
const MOST_COLUMNS = 256;
/** Numbers of Excel's own formats that show a day. */
const DAY_FORMATS = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 57, 58]);
/** Day 1 is 1900-01-01 with a 29 February that never was; other books count from 1904. */
const [DAY_ZERO_1900, DAY_ZERO_1904] = [-25_569, -24_107];

interface RawRecord {
  readonly kind: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

interface XlsSheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

interface Book {
  readonly texts: readonly string[];
  readonly isDayStyle: readonly boolean[];
  readonly dayZero: number;
  readonly mostRows: number;
}

/**
 * The sheets of an old workbook. Faults: `file.oldExcel` (a password, or older than Excel 97), `file.notSpreadsheet`,
 * `file.tooManyRows`.
 */
export function readXls(file: Uint8Array, mostRows: number): readonly XlsSheet[] {
  try {
    const stream = streamOf(file, ['Workbook']);
    if (stream === undefined) throw new Fault('file.oldExcel');
    return sheetsOf(stream, mostRows);
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('file.notSpreadsheet', { cause });
  }
}

function sheetsOf(stream: Uint8Array, mostRows: number): readonly XlsSheet[] {
  const globals = recordsFrom(stream, 0);
  const [first] = globals;
  if (first?.kind !== RECORD.begin || first.view.getUint16(0, true) !== BIFF8) throw new Fault('file.oldExcel');
  if (globals.some(({ kind }) => kind === RECORD.password)) throw new Fault('file.oldExcel');
  const dayFormats = new Set(DAY_FORMATS);
  for (const { kind, bytes, view } of globals)
    if (kind === RECORD.format && isDayFormat(new TextReader([bytes], 2).text(2)))
      dayFormats.add(view.getUint16(0, true));
  const is1904 = globals.some(({ kind, view }) => kind === RECORD.daysFrom1904 && view.getUint16(0, true) === 1);
  const book: Book = {
    texts: sharedTexts(globals),
    isDayStyle: globals
      .filter(({ kind }) => kind === RECORD.style)
      .map(({ view }) => dayFormats.has(view.getUint16(2, true))),
    dayZero: is1904 ? DAY_ZERO_1904 : DAY_ZERO_1900,
    mostRows,
  };
  return globals
    .filter(({ kind, bytes }) => kind === RECORD.sheet && bytes[5] === 0)
    .map(({ bytes, view }) => ({
      name: new TextReader([bytes], 6).text(1),
      rows: rowsOf(recordsFrom(stream, view.getUint32(0, true)), book),
    }));
}

/** All records of a part, up to its end; charts inside a sheet are parts of their own. */
function recordsFrom(stream: Uint8Array, start: number): readonly RawRecord[] {
  const all = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const records: RawRecord[] = [];
  let depth = 0;
  for (let at = start; at + 4 <= stream.length; ) {
    const [kind, length] = [all.getUint16(at, true), all.getUint16(at + 2, true)];
    const bytes = stream.subarray(at + 4, at + 4 + length);
    if (kind === RECORD.begin) depth += 1;
    if (kind === RECORD.endOfPart) depth -= 1;
    if (depth === 1)
      records.push({ kind, bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) });
    if (depth <= 0) break;
    at += 4 + length;
  }
  return records;
}

function rowsOf(records: readonly RawRecord[], book: Book): readonly (readonly Cell[])[] {
  const rows: Cell[][] = [];
  const put = (row: number, column: number, cell: Cell): void => {
    if (column >= MOST_COLUMNS) throw new RangeError('no such column in Excel 97');
    if (row >= book.mostRows) throw new Fault('file.tooManyRows', { values: { limit: book.mostRows } });
    while (rows.length <= row) rows.push([]);
    const cells = rows[row] ?? [];
    while (cells.length < column) cells.push(null);
    cells[column] = cell;
  };
  let waiting: { readonly row: number; readonly column: number } | undefined;
  for (const { kind, bytes, view } of records) {
    if (kind === RECORD.formulaText && waiting !== undefined) {
      put(waiting.row, waiting.column, new TextReader([bytes], 0).text(2));
      waiting = undefined;
    }
    if (!CELLS.has(kind)) continue;
    const [row, column] = [view.getUint16(0, true), view.getUint16(2, true)];
    const number = (value: number, styleAt = 4): Cell => numberCell(value, view.getUint16(styleAt, true), book);
    if (kind === RECORD.sharedText) put(row, column, book.texts[view.getUint32(6, true)] ?? null);
    else if (kind === RECORD.label) put(row, column, new TextReader([bytes], 6).text(2));
    else if (kind === RECORD.number) put(row, column, number(view.getFloat64(6, true)));
    else if (kind === RECORD.rk) put(row, column, number(rkNumber(view, 6)));
    else if (kind === RECORD.boolean) put(row, column, bytes[7] === 0 ? bytes[6] === 1 : null);
    else if (kind === RECORD.manyRk)
      for (let index = 0; 4 + index * 6 + 6 < bytes.length; index += 1)
        put(row, column + index, number(rkNumber(view, 6 + index * 6), 4 + index * 6));
    else if (view.getUint16(12, true) !== 0xffff) put(row, column, number(view.getFloat64(6, true)));
    else if (bytes[6] === 0) waiting = { row, column };
    else put(row, column, bytes[6] === 1 ? bytes[8] === 1 : null);
  }
  return rows;
}

const CELLS: ReadonlySet<number> = new Set([
  RECORD.sharedText,
  RECORD.label,
  RECORD.number,
  RECORD.rk,
  RECORD.manyRk,
  RECORD.boolean,
  RECORD.formula,
]);

function numberCell(value: number, style: number, book: Book): Cell {
  const isDay = book.isDayStyle[style] === true && value >= 1 && value < 2_958_466;
  return isDay ? { day: isoDateOf(Math.floor(value) + book.dayZero) } : value;
}

/** A number in 30 bits: a whole one or the upper half of a double, perhaps of a hundred times the value. */
function rkNumber(view: DataView, at: number): number {
  const raw = view.getInt32(at, true);
  const double = new DataView(new ArrayBuffer(8));
  double.setInt32(4, raw & ~3, true);
  const value = (raw & 2) === 0 ? double.getFloat64(0, true) : raw >> 2;
  return (raw & 1) === 0 ? value : value / 100;
}

/** Days, months and years outside quotes and colours; `General` and `0.00` have none. */
function isDayFormat(format: string): boolean {
  return /[dy]|m{3}/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').replace(/general|red/gi, ''));
}

function sharedTexts(globals: readonly RawRecord[]): readonly string[] {
  const at = globals.findIndex(({ kind }) => kind === RECORD.sharedTexts);
  const table = globals[at];
  if (table === undefined) return [];
  const parts = [table.bytes];
  for (let next = at + 1; globals[next]?.kind === RECORD.continues; next += 1)
    parts.push(globals[next]?.bytes ?? new Uint8Array());
  const reader = new TextReader(parts, 8);
  return Array.from({ length: Math.min(table.view.getUint32(4, true), 1_000_000) }, () => reader.text(2));
}

/** Reads texts that may run over from one record into its continuation, where the width of a letter is said anew. */
class TextReader {
  readonly #parts: readonly Uint8Array[];
  #part = 0;
  #at: number;

  constructor(parts: readonly Uint8Array[], at: number) {
    this.#parts = parts;
    this.#at = at;
  }

  /** A text whose length in letters stands before it in one or two bytes. */
  text(lengthBytes: 1 | 2): string {
    this.#ready();
    let left = lengthBytes === 1 ? this.#byte() : this.#word();
    let flags = this.#byte();
    const runs = (flags & 8) === 0 ? 0 : this.#word();
    const extra = (flags & 4) === 0 ? 0 : this.#word() + this.#word() * 0x10000;
    let text = '';
    for (; left > 0; left -= 1) {
      if (this.#isAtEnd()) {
        this.#ready();
        flags = this.#byte();
      }
      text += String.fromCharCode((flags & 1) === 0 ? this.#byte() : this.#word());
    }
    this.#skip(runs * 4 + extra);
    return text;
  }

  #isAtEnd(): boolean {
    return this.#at >= (this.#parts[this.#part]?.length ?? 0);
  }

  #ready(): void {
    while (this.#isAtEnd() && this.#part < this.#parts.length - 1) {
      this.#part += 1;
      this.#at = 0;
    }
  }

  #byte(): number {
    const byte = this.#parts[this.#part]?.[this.#at];
    if (byte === undefined) throw new RangeError('a text is cut off');
    this.#at += 1;
    return byte;
  }

  #word(): number {
    return this.#byte() | (this.#byte() << 8);
  }

  #skip(bytes: number): void {
    for (let left = bytes; left > 0; ) {
      this.#ready();
      const here = Math.min(left, (this.#parts[this.#part]?.length ?? 0) - this.#at);
      if (here <= 0) throw new RangeError('a text is cut off');
      this.#at += here;
      left -= here;
    }
  }
}
