import { readFileSync } from 'node:fs';
import { zipSync, strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import { Fault } from '#kernel/result.ts';
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

test.each(['thanh-vien-tcvn3.xls', 'bang-gia.ods'])(
  '%s that is cut or damaged anywhere is read or refused by name, and never hangs',
  async (name) => {
    const whole = new Uint8Array(readFileSync(`tests/fixtures/samples/${name}`));
    for (let at = 8; at < whole.length; at += 401) {
      const damaged = whole.slice();
      damaged.fill(0xff, at, at + 12);
      for (const blob of [file(whole.slice(0, at)), file(damaged)]) {
        const outcome = await readSpreadsheet(blob).catch((cause: unknown) => cause);
        expect(Array.isArray(outcome) || outcome instanceof Fault, `byte ${at}: ${String(outcome)}`).toBe(true);
      }
    }
  },
);

test('what repeats in an .ods is written once there and stands in every place here; endless blank rows are none', async () => {
  const row = (cells: string, repeated = 1): string =>
    `<table:table-row table:number-rows-repeated="${repeated}">${cells}</table:table-row>`;
  const text = (words: string, more = ''): string =>
    `<table:table-cell office:value-type="string" ${more}>${words}</table:table-cell>`;
  const content = `<?xml version="1.0"?><office:body><table:table table:name="A &amp; B">${[
    row(text('<text:p>Tên</text:p>') + text('<text:p>x</text:p>', 'table:number-columns-repeated="2"')),
    row('<table:table-cell/>', 2),
    row(
      text(
        '<office:annotation><text:p>lời nhắc</text:p></office:annotation><text:p>hai<text:s text:c="2"/>chữ</text:p><text:p>&lt;dòng&gt; 2</text:p>',
      ) + '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12,5</text:p></table:table-cell>',
    ),
    row('<table:table-cell table:number-columns-repeated="16384"/>', 1_048_576),
  ].join('')}</table:table></office:body>`;
  const zip = zipSync({
    mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet'),
    'content.xml': strToU8(content),
  });
  const [sheet] = await readSpreadsheet(file(zip));
  expect(sheet).toEqual({
    name: 'A & B',
    rows: [['Tên', 'x', 'x'], [], [], ['hai  chữ\n<dòng> 2', 12.5]],
    repaired: [],
  });
});
