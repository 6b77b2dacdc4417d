/** Opens what offices keep: .xlsx, .xls, .ods, .csv and .tsv, to sheets of cells. Loaded only when somebody imports. */
import type { Cell } from '#kernel/parse/cell.ts';
import { Fault } from '#kernel/result.ts';
import { repairCells, repairWholeFile, type RepairedText } from './import/legacy/repair-text.ts';

export interface Sheet {
  /** Empty for a text file. */
  readonly name: string;
  /** Row 1 first; rows may differ in length. */
  readonly rows: readonly (readonly Cell[])[];
  /** .csv or .tsv: its numbers and days can only be text. */
  readonly isText?: boolean;
  /** Cells whose letters were of another time; `rows` has them as they were meant. */
  readonly repaired: readonly RepairedText[];
}

type RawSheet = Omit<Sheet, 'repaired'>;

export const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** A few kilobytes of zip can hold gigabytes; a register of 20,000 rows unpacks to some 30 megabytes. */
export const MAX_UNPACKED_BYTES = 100 * 1024 * 1024;
export const MAX_ROWS = 20_000;

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * The sheets of a file. Faults: `file.empty`, `file.tooLarge`, `file.oldExcel` (older than Excel 97, or locked by a
 * password), `file.notSpreadsheet`, `file.unpacksTooLarge`, `file.encoding` (no known way to write Vietnamese),
 * `file.tooManyRows`.
 */
export async function readSpreadsheet(file: Blob): Promise<readonly Sheet[]> {
  if (file.size === 0) throw new Fault('file.empty');
  if (file.size > MAX_FILE_BYTES) throw new Fault('file.tooLarge', { values: { megabytes: MAX_FILE_BYTES >> 20 } });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const sheets = await sheetsOf(bytes);
  if (sheets.every((sheet) => sheet.rows.length === 0)) throw new Fault('file.empty');
  if (sheets.some((sheet) => sheet.rows.length > MAX_ROWS))
    throw new Fault('file.tooManyRows', { values: { limit: MAX_ROWS } });
  return sheets;
}

async function sheetsOf(bytes: Uint8Array): Promise<readonly Sheet[]> {
  if (startsWith(bytes, OLD_OFFICE)) {
    const { readXls } = await import('./read-xls.ts');
    return readXls(bytes, MAX_ROWS).map(repairedSheet);
  }
  if (startsWith(bytes, ZIP)) return (await readZip(bytes)).map(repairedSheet);
  const text = unicodeOf(bytes);
  if (text !== undefined) return [{ ...repairedSheet({ name: '', rows: readDelimited(text) }), isText: true }];
  const old = repairWholeFile(readDelimited(new TextDecoder('windows-1252').decode(bytes)));
  if (old === undefined) throw new Fault('file.encoding');
  return [{ name: '', ...old, isText: true }];
}

function repairedSheet({ name, rows }: RawSheet): Sheet {
  return { name, ...repairCells(rows) };
}

async function readZip(bytes: Uint8Array): Promise<readonly RawSheet[]> {
  const [{ default: readExcelFile }, { readOds }] = await Promise.all([
    import('read-excel-file/universal'),
    import('./read-ods.ts'),
  ]);
  try {
    if ((await unpackedBytes(bytes)) > MAX_UNPACKED_BYTES)
      throw new Fault('file.unpacksTooLarge', { values: { megabytes: MAX_UNPACKED_BYTES >> 20 } });
    const ods = readOds(bytes, MAX_ROWS);
    if (ods !== undefined) return ods;
    const sheets = await readExcelFile(new Uint8Array(bytes).buffer);
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(cellOf)) }));
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('file.notSpreadsheet', { cause });
  }
}

/** What the parts of a zip say that they unpack to; none of them is unpacked. */
async function unpackedBytes(bytes: Uint8Array): Promise<number> {
  const { unzipSync } = await import('fflate');
  let total = 0;
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      total += originalSize;
      return false;
    },
  });
  return total;
}

function cellOf(value: unknown): Cell {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : { day: value.toISOString().slice(0, 10) };
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function startsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, index) => bytes[index] === byte);
}

/** The text of a Unicode file; undefined when its bytes are of an old code page. */
function unicodeOf(bytes: Uint8Array): string | undefined {
  const isWide = startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff]);
  // A picture, a PDF or a program has bytes that no text has.
  if (!isWide && bytes.subarray(0, 4_096).includes(0)) throw new Fault('file.notSpreadsheet');
  const start = new TextDecoder('windows-1252').decode(bytes.subarray(0, 256));
  if (/^(?:ï»¿)?\s*(?:%PDF|<!doctype|<html|\{\\rtf)/i.test(start)) throw new Fault('file.notSpreadsheet');
  const encoding = isWide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    if (isWide) throw new Fault('file.encoding', { cause });
    return undefined;
  }
}

/** RFC 4180, with the separator that the first line uses most; line breaks and doubled quotes inside quotes are kept. */
export function readDelimited(text: string): readonly (readonly Cell[])[] {
  const separator = separatorOf(text.slice(0, 4_096));
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const endCell = (): void => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charAt(index);
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text.charAt(index + 1) === '"') cell += text.charAt((index += 1));
      else isQuoted = false;
    } else if (letter === '"' && cell === '') isQuoted = true;
    else if (letter === separator) endCell();
    else if (letter === '\n') {
      endCell();
      rows.push([]);
    } else if (letter !== '\r') cell += letter;
  }
  endCell();
  if (rows.at(-1)?.every((each) => each === '') === true) rows.pop();
  return rows.map((row) => row.map((each) => (each === '' ? null : each)));
}

function separatorOf(text: string): string {
  const [firstLine = ''] = text.split('\n');
  const count = (sign: string): number => firstLine.split(sign).length;
  return [';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ',');
}
