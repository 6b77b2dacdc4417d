import { zipSync, strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import { findTable } from './import/table.ts';
import { MAX_FILE_BYTES, MAX_UNPACKED_BYTES, readDelimited, readSpreadsheet } from './spreadsheet.ts';

const file = (content: string | Uint8Array): Blob =>
  new Blob([typeof content === 'string' ? content : new Uint8Array(content)]);

test.each([
  ['nothing', file(''), 'file.empty'],
  ['a PDF', file('%PDF-1.7 …'), 'file.notSpreadsheet'],
  ['a page of a captive portal', file('<!DOCTYPE html><html></html>'), 'file.notSpreadsheet'],
  ['a picture', file(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13)), 'file.notSpreadsheet'],
  ['a cut .xls', file(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1)), 'file.notSpreadsheet'],
  ['a zip of something else', file(zipSync({ 'a.txt': strToU8('x') })), 'file.notSpreadsheet'],
  ['a cut .xlsx', file(zipSync({ 'xl/workbook.xml': strToU8('<workbook/>') }).subarray(0, 40)), 'file.notSpreadsheet'],
  [
    'a zip that holds far more than it weighs',
    file(zipSync({ 'a.xml': new Uint8Array(MAX_UNPACKED_BYTES + 1) })),
    'file.unpacksTooLarge',
  ],
  ['text of an old code page', file(Uint8Array.of(0x48, 0xe4, 0xc3, 0x0a)), 'file.encoding'],
  ['too many bytes', file(new Uint8Array(MAX_FILE_BYTES + 1)), 'file.tooLarge'],
])('%s is refused by name', async (_what, blob, code) => {
  await expect(readSpreadsheet(blob)).rejects.toMatchObject({ code });
});

test('text files: quotes, line breaks in a cell, each separator, CRLF and the mark at the beginning', () => {
  expect(readDelimited('Tên;Ghi chú\r\n"Hoa; Lý";"hai\ndòng ""x"""\r\n')).toEqual([
    ['Tên', 'Ghi chú'],
    ['Hoa; Lý', 'hai\ndòng "x"'],
  ]);
  expect(readDelimited('a\tb\n1\t\n')).toEqual([
    ['a', 'b'],
    ['1', null],
  ]);
});

test('a sheet without a heading has no table', () => {
  const rules = [{ field: 'name', pattern: /^ho va ten$/ }] as const;
  expect(
    findTable(
      {
        name: '',
        rows: [
          ['Giàng A Páo', '2 ngày'],
          ['Bàn Văn Quyên', '1 ngày'],
        ],
        repaired: [],
      },
      rules,
      'name',
    ),
  ).toBeUndefined();
});
