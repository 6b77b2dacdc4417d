/** A real price list of LibreOffice against what must come out of it (tests/fixtures/samples). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { columnLetters, findTable } from '#files/import/table.ts';
import { readSpreadsheet } from '#files/spreadsheet.ts';
import { keptPrice, PRICE_COLUMNS, readPriceList } from '#modules/products/import.ts';

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
