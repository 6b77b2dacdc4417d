/** Registers as offices keep them, through the screens: every value, every doubt, and the way back. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readSpreadsheet } from '#files/spreadsheet.ts';
import { writeTable, type SheetCell } from '#files/write-table.ts';
import { PC, PICTURES } from './browsers.ts';
import { foundCoop, openAt, press, visit } from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

const SAMPLES = 'tests/fixtures/samples';
const expectedSchema = z.object({
  counts: z.object({ dataRows: z.number(), importable: z.number() }),
  rows: z.array(z.object({ value: z.record(z.string(), z.union([z.string(), z.number(), z.null()])) })),
  problems: z.array(z.object({ row: z.number(), column: z.string(), level: z.string() })),
});

let stage: Stage;
let page: Page;
const folder = mkdtempSync(join(tmpdir(), 'so-mua-files-'));

beforeAll(async () => {
  stage = await Stage.open();
  ({ page } = await visit(stage.browser, stage.setupLink, PC));
  await foundCoop(page, 'HTX Nà Hin', 'Nông Thị Niềm');
});
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

function expectedOf(name: string): z.infer<typeof expectedSchema> {
  return expectedSchema.parse(JSON.parse(readFileSync(`${SAMPLES}/${name}.expected.json`, 'utf8')));
}

/** The register as it lies on the device, without what only the database knows. */
async function registerOnDevice(): Promise<readonly Record<string, unknown>[]> {
  const rows = await page.evaluate(async () => {
    const [{ name = '' } = {}] = await indexedDB.databases();
    const open = indexedDB.open(name);
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      open.onsuccess = () => resolve(open.result);
      open.onerror = () => reject(open.error);
    });
    const all = db.transaction('members').objectStore('members').getAll();
    const found = await new Promise<Record<string, unknown>[]>((resolve, reject) => {
      all.onsuccess = () => resolve(all.result);
      all.onerror = () => reject(all.error);
    });
    db.close();
    return found.filter((row) => row['deleted'] !== 1);
  });
  return rows;
}

const FIELDS = [
  'code',
  'name',
  'birth',
  'gender',
  'ethnicity',
  'idNumber',
  'phone',
  'phone2',
  'village',
  'commune',
  'province',
  'areaM2',
  'capitalDong',
  'joinedOn',
  'note',
];

function comparable(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return rows
    .map((row) => JSON.stringify(FIELDS.map((field) => row[field] ?? null)))
    .sort((left, right) => (left < right ? -1 : 1));
}

test('the clean register comes in value for value, and goes out again by one button', async () => {
  const expected = expectedOf('thanh-vien-sach');
  await openAt(page, '/thanh-vien/nhap');
  await page.locator('input[type=file]').setInputFiles(`${SAMPLES}/thanh-vien-sach.xlsx`);
  await press(page, 'Nhập 60 người');
  await see(page.getByText('Đã nhập 60 người')).toBeVisible();
  expect(comparable(await registerOnDevice())).toEqual(comparable(expected.rows.map((row) => row.value)));
  // Once more changes nothing: everybody is in the register already.
  await openAt(page, '/thanh-vien/nhap');
  await page.locator('input[type=file]').setInputFiles(`${SAMPLES}/thanh-vien-sach.xlsx`);
  await see(page.getByRole('button', { name: 'Nhập 0 người' })).toBeDisabled();
  await openAt(page, '/thanh-vien/nhap');
  await press(page, 'Hoàn tác cả lần nhập');
  await see(page.getByRole('button', { name: 'Hoàn tác cả lần nhập' })).toHaveCount(0);
  expect(await registerOnDevice()).toEqual([]);
});

test('[F15] the messy register shows every row and every doubt by its cell; the good rows come in and go out', async () => {
  const expected = expectedOf('thanh-vien-lon-xon');
  await openAt(page, '/thanh-vien/nhap');
  await page.locator('input[type=file]').setInputFiles(`${SAMPLES}/thanh-vien-lon-xon.xlsx`);
  await see(page.getByRole('button', { name: `Nhập ${expected.counts.importable} người` })).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/import-messy.png`, fullPage: true });
  const table = page.getByRole('table', { name: 'Các dòng trong tệp' });
  expect(await table.locator('tbody tr').count()).toBe(expected.counts.dataRows);
  const text = await table.innerText();
  for (const { row, column, level } of expected.problems)
    if (level !== 'repair') expect(text, `${column}${row}`).toContain(`${column}${row} `);
  await see(page.getByText('Sheet2')).toBeVisible();
  await press(page, `Nhập ${expected.counts.importable} người`);
  await see(page.getByText(`Đã nhập ${expected.counts.importable} người`)).toBeVisible();
  const importable = expected.rows.filter((row) => row.value['name'] !== null);
  expect(comparable(await registerOnDevice())).toEqual(comparable(importable.map((row) => row.value)));
  await press(page, 'Hoàn tác');
  await see(page.getByText('Chưa nhập gì. Hãy xem các dòng dưới đây.')).toBeVisible();
  expect(await registerOnDevice()).toEqual([]);
});

test.each([
  ['thanh-vien-vni', 'csv', 'phông cũ VNI', ['Taån Laùo Hín', 'Tẩn Láo Hín']],
  ['thanh-vien-1258', 'csv', 'windows-1258', ['TâÒn Láo Hín', 'Tẩn Láo Hín']],
  ['thanh-vien-tcvn3', 'xls', 'phông cũ TCVN3', ['TÈn L¸o HÝn', 'Tẩn Láo Hín']],
])(
  '%s shows what stood in each cell and what it became, comes in and goes out whole',
  async (name, kind, letters, pair) => {
    const expected = expectedOf(name);
    await openAt(page, '/thanh-vien/nhap');
    await page.locator('input[type=file]').setInputFiles(`${SAMPLES}/${name}.${kind}`);
    await see(page.getByText(letters).first()).toBeVisible();
    const repaired = page.getByRole('table', { name: 'Các ô đã sửa' });
    const cell = repaired
      .getByRole('row')
      .filter({ hasText: pair[1] ?? '' })
      .first();
    await see(cell).toContainText(pair[0] ?? '');
    await see(cell).toContainText(letters);
    const first = await repaired.getByRole('row').nth(1).innerText();
    await page.getByRole('button', { name: /^Xem \d+ ô tiếp theo$/ }).click();
    await see(repaired.getByRole('row').nth(1)).not.toHaveText(first);
    await page.screenshot({ path: `${PICTURES}/import-${name}.png`, fullPage: true });
    await press(page, 'Nhập 60 người');
    await see(page.getByText('Đã nhập 60 người')).toBeVisible();
    expect(comparable(await registerOnDevice())).toEqual(comparable(expected.rows.map((row) => row.value)));
    await press(page, 'Hoàn tác');
    await see(page.getByText('Chưa nhập gì. Hãy xem các dòng dưới đây.')).toBeVisible();
    expect(await registerOnDevice()).toEqual([]);
  },
);

test('rows that cannot come in go to a file with the reason, and come in from it once they are mended', async () => {
  const file = join(folder, 'thieu-ten.csv');
  writeFileSync(file, 'Mã;Họ và tên;Thôn\nA1;Tẩn Láo Hín;Khe Chanh\nA2;;Nà Hin\n');
  await openAt(page, '/thanh-vien/nhap');
  await page.locator('input[type=file]').setInputFiles(file);
  const download = page.waitForEvent('download');
  await press(page, 'Lưu 1 dòng ra tệp để sửa');
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('thieu-ten-can-sua.xlsx');
  const path = join(folder, 'mend.xlsx');
  await saved.saveAs(path);
  const [sheet] = await readSpreadsheet(new Blob([readFileSync(path)]));
  expect(sheet?.rows).toEqual([
    ['Mã', 'Họ và tên', 'Thôn', 'Cần sửa'],
    ['A2', null, 'Nà Hin', 'B3 Họ và tên: thiếu họ tên'],
  ]);
  await press(page, 'Nhập 1 người');
  await see(page.getByText('Đã nhập 1 người')).toBeVisible();
  await press(page, 'Hoàn tác');
  await see(page.getByText('Chưa nhập gì. Hãy xem các dòng dưới đây.')).toBeVisible();
});

test('[m4] who has no file gets an empty one to fill in, and it comes in, in English as well', async () => {
  await page.evaluate(() => localStorage.setItem('so-mua.language', 'en'));
  await openAt(page, '/thanh-vien/nhap');
  const download = page.waitForEvent('download');
  await press(page, 'Get an empty file to fill in');
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('Members - to fill in.xlsx');
  await see(page.getByText('The empty file is among the downloads.')).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/import-template.png` });
  const path = join(folder, 'empty.xlsx');
  await saved.saveAs(path);
  const [sheet] = await readSpreadsheet(new Blob([readFileSync(path)]));
  const headings = (sheet?.rows[0] ?? []).map(String);
  const given: Readonly<Record<string, SheetCell>> = {
    'Full name': 'Tẩn Láo Hín',
    'Member code': 'A1',
    Born: '1961',
    Sex: 'Male',
    Phone: '0912345678',
    'Share capital (đồng)': { dong: 2_500_000 },
    Joined: { day: '2012-03-15' },
  };
  expect(headings).toEqual(expect.arrayContaining(Object.keys(given)));
  const filled = await writeTable({ name: 'x', headings, rows: [headings.map((heading) => given[heading] ?? null)] });
  writeFileSync(path, new Uint8Array(await filled.arrayBuffer()));
  await page.locator('input[type=file]').setInputFiles(path);
  await press(page, 'Import one person');
  await see(page.getByText('One person imported')).toBeVisible();
  expect(await registerOnDevice()).toEqual([
    expect.objectContaining({
      name: 'Tẩn Láo Hín',
      code: 'A1',
      birth: '1961',
      gender: 'male',
      phone: '0912345678',
      capitalDong: 2_500_000,
      joinedOn: '2012-03-15',
    }),
  ]);
  await press(page, 'Undo');
  await see(page.getByText('Nothing has been imported.', { exact: false })).toBeVisible();
  await page.evaluate(() => localStorage.setItem('so-mua.language', 'vi'));
});

test('the price list of LibreOffice comes in with its prices, asks about words in place of one, and goes out whole', async () => {
  await openAt(page, '/san-pham');
  await press(page, 'Nhập bảng giá từ tệp');
  await page.locator('input[type=file]').setInputFiles(`${SAMPLES}/bang-gia.ods`);
  const table = page.getByRole('table', { name: 'Các dòng trong tệp' });
  await see(table).toContainText('F19 Giá bán lẻ: ghi chữ thay cho giá. Hỏi lại giá rồi báo sau (“liên hệ”)');
  await see(table).toContainText('F16 Giá bán lẻ: ghi là thôi bán.');
  await page.screenshot({ path: `${PICTURES}/import-price-list.png`, fullPage: true });
  await press(page, 'Nhập 19 sản phẩm');
  await see(page.getByText('Đã nhập 19 sản phẩm')).toBeVisible();
  await openAt(page, '/san-pham');
  const list = page.getByRole('table', { name: 'Sản phẩm' });
  // One of the 19 is not sold any more.
  await see(list.locator('tbody tr')).toHaveCount(18);
  await see(list.getByRole('row').filter({ hasText: 'búp tươi loại 1' })).toContainText('45.000');
  await see(list.getByRole('row').filter({ hasText: 'Bạch trà Shan' })).toContainText('350.000');
  await see(list.getByRole('row').filter({ hasText: 'Hộp quà Tết lớn' })).toContainText('Chưa có giá');
  await openAt(page, '/san-pham/nhap');
  await page.locator('input[type=file]').setInputFiles(`${SAMPLES}/bang-gia.ods`);
  await see(page.getByRole('button', { name: 'Nhập 0 sản phẩm' })).toBeDisabled();
  await openAt(page, '/san-pham/nhap');
  await press(page, 'Hoàn tác cả lần nhập');
  await see(page.getByRole('button', { name: 'Hoàn tác cả lần nhập' })).toHaveCount(0);
  await openAt(page, '/san-pham');
  await see(page.getByText('Chưa có sản phẩm')).toBeVisible();
});

test.each([
  ['page.xlsx', '<!DOCTYPE html><html><body>Đăng nhập Wi-Fi</body></html>', /không phải bảng tính/],
  ['empty.csv', '', /Tệp trống/],
  ['no-heading.csv', 'Giàng A Páo;2 ngày\nBàn Văn Quyên;1 ngày\n', /Không thấy dòng tiêu đề/],
])('%s is refused in plain words and nothing is imported', async (name, content, message) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  await openAt(page, '/thanh-vien/nhap');
  await page.locator('input[type=file]').setInputFiles(file);
  await see(page.getByRole('alert')).toContainText(message);
  await see(page.getByRole('alert')).toContainText('Chưa nhập gì');
  expect(await registerOnDevice()).toEqual([]);
});

test('a script as a name, an emoji and 10¹² come in as text or stay out, and nothing runs', async () => {
  const file = join(folder, 'strange.csv');
  writeFileSync(
    file,
    'Họ và tên;Vốn góp;Ghi chú\n<script>document.title="broken"</script>;1000000000000;=1+1\nHoa 🌸;2tr;\n',
  );
  await openAt(page, '/thanh-vien/nhap');
  await page.locator('input[type=file]').setInputFiles(file);
  await press(page, 'Nhập 2 người');
  await see(page.getByText('Đã nhập 2 người')).toBeVisible();
  await openAt(page, '/thanh-vien');
  await see(page.getByText('<script>document.title="broken"</script>')).toBeVisible();
  expect(await page.title()).not.toBe('broken');
  const rows = await registerOnDevice();
  const capital = new Map(rows.map((row) => [String(row['name']).slice(0, 3), row['capitalDong']]));
  expect(capital).toEqual(
    new Map<string, unknown>([
      ['<sc', undefined],
      ['Hoa', 2_000_000],
    ]),
  );
});
