/** Real office files, written by other programs, against what must come out of them (tests/fixtures/samples). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readSpreadsheet } from '#files/spreadsheet.ts';
import { findTable } from '#files/import/table.ts';
import { cellText } from '#kernel/parse/cell.ts';
import { MEMBER_COLUMNS, readMembers } from '#modules/members/import.ts';

const SAMPLES = 'tests/fixtures/samples';

const expectedSchema = z.object({
  sheets: z.array(
    z.object({
      use: z.string(),
      columns: z.optional(z.array(z.object({ column: z.string(), field: z.nullable(z.string()) }))),
    }),
  ),
  counts: z.object({ dataRows: z.number(), importable: z.number() }),
  rows: z.array(
    z.object({
      row: z.number(),
      importable: z.boolean(),
      value: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    }),
  ),
  skipped: z.array(z.object({ row: z.number(), why: z.string() })),
  problems: z.array(z.object({ row: z.number(), field: z.string(), level: z.string(), code: z.string() })),
  duplicates: z.array(z.object({ rows: z.array(z.number()), verdict: z.string() })),
});

async function opened(name: string) {
  const sheets = await readSpreadsheet(new Blob([readFileSync(`${SAMPLES}/${name}`)]));
  const tables = sheets.flatMap((sheet) => findTable(sheet, MEMBER_COLUMNS, 'name') ?? []);
  expect(tables).toHaveLength(1);
  const [table] = tables;
  if (table === undefined) throw new Error('no table');
  return { table, read: readMembers(table, 'sao_bac') };
}

const FILES = [
  'thanh-vien-sach.xlsx',
  'thanh-vien-lon-xon.xlsx',
  'thanh-vien-tcvn3.xls',
  'thanh-vien-vni.csv',
  'thanh-vien-1258.csv',
  'thanh-vien-utf8-bom.csv',
];

describe.each(FILES)('%s', (file) => {
  const name = file.replace(/\.\w+$/, '');
  const expected = expectedSchema.parse(JSON.parse(readFileSync(`${SAMPLES}/${name}.expected.json`, 'utf8')));

  test('every row, and every value of it, comes out as it must', async () => {
    const { read } = await opened(file);
    const found = read.rows.map(({ row, isImportable, value }) => ({ row, importable: isImportable, value }));
    const wanted = expected.rows.map(({ row, importable, value }) => ({
      row,
      importable,
      value: Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null)),
    }));
    expect(found).toEqual(wanted);
    expect(found.filter((row) => row.importable)).toHaveLength(expected.counts.importable);
  });

  test('every error and every warning stands at its row and field, and there are no others', async () => {
    const { read } = await opened(file);
    const place = ({ row, field, level, code }: (typeof expected.problems)[number]): string =>
      `${row} ${field} ${level} ${code}`;
    const isWeighty = (problem: { readonly level: string }): boolean => problem.level !== 'repair';
    const order = (left: string, right: string): number =>
      Number.parseInt(left, 10) - Number.parseInt(right, 10) || (left < right ? -1 : 1);
    expect(read.problems.filter(isWeighty).map(place).sort(order)).toEqual(
      expected.problems.filter(isWeighty).map(place).sort(order),
    );
  });

  test('what is no data is left out with its reason, and pairs of rows are judged', async () => {
    const { table, read } = await opened(file);
    expect(table.skipped.map(({ row }) => row)).toEqual(expected.skipped.map(({ row }) => row));
    const pair = ({ rows, verdict }: { readonly rows: readonly number[]; readonly verdict: string }): string =>
      `${rows.join('+')} ${verdict}`;
    const text = (left: string, right: string): number => (left < right ? -1 : 1);
    expect(read.duplicates.map(pair).sort(text)).toEqual(expected.duplicates.map(pair).sort(text));
  });
});

const MERELY_TEXT = ['date-text', 'money-text', 'area-text'];

test('a text file lists no number or day as repaired only for being text, a spreadsheet does', async () => {
  const repairsOf = async (file: string): Promise<readonly string[]> => {
    const { read } = await opened(file);
    const repairs = read.problems.filter(({ level, raw }) => level === 'repair' && !/\p{L}/u.test(cellText(raw)));
    return repairs.map(({ code }) => code).filter((code) => MERELY_TEXT.includes(code));
  };
  expect(await repairsOf('thanh-vien-utf8-bom.csv')).toEqual([]);
  expect(await repairsOf('thanh-vien-vni.csv')).toEqual([]);
  expect((await repairsOf('thanh-vien-lon-xon.xlsx')).length).toBeGreaterThan(0);
});
