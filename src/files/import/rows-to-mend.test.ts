import { expect, test } from 'vitest';
import { readSpreadsheet } from '../spreadsheet.ts';
import { writeRowsToMend } from './rows-to-mend.ts';

test('the rows to mend open again with every cell as it was, and the reason in a column of its own', async () => {
  const file = await writeRowsToMend({
    headings: ['Họ và tên', 'Điện thoại', 'Vốn góp', 'Ngày vào', 'Ghi chú'],
    reasonHeading: 'Cần sửa',
    rows: [
      { cells: [null, '0912345678', 2_500_000, { day: '2012-03-15' }, '=1+1'], reason: 'A5 Họ và tên: thiếu họ tên' },
      { cells: ['Tẩn Láo Hín'], reason: 'bỏ chọn' },
    ],
  });
  const [sheet] = await readSpreadsheet(file);
  expect(sheet?.rows).toEqual([
    ['Họ và tên', 'Điện thoại', 'Vốn góp', 'Ngày vào', 'Ghi chú', 'Cần sửa'],
    [null, '0912345678', 2_500_000, { day: '2012-03-15' }, '=1+1', 'A5 Họ và tên: thiếu họ tên'],
    ['Tẩn Láo Hín', null, null, null, null, 'bỏ chọn'],
  ]);
});
