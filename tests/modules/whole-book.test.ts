/** "Cả sổ ra tệp Excel": every row of every table that a device has leaves it, as what it is. */
import { expect, test } from 'vitest';
import { BOOK_TABLES, labelOf, tablesOfBook } from '#app/storage/whole-book.ts';
import { readSpreadsheet } from '#files/spreadsheet.ts';
import { writeTables } from '#files/write-table.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { readerOver } from '#local-db/index.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { recordSale } from '#modules/sales/commands.ts';
import { flattened, readJson } from '../architecture/locale-texts.ts';
import { must, newDisk, openDevice } from '../helpers/local-device.ts';

const ELSEWHERE: Readonly<Record<string, string>> = {
  common: 'src/app/locales',
  storage: 'src/app/storage/locales',
  'ui-kit': 'src/ui-kit/locales',
};

function inLanguage(language: 'vi' | 'en', key: string, otherwise: string): string {
  const [namespace = '', rest = ''] = key.split(':');
  const folder = ELSEWHERE[namespace] ?? `src/modules/${namespace}/locales`;
  return flattened(readJson(`${folder}/${language}.json`)).get(rest) ?? otherwise;
}

async function book() {
  const database = openDevice({
    disk: newDisk(),
    now: () => Date.UTC(2026, 10, 25, 1),
    randomBytes: (length) => new Uint8Array(length).fill(9),
    session: { coop: 'c0ffee0000000001', person: { userId: 'u9', roles: FOUNDER_ROLES }, isEnrolled: false },
  });
  const memberId = await must(database, addMember, { name: 'Tẩn Láo Hín', birth: '1961', phone: '0912345678' });
  const productId = await must(database, addProduct, { name: '=Chè', unit: 'kg' });
  const harvestId = await must(database, recordHarvest, { memberId, productId, quantityMilli: 12_500 });
  await must(database, reverseHarvest, harvestId);
  await must(database, recordSale, {
    direction: 'member-coop',
    memberId,
    productId,
    quantityMilli: 12_500,
    unitPriceDong: 28_000,
    payment: 'credit',
  });
  return { read: readerOver(database.store.reader), memberId, productId };
}

const words = {
  t: (key: string, otherwise: string) => inLanguage('vi', key, otherwise),
  marked: (name: string) => name,
};

test('[m6] every row of every table is in it, each once', async () => {
  const { read } = await book();
  const tables = await tablesOfBook(read, words);
  const held = await Promise.all(BOOK_TABLES.map(async (table) => ({ table, count: await read.count(table) })));
  const given = held.filter(({ count }) => count > 0);
  expect(given.length).toBeGreaterThan(4);
  expect(tables.map(({ rows }) => rows.length)).toEqual(given.map(({ count }) => count));
  expect(new Set(tables.map(({ name }) => name)).size).toBe(tables.length);
});

test.each(['vi', 'en'] as const)('[m6] every table and every field has a name in words: %s', (language) => {
  const unnamed: string[] = [];
  const t = (key: string, otherwise: string): string => {
    const text = inLanguage(language, key, '');
    if (text === '') unnamed.push(key);
    return text === '' ? otherwise : text;
  };
  for (const table of BOOK_TABLES) {
    t(`common:records.${table.name}`, '');
    for (const field of Object.keys(table.fields)) labelOf(table, field, t);
  }
  expect(unnamed).toEqual([]);
});

test('[m6] a row says what it names by name and by id, and holds numbers and days, read back from the file', async () => {
  const { read, memberId, productId } = await book();
  const sheets = await readSpreadsheet(await writeTables(await tablesOfBook(read, words)));
  const sheet = sheets.find(({ name }) => name === 'Phiếu bán hàng');
  const [headings = [], row = []] = sheet?.rows ?? [];
  const cell = (heading: string) => row[headings.indexOf(heading)];
  expect(cell('Thành viên')).toBe('Tẩn Láo Hín');
  expect(cell('Thành viên (mã dòng)')).toBe(memberId);
  expect(cell('Sản phẩm')).toBe('=Chè');
  expect(cell('Sản phẩm (mã dòng)')).toBe(productId);
  expect(cell('Số lượng')).toBe(12.5);
  expect(cell('Thành tiền')).toBe(350_000);
  expect(cell('Ngày')).toEqual({ day: '2026-11-25' });
  expect(cell('Tình trạng')).toBe('Trên máy này');
  expect(cell('Ghi lúc')).toBe('2026-11-25 08:00');
  const people = sheets.find(({ name }) => name === 'Thành viên')?.rows ?? [];
  const [labels = [], member = []] = people;
  expect(member[labels.indexOf('Điện thoại')]).toBe('0912345678');
  expect(member[labels.indexOf('Năm sinh')]).toBe('1961');
});
