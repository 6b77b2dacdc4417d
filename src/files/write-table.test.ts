import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readSpreadsheet } from './spreadsheet.ts';
import { writeTable } from './write-table.ts';

const HOSTILE = ['=1+1', '+84912345678', '-5', '@SUM(A1)', '\t=2', '=HYPERLINK("http://x","y")'];

test('[m5] a table comes back as it was: texts with their zeros, days, đồng, thousandths', async () => {
  const blob = await writeTable({
    name: 'Mua bán',
    headings: ['Mã', 'Ngày', 'Tên', 'Khối lượng', 'Thành tiền', 'Điện thoại'],
    rows: [
      ['K7MPQ2', { day: '2026-11-25' }, 'Tẩn Láo Hín', { milli: 12_345 }, { dong: 1_234_567_890 }, '0912345678'],
      ['AAAAA2', { day: '2024-02-29' }, 'Giàng A Páo', { milli: -500 }, { dong: -7 }, null],
      ['AAAAA3', { day: '1900-03-01' }, 'Ậ Ỗ Ợ Ữ ẫ', { milli: 100 }, { dong: 0 }, ''],
    ],
  });
  const [sheet] = await readSpreadsheet(blob);
  expect(sheet?.name).toBe('Mua bán');
  expect(sheet?.rows.slice(0, 3)).toEqual([
    ['Mã', 'Ngày', 'Tên', 'Khối lượng', 'Thành tiền', 'Điện thoại'],
    ['K7MPQ2', { day: '2026-11-25' }, 'Tẩn Láo Hín', 12.345, 1_234_567_890, '0912345678'],
    ['AAAAA2', { day: '2024-02-29' }, 'Giàng A Páo', -0.5, -7, null],
  ]);
});

test('[m5] what begins like a formula is a text, and no cell holds a formula', async () => {
  const blob = await writeTable({ name: 'x', headings: ['=1+1'], rows: HOSTILE.map((text) => [text]) });
  const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
  const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
  expect(sheet).toContain('<row');
  expect(sheet).not.toMatch(/<f[ >]/);
  const cells = [...sheet.matchAll(/<c [^>]*>/g)].map(([cell]) => cell);
  expect(cells).toHaveLength(HOSTILE.length + 1);
  for (const cell of cells) expect(cell).toMatch(/t="(s|inlineStr)"/);
  const [read] = await readSpreadsheet(blob);
  // The reader cuts spaces off.
  expect(read?.rows.map(([cell]) => cell)).toEqual(['=1+1', ...HOSTILE.map((text) => text.trim())]);
});

test('a sheet’s name keeps to what Excel allows', async () => {
  const [sheet] = await readSpreadsheet(
    await writeTable({ name: "TẬP THỬ · Sổ chi tiết [Tẩn: Láo/Hín]? 'x'", headings: ['a'], rows: [['1']] }),
  );
  expect(sheet?.name.length).toBeLessThanOrEqual(31);
  expect(sheet?.name).not.toMatch(/[[\]:*?/\\]|^'|'$/);
});
