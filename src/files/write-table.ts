/** Tables out, as .xlsx that old office programs open: texts stay texts (`=1+1` is no formula, `0912…` keeps its 0), days are days. */
import type { Cell } from '#kernel/parse/cell.ts';
import { formatQuantity } from '#kernel/quantity.ts';

/** A cell that knows what it counts: whole đồng, or whole thousandths of a unit. */
export type SheetCell = Cell | { readonly dong: number } | { readonly milli: number };

export interface SheetTable {
  /** The sheet's name; what a name may not hold is left out. */
  readonly name: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly SheetCell[])[];
  /** In letters; a column without one is as wide as it needs. */
  readonly widths?: readonly (number | undefined)[];
}

const LONGEST_NAME = 31;
const LONGEST_CELL = 32_767;
const FIRST_DAY = '1900-03-01';
const WIDTHS = { least: 8, most: 40 } as const;

/** The file, with a sheet for each table; no two tables may be called alike. Loads its writer when it is asked. */
export async function writeTables(tables: readonly SheetTable[]): Promise<Blob> {
  const { default: writeExcelFile } = await import('write-excel-file/universal');
  return writeExcelFile(tables.map(sheetOf)).toBlob();
}

export async function writeTable(table: SheetTable): Promise<Blob> {
  return writeTables([table]);
}

function sheetOf({ name, headings, rows, widths = [] }: SheetTable) {
  const data = [
    headings.map((heading) => ({ ...textCell(heading), fontWeight: 'bold' as const, wrap: true })),
    ...rows.map((cells) => headings.map((_heading, index) => sheetCell(cells[index] ?? null))),
  ];
  const columns = headings.map((heading, index) => ({
    width: widths[index] ?? widthOf([heading, ...rows.slice(0, 500).map((cells) => cells[index] ?? null)]),
  }));
  return { data, columns, stickyRowsCount: 1, sheet: sheetName(name) };
}

/** One cell as the writer takes it. */
export function sheetCell(cell: SheetCell) {
  if (cell === null) return null;
  if (typeof cell === 'string') return textCell(cell);
  if (typeof cell === 'number') return { value: cell, type: Number };
  if (typeof cell === 'boolean') return { value: cell, type: Boolean };
  if ('dong' in cell) return { value: cell.dong, type: Number, format: '#,##0' };
  // The file holds decimals and nothing else: the shortest that reads as these thousandths.
  if ('milli' in cell) return { value: Number(plainDecimal(cell.milli)), type: Number, format: '#,##0.###' };
  // Excel counts days from 1900, and has one too many before March.
  if (cell.day < FIRST_DAY) return textCell(cell.day);
  return { value: new Date(`${cell.day}T00:00:00Z`), type: Date, format: 'dd/mm/yyyy' };
}

/**
 * A text as the format has it (ECMA-376 part 1, 22.9.2.19): `_x0041_` is the letter A, so the underscore that begins it is
 * written so itself. Excel calls a file damaged in which a cell is longer than it can hold.
 */
export function textCell(text: string) {
  const cut = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
  return { value: cut.replace(/_(?=x[\da-f]{4}_)/gi, '_x005F_'), type: String };
}

function plainDecimal(milli: number): string {
  return formatQuantity(milli).replaceAll('.', '').replace(',', '.');
}

function widthOf(cells: readonly SheetCell[]): number {
  const longest = Math.max(...cells.map((cell) => (typeof cell === 'string' ? cell.length : 10)));
  return Math.min(Math.max(longest + 2, WIDTHS.least), WIDTHS.most);
}

/** Excel's own limits: 31 letters, none of `[]:*?/\\`, no apostrophe at either end. */
function sheetName(name: string): string {
  const plain = name
    .replace(/[[\]:*?/\\]/g, ' ')
    .slice(0, LONGEST_NAME)
    .replace(/^['\s]+|['\s]+$/g, '');
  return plain === '' ? 'Sheet1' : plain;
}
