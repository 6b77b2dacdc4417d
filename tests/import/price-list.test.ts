/** A real price list of LibreOffice against what must come out of it (tests/fixtures/samples). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { columnLetters, findTable } from '#files/import/table.ts';
import { readSpreadsheet } from '#files/spreadsheet.ts';
import { againstBook, keptPrice, PRICE_COLUMNS, readPriceList } from '#modules/products/import.ts';

const value = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const expected = z
  .object({
    rows: z.array(z.object({ row: z.number(), importable: z.boolean(), value })),
    skipped: z.array(z.object({ row: z.number() })),
    problems: z.array(
      z.object({ row: z.number(), column: z.string(), field: z.string(), level: z.string(), code: z.string() }),
    ),
  })
  .parse(JSON.parse(readFileSync('tests/fixtures/samples/bang-gia.expected.json', 'utf8')));

async function opened() {
  const sheets = await readSpreadsheet(new Blob([readFileSync('tests/fixtures/samples/bang-gia.ods')]));
  const [table] = sheets.flatMap((sheet) => findTable(sheet, PRICE_COLUMNS, 'name') ?? []);
  if (table === undefined) throw new Error('no table');
  return { sheets, table, read: readPriceList(table) };
}

test('the .ods gives every product and every value as it must', async () => {
  const { read } = await opened();
  const wanted = expected.rows.map((row) => ({
    row: row.row,
    isImportable: row.importable,
    value: Object.fromEntries(Object.entries(row.value).filter(([, each]) => each !== null)),
  }));
  expect(read.rows).toEqual(wanted);
});

test('a word in place of a price is a question at its cell, and there are no others', async () => {
  const { read } = await opened();
  const found = read.problems
    .filter(({ level }) => level !== 'repair')
    .map(({ row, column, field, level, code }) => ({ row, column: columnLetters(column ?? 0), field, level, code }));
  expect(found).toEqual(expected.problems);
});

test('titles, groups and the foot note are no products; the second sheet opens as a table of days', async () => {
  const { sheets, table } = await opened();
  const skipped = table.skipped.map(({ row }) => row);
  for (const { row } of expected.skipped) expect(skipped).toContain(row);
  expect(sheets[1]?.rows[2]?.slice(0, 2)).toEqual([{ day: '2026-10-01' }, { day: '2026-10-10' }]);
});

test('the price that is kept is of the chosen kind, else the first that there is; nothing where there is none', () => {
  const product = { active: true, retailDong: 90_000, memberDong: 72_000 };
  expect(keptPrice(product, 'memberDong')).toBe(72_000);
  expect(keptPrice(product, 'buyDong')).toBe(90_000);
  expect(keptPrice({ active: true }, 'buyDong')).toBeUndefined();
});

test('in a text file a number is text and no repair; one with words is, and so is text in a spreadsheet', async () => {
  const lines = ['Tên sản phẩm;ĐVT;Giá mua;Áp dụng từ', 'Chè búp;kg;28000;15/11/2026', 'Mận;kg;28 nghìn;15/11/2026'];
  const [sheet] = await readSpreadsheet(new Blob([lines.join('\n')]));
  const table = sheet && findTable(sheet, PRICE_COLUMNS, 'name');
  if (table === undefined) throw new Error('no table');
  const codes = (isText: boolean) =>
    readPriceList({ ...table, isText }).problems.map(({ row, code }) => `${row} ${code}`);
  expect(table.isText).toBe(true);
  expect(codes(table.isText)).toEqual(['3 money-text']);
  expect(codes(false)).toEqual(['2 money-text', '2 date-text', '3 money-text', '3 date-text']);
  expect(readPriceList(table).rows[0]?.value).toMatchObject({ buyDong: 28_000, validFrom: '2026-11-15' });
});

async function compared(lines: readonly string[]) {
  const [sheet] = await readSpreadsheet(new Blob([lines.join('\n')]));
  const table = sheet && findTable(sheet, PRICE_COLUMNS, 'name');
  if (table === undefined) throw new Error('no table');
  const book = [
    // 28.000 until the middle of November, 30.000 from then on.
    { id: 'tea', name: 'Chè búp tươi', unit: 'kg', dongOn: (day: string) => (day < '2026-11-15' ? 28_000 : 30_000) },
    { id: 'small', name: 'Bạch trà', unit: 'hộp', dongOn: () => 90_000 },
    { id: 'large', name: 'Bạch trà', unit: 'hộp', dongOn: () => 350_000 },
    { id: 'plum', name: 'Mận', unit: 'thùng', dongOn: () => undefined },
  ];
  return againstBook(readPriceList(table), book, { kind: 'buyDong', today: '2026-11-20', columns: table.columns });
}

test('a product of the book needs no unit, in no column and in an empty cell; a new one does', async () => {
  const bare = await compared(['Tên sản phẩm;Giá mua', 'chè búp tươi;30000', 'Ngô;7000']);
  expect(bare.read.rows.map(({ isImportable, value }) => [isImportable, value.unit])).toEqual([
    [true, 'kg'],
    [false, undefined],
  ]);
  expect(bare.read.problems.map(({ row, code }) => [row, code])).toEqual([[3, 'product-unit-missing']]);
  const empty = await compared(['Tên sản phẩm;ĐVT;Giá mua', 'Mận;;90000', 'Sắn;kg;3000']);
  expect(empty.read.rows.map(({ isImportable, value }) => [isImportable, value.unit])).toEqual([
    [true, 'thùng'],
    [true, 'kg'],
  ]);
  expect(empty.read.problems).toEqual([]);
});

test("another unit than the book's is an error at its cell and stays out", async () => {
  const { read, known, repriced } = await compared(['Tên sản phẩm;ĐVT;Giá mua', 'Mận;kg;90000', 'Mận;Thùng;90000']);
  expect(read.rows.map(({ isImportable }) => isImportable)).toEqual([false, true]);
  expect(read.problems).toEqual([
    {
      row: 2,
      column: 1,
      field: 'unit',
      level: 'error',
      code: 'product-unit-differs',
      raw: 'kg',
      bookUnit: 'thùng',
    },
  ]);
  expect([known.size, [...repriced]]).toEqual([0, [[3, { productId: 'plum', beforeDong: undefined }]]]);
});

test('a product of the book brings its price where another one counts on that day, and else nothing', async () => {
  const { known, repriced } = await compared([
    'Tên sản phẩm;ĐVT;Giá mua;Áp dụng từ',
    'Chè búp tươi;kg;30000;',
    'Chè búp tươi;kg;31000;',
    'Chè búp tươi;kg;30000;01/11/2026',
    'Chè búp tươi;kg;28000;01/11/2026',
    'Chè búp tươi;kg;;',
  ]);
  expect([...known]).toEqual([2, 5, 6]);
  expect([...repriced]).toEqual([
    [3, { productId: 'tea', beforeDong: 30_000 }],
    [4, { productId: 'tea', beforeDong: 28_000 }],
  ]);
});

test('of products with one name and unit the one with the price is meant; with another price nobody can say', async () => {
  const { read, known, repriced } = await compared([
    'Tên sản phẩm;ĐVT;Giá mua',
    'Bạch trà;hộp;350000',
    'Bạch trà;hộp;400000',
  ]);
  expect([[...known], repriced.size]).toEqual([[2], 0]);
  expect(read.rows.map(({ isImportable }) => isImportable)).toEqual([true, false]);
  expect(read.problems.map(({ row, column, code }) => [row, column, code])).toEqual([[3, 0, 'product-listed-twice']]);
});

test('the .ods against a book that has all of it brings nothing', async () => {
  const { read, table } = await opened();
  const book = read.rows.map(({ row, value }) => ({
    id: String(row),
    name: value.name ?? '',
    unit: value.unit ?? '',
    dongOn: () => keptPrice(value, 'buyDong'),
  }));
  const { known, ...rest } = againstBook(read, book, {
    kind: 'buyDong',
    today: '2026-11-20',
    columns: table.columns,
  });
  expect([known.size, rest.repriced.size]).toEqual([read.rows.length, 0]);
  expect(rest.read.problems).toEqual(read.problems);
});
