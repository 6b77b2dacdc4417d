/** From the rows of somebody's price list to products and prices: pure, cell by cell, words in place of a price asked about. */
import {
  cellText,
  doubtful,
  EMPTY,
  good,
  isBlank,
  isTextAlone,
  unusable,
  type Cell,
  type ProblemLevel,
  type Reading,
} from '#kernel/parse/cell.ts';
import { readPartialDate } from '#kernel/parse/date.ts';
import { readDong } from '#kernel/parse/money.ts';
import { readText } from '#kernel/parse/person.ts';
import { MAX_PRICE_DONG } from '#kernel/money.ts';
import { foldText } from '#kernel/text.ts';
import { withoutEmpty } from '#kernel/without-empty.ts';
import { productSchema } from './records.ts';

/** What a column can mean. */
export const PRICE_FIELDS = [
  'code',
  'name',
  'unit',
  'netGrams',
  'buyDong',
  'retailDong',
  'wholesaleDong',
  'memberDong',
  'validFrom',
  'note',
] as const;
export type PriceField = (typeof PRICE_FIELDS)[number];

/** The columns that hold a price, in the order in which the one that is kept is looked for. */
export const PRICE_KINDS = ['buyDong', 'retailDong', 'wholesaleDong', 'memberDong'] as const;
export type PriceKind = (typeof PRICE_KINDS)[number];

/** Headings without marks and capitals; the first rule that matches wins. */
export const PRICE_COLUMNS: readonly { readonly field: PriceField; readonly pattern: RegExp }[] = [
  { field: 'code', pattern: /^(?:ma|ma (?:hang|so|sp|san pham))$/ },
  { field: 'name', pattern: /^(?:ten|ten (?:hang|sp|san pham).*|san pham|mat hang|hang hoa)$/ },
  { field: 'unit', pattern: /^(?:dvt|don vi(?: tinh)?)$/ },
  { field: 'netGrams', pattern: /(?:khoi luong|trong luong).*\(g(?:ram)?\)/ },
  { field: 'buyDong', pattern: /gia (?:mua|thu mua|nhap)/ },
  { field: 'wholesaleDong', pattern: /gia (?:ban )?(?:si|buon)/ },
  { field: 'memberDong', pattern: /gia (?:thanh vien|xa vien|noi bo)/ },
  { field: 'retailDong', pattern: /gia (?:ban )?le|^gia(?: ban)?$|^don gia$/ },
  { field: 'validFrom', pattern: /ap dung|tu ngay|ngay/ },
  { field: 'note', pattern: /ghi chu/ },
];

export interface PricedProduct {
  readonly code?: string;
  readonly name?: string;
  readonly unit?: string;
  readonly netGrams?: number;
  readonly buyDong?: number;
  readonly retailDong?: number;
  readonly wholesaleDong?: number;
  readonly memberDong?: number;
  readonly validFrom?: string;
  readonly note?: string;
  readonly group?: string;
  /** False: the list says that it is not sold any more. */
  readonly active: boolean;
}

export interface PriceListProblem {
  readonly row: number;
  readonly column: number | undefined;
  readonly field: PriceField;
  readonly level: ProblemLevel;
  readonly code: string;
  readonly raw: Cell;
}

export interface PriceListRow {
  readonly row: number;
  /** False: it waits for a person (no name or no unit). */
  readonly isImportable: boolean;
  readonly value: PricedProduct;
}

export interface PriceListImport {
  readonly rows: readonly PriceListRow[];
  readonly problems: readonly PriceListProblem[];
}

interface SourceTable {
  /** Of a text file: its numbers and days can only be text. */
  readonly isText?: boolean;
  readonly columns: readonly { readonly index: number; readonly field: PriceField | undefined }[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly Cell[] }[];
  readonly skipped: readonly { readonly row: number; readonly group?: string }[];
}

/** Reads every row. A word where a price should be leaves the price empty and is a question, never a guess. */
export function readPriceList(table: SourceTable): PriceListImport {
  const problems: PriceListProblem[] = [];
  const columnOf = new Map(table.columns.flatMap(({ field, index }) => (field === undefined ? [] : [[field, index]])));
  const rows = table.rows.map(({ row, cells }): PriceListRow => {
    const take = <T>(field: PriceField, read: (cell: Cell) => Reading<T>): T | undefined => {
      const column = columnOf.get(field);
      const raw = column === undefined ? null : (cells[column] ?? null);
      const reading = read(raw);
      const { value, level, code } = reading;
      const isAsItMust = table.isText === true && isTextAlone(reading, raw);
      if (level !== undefined && code !== undefined && !isAsItMust)
        problems.push({ row, column, field, level, code, raw });
      return value;
    };
    const [name, unit] = [take('name', fitting('name')), take('unit', fitting('unit'))];
    if (name === undefined) take('name', missing('product-name-missing'));
    if (unit === undefined) take('unit', missing('product-unit-missing'));
    const before = problems.length;
    const dong = Object.fromEntries(PRICE_KINDS.map((kind) => [kind, take(kind, readPrice)]));
    const isRetired = problems.slice(before).some(({ code }) => code === 'product-retired');
    const group = table.skipped.filter((each) => each.group !== undefined && each.row < row).at(-1)?.group;
    const given = withoutEmpty({
      code: take('code', readText),
      name,
      unit,
      netGrams: take('netGrams', readGrams),
      ...dong,
      validFrom: take('validFrom', readDay),
      note: take('note', readText),
      group: group === undefined ? undefined : sentenceCase(group),
    });
    const value = { ...given, active: !isRetired };
    return { row, isImportable: name !== undefined && unit !== undefined, value };
  });
  return { rows, problems };
}

/** The price that the book keeps for a product, of the kind that the office chose, else the first that there is. */
export function keptPrice(product: PricedProduct, kind: PriceKind): number | undefined {
  return [kind, ...PRICE_KINDS].map((each) => product[each]).find((dong) => dong !== undefined && dong > 0);
}

function readPrice(cell: Cell): Reading<number> {
  const word = typeof cell === 'string' ? foldText(cell) : '';
  if (/^(?:thoi|ngung|het|khong) ban|^ngung kinh doanh/.test(word))
    return doubtful<number>(undefined, 'product-retired');
  if (word !== '' && !/\d/.test(word) && /[a-z]/.test(word)) return doubtful<number>(undefined, 'price-on-request');
  const reading = readDong(cell);
  if (reading.value !== undefined && reading.value > MAX_PRICE_DONG) return unusable('money-too-large');
  // A bag for 3,800 đồng is a price, though it would be no share in a co-op.
  return reading.code === 'money-implausible' && reading.value !== undefined ? good(reading.value) : reading;
}

function readGrams(cell: Cell): Reading<number> {
  if (isBlank(cell)) return EMPTY;
  const digits = cellText(cell).replace(/[.\s]/g, '');
  return /^\d{1,9}$/.test(digits) ? good(Number(digits)) : unusable('weight-unreadable');
}

/** A price counts from a day on: a month or a year alone does not say from which. */
function readDay(cell: Cell): Reading<string> {
  const reading = readPartialDate(cell);
  return reading.value === undefined || reading.value.length === 10 ? reading : unusable('date-unreadable');
}

function fitting(field: 'name' | 'unit'): (cell: Cell) => Reading<string> {
  return (cell) => {
    const reading = readText(cell);
    if (reading.value === undefined) return reading;
    const { success } = productSchema.safeParse({ name: 'x', unit: 'x', [field]: reading.value });
    return success ? reading : unusable('text-too-long');
  };
}

function missing(code: string): (cell: Cell) => Reading<string> {
  return (cell) => (isBlank(cell) ? unusable(code) : EMPTY);
}

/** `CHÈ TƯƠI` over a group is Chè tươi. */
function sentenceCase(text: string): string {
  if (text !== text.toLocaleUpperCase('vi')) return text;
  return `${text.charAt(0)}${text.slice(1).toLocaleLowerCase('vi')}`;
}
