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
import type { BookProduct } from './queries.ts';
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

const UNIT_MISSING = 'product-unit-missing';

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
  /** In which unit the book has the product. */
  readonly bookUnit?: string;
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

/** What a row brings a product of the book. */
export interface NewPrice {
  readonly productId: string;
  /** What counted before on that day. */
  readonly beforeDong: number | undefined;
}

export interface ComparedPriceList {
  readonly read: PriceListImport;
  /** Rows that bring nothing: the book has the product, and its price where the row has one. */
  readonly known: ReadonlySet<number>;
  readonly repriced: ReadonlyMap<number, NewPrice>;
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
    if (unit === undefined) take('unit', missing(UNIT_MISSING));
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

/**
 * What the book makes of the rows. A product that it has needs no unit in the list, but another unit than the book's is
 * an error: 9,000 đồng are not the price of a kg and of a sack. Another price than counts on its day is announced.
 */
export function againstBook(
  read: PriceListImport,
  book: readonly BookProduct[],
  by: { readonly kind: PriceKind; readonly today: string; readonly columns: SourceTable['columns'] },
): ComparedPriceList {
  const byName = new Map<string, BookProduct[]>();
  for (const product of book) {
    const name = foldText(product.name);
    byName.set(name, [...(byName.get(name) ?? []), product]);
  }
  const columnOf = (wanted: PriceField) => by.columns.find(({ field }) => field === wanted)?.index;
  const withoutUnit = new Set(read.problems.filter(({ code }) => code === UNIT_MISSING).map(({ row }) => row));
  const known = new Set<number>();
  const repriced = new Map<number, NewPrice>();
  const other: PriceListProblem[] = [];
  const rows = read.rows.map((each): PriceListRow => {
    const { row, value } = each;
    const alike = byName.get(foldText(value.name ?? '')) ?? [];
    const named = withoutUnit.has(row) ? alike : alike.filter(({ unit }) => isSame(unit, value.unit));
    const dong = keptPrice(value, by.kind);
    const onDay = ({ dongOn }: BookProduct): number | undefined => dongOn(value.validFrom ?? by.today);
    // Bags of two weights may stand there under one name: which of them has this price, only its own page can say.
    const product = only(named) ?? named.find((one) => dong === undefined || onDay(one) === dong);
    if (product === undefined && named.length > 0) {
      const [column, raw] = [columnOf('name'), value.name ?? null];
      other.push({ row, column, field: 'name', level: 'error', code: 'product-listed-twice', raw });
      return { ...each, isImportable: false };
    }
    if (product === undefined) {
      if (alike.length === 0 || value.unit === undefined) return each;
      const column = columnOf('unit');
      const bookUnit = alike.map(({ unit }) => unit).join(', ');
      const raw = value.unit;
      other.push({ row, column, field: 'unit', level: 'error', code: 'product-unit-differs', raw, bookUnit });
      return { ...each, isImportable: false };
    }
    withoutUnit.delete(row);
    const beforeDong = onDay(product);
    if (dong === undefined || dong === beforeDong) known.add(row);
    else repriced.set(row, { productId: product.id, beforeDong });
    return { row, isImportable: true, value: { ...value, unit: product.unit } };
  });
  const problems = read.problems.filter(({ row, code }) => code !== UNIT_MISSING || withoutUnit.has(row));
  return { read: { rows, problems: [...problems, ...other] }, known, repriced };
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function isSame(left: string, right: string | undefined): boolean {
  return right !== undefined && foldText(left) === foldText(right);
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
