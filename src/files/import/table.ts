/** Finds the table in a sheet as people keep it: titles above, headings in one or two rows, totals and signatures below. */
import { isBlank, type Cell } from '#kernel/parse/cell.ts';
import { foldText } from '#kernel/text.ts';
import type { Sheet } from '../spreadsheet.ts';
import type { RepairedText } from './legacy/repair-text.ts';

/** How a field's column is known by its heading. `pattern` is matched against the heading without marks and capitals. */
export interface ColumnRule<Field extends string> {
  readonly field: Field;
  readonly pattern: Pick<RegExp, 'test'>;
}

export interface Column<Field extends string> {
  /** From 0. */
  readonly index: number;
  /** `Năm sinh / Nam` when it stands in two rows. */
  readonly heading: string;
  /** Undefined: not imported. */
  readonly field: Field | undefined;
}

export type SkipReason = 'title' | 'blank' | 'number-only' | 'group' | 'total' | 'footer';

export interface SkippedRow {
  readonly row: number;
  readonly why: SkipReason;
  /** The words of a row that names the group below it. */
  readonly group?: string;
}

export interface Table<Field extends string> {
  readonly sheet: string;
  /** Of a text file: its numbers and days can only be text. */
  readonly isText: boolean;
  readonly columns: readonly Column<Field>[];
  /** Rows of data by their number in the file, from 1. */
  readonly rows: readonly { readonly row: number; readonly cells: readonly Cell[] }[];
  readonly skipped: readonly SkippedRow[];
  /** Cells of these rows whose letters were of another time. */
  readonly repaired: readonly RepairedText[];
}

/** A column that is called just as this app calls the field, in the language in use. */
export function ownHeading<Field extends string>({
  field,
  heading,
}: {
  readonly field: Field;
  readonly heading: string;
}): ColumnRule<Field> {
  const own = foldText(heading);
  return { field, pattern: { test: (folded) => folded === own } };
}

const HEADING_WITHIN_ROWS = 30;
const NUMBERING = /^(?:stt|so tt|tt|so thu tu|no)$/;
const TOTAL = /^(?:tong|tong cong|cong|tong so)(?:\s|:|$)/;

/** The table of a sheet, or undefined when no row of it is a heading that names `required`. */
export function findTable<Field extends string>(
  sheet: Sheet,
  rules: readonly ColumnRule<Field>[],
  required: Field,
): Table<Field> | undefined {
  let best: { readonly at: number; readonly columns: readonly Column<Field>[]; readonly height: 1 | 2 } | undefined;
  for (let at = 0; at < Math.min(sheet.rows.length, HEADING_WITHIN_ROWS); at += 1) {
    const height = headingHeight(sheet, at, rules, required);
    const columns = columnsOf(sheet, { at, height }, rules);
    const found = columns.filter((column) => column.field !== undefined).length;
    const isBetter = found > (best?.columns.filter((column) => column.field !== undefined).length ?? 1);
    if (isBetter && columns.some((column) => column.field === required)) best = { at, columns, height };
  }
  if (best === undefined) return undefined;
  const below = rowsBelow(sheet, best, required);
  const rows = new Set(below.rows.map(({ row }) => row));
  const repaired = sheet.repaired.filter(({ row }) => rows.has(row));
  return { sheet: sheet.name, isText: sheet.isText === true, columns: best.columns, ...below, repaired };
}

/** Two rows when the second only divides the first: words under a merged heading, nothing under the required one. */
function headingHeight<Field extends string>(
  sheet: Sheet,
  at: number,
  rules: readonly ColumnRule<Field>[],
  required: Field,
): 1 | 2 {
  const next = sheet.rows[at + 1] ?? [];
  const own = columnsOf(sheet, { at, height: 1 }, rules);
  const main = own.find((column) => column.field === required);
  if (main === undefined || !isBlank(next[main.index] ?? null)) return 1;
  const given = next.filter((cell) => !isBlank(cell));
  // One word alone names the first group of rows.
  return given.length > 1 && given.every((cell) => typeof cell === 'string' && !/\d/.test(cell)) ? 2 : 1;
}

function columnsOf<Field extends string>(
  sheet: Sheet,
  { at, height }: { readonly at: number; readonly height: 1 | 2 },
  rules: readonly ColumnRule<Field>[],
): readonly Column<Field>[] {
  const top = sheet.rows[at] ?? [];
  const below = height === 2 ? (sheet.rows[at + 1] ?? []) : [];
  const taken = new Set<Field>();
  const columns: Column<Field>[] = [];
  let parent = '';
  for (let index = 0; index < Math.max(top.length, below.length); index += 1) {
    const [own, part] = [textOf(top[index]), textOf(below[index])];
    if (own !== '') parent = own;
    const heading = part === '' ? own : `${own === '' ? parent : own} / ${part}`;
    const folded = foldText(heading.replace(/\s+/g, ' '));
    const rule = heading === '' ? undefined : rules.find(({ pattern }) => pattern.test(folded));
    const field = rule === undefined || taken.has(rule.field) ? undefined : rule.field;
    if (field !== undefined) taken.add(field);
    columns.push({ index, heading, field });
  }
  return columns;
}

function rowsBelow<Field extends string>(
  sheet: Sheet,
  heading: { readonly at: number; readonly height: 1 | 2; readonly columns: readonly Column<Field>[] },
  required: Field,
): Pick<Table<Field>, 'rows' | 'skipped'> {
  const first = heading.at + heading.height;
  const numbering = heading.columns.find((column) => NUMBERING.test(foldText(column.heading)))?.index;
  const main = heading.columns.find((column) => column.field === required)?.index ?? 0;
  const matched = heading.columns.filter((column) => column.field !== undefined).map((column) => column.index);
  const lastNumbered = numbering === undefined ? 0 : lastRowWith(sheet, numbering);
  const rows: { row: number; cells: readonly Cell[] }[] = [];
  const skipped: SkippedRow[] = [];
  let isBelowTotal = false;
  sheet.rows.forEach((cells, index) => {
    const row = index + 1;
    if (index >= heading.at && index < first) return;
    const given = matched.filter((column) => !isBlank(cells[column] ?? null));
    const why = ((): SkipReason | undefined => {
      if (cells.every(isBlank)) return isBelowTotal ? 'footer' : 'blank';
      if (index < first) return 'title';
      if (isBelowTotal) return 'footer';
      if (cells.some(isTotal)) return 'total';
      const isNumbered = numbering !== undefined && !isBlank(cells[numbering] ?? null);
      if (given.length === 0) return 'number-only';
      if (numbering === undefined) return given.length === 1 && matched.length > 3 ? 'group' : undefined;
      if (!isNumbered && given.length <= 2) return row > lastNumbered ? 'footer' : 'group';
      return undefined;
    })();
    if (why === 'total') isBelowTotal = true;
    if (why === undefined) rows.push({ row, cells });
    else if (why === 'group') skipped.push({ row, why, group: textOf(cells.find((cell) => !isBlank(cell))) });
    else if (!(why === 'footer' && cells.every(isBlank))) skipped.push({ row, why });
  });
  return {
    rows: rows.filter(({ cells }) => cells.length > main || matched.some((at) => !isBlank(cells[at] ?? null))),
    skipped,
  };
}

/** `Cộng` is a sum, `Công cắt tỉa` is work that is paid for. */
function isTotal(cell: Cell): boolean {
  return typeof cell === 'string' && TOTAL.test(foldText(cell)) && !/^\s*công/iu.test(cell.normalize('NFC'));
}

function lastRowWith(sheet: Sheet, column: number): number {
  return sheet.rows.reduce((last, cells, index) => (isBlank(cells[column] ?? null) ? last : index + 1), 0);
}

function textOf(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell.trim() : '';
}

/** `A`, `B` … `Z`, `AA` …: how a spreadsheet names a column, from 0. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26);
  return `${rest === 0 ? '' : columnLetters(rest - 1)}${String.fromCharCode(65 + (index % 26))}`;
}
