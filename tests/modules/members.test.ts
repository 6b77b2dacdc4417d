/** A member's code finds one member: when typed, when changed, and when a register is imported. */
import { expect, test } from 'vitest';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { commit } from '#local-db/index.ts';
import { addMember, editMember, importMembers, undoImport } from '#modules/members/commands.ts';
import { againstRegister, readMembers } from '#modules/members/import.ts';
import { addPlot } from '#modules/plots/commands.ts';
import { members } from '#modules/members/index.ts';
import { readerOver } from '#local-db/index.ts';
import { addProduct, editProduct, importProducts, setPrice, undoProductImport } from '#modules/products/commands.ts';
import { products } from '#modules/products/index.ts';
import { bookProducts } from '#modules/products/queries.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { must, openDevice } from '../helpers/local-device.ts';

function office() {
  return openDevice({
    now: () => Date.UTC(2026, 10, 1, 3),
    randomBytes: (length) => new Uint8Array(length).fill(7),
    session: { coop: 'c0ffee0000000001', person: { userId: 'u', roles: FOUNDER_ROLES }, isEnrolled: false },
  });
}

test('a code that somebody has is refused, however it is typed, to a new member and to an old one', async () => {
  const database = office();
  const first = await must(database, addMember, { name: 'Hín', code: 'SV-001' });
  const second = await must(database, addMember, { name: 'Páo', code: 'SV-002' });
  const taken = { ok: false, code: 'members.codeTaken' };
  expect(await commit(database, addMember, { name: 'Dung', code: 'sv-001' })).toMatchObject(taken);
  expect(await commit(database, editMember, { id: second, fields: { code: 'SV-001' } })).toMatchObject(taken);
  await must(database, editMember, { id: first, fields: { code: 'sv-001', phone: '0912345678' } });
  await must(database, addMember, { name: 'Hín', code: 'SV-0010' });
});

const columns = [
  { index: 0, heading: 'Mã', field: 'code' as const },
  { index: 1, heading: 'Họ và tên', field: 'name' as const },
];

test('of two rows with one code the first keeps it, and the other is named by its cell', () => {
  const rows = [
    { row: 2, cells: ['SV-001', 'Nguyễn Văn An'] },
    { row: 3, cells: ['sv-001', 'Trần Thị Bình'] },
    { row: 4, cells: ['SV-002', 'Lê Cường'] },
  ];
  const read = readMembers({ columns, rows, repaired: [] }, 'sao_bac');
  expect(read.rows.map(({ value }) => value)).toEqual([
    { name: 'Nguyễn Văn An', code: 'SV-001' },
    { name: 'Trần Thị Bình' },
    { name: 'Lê Cường', code: 'SV-002' },
  ]);
  expect(read.problems).toEqual([
    { row: 3, column: 0, field: 'code', level: 'error', code: 'code-used-twice', raw: 'sv-001', otherRow: 2 },
  ]);
});

test('a code that the register has under another name is an error at its cell, under the same name it is known', () => {
  const rows = [
    { row: 2, cells: ['TT-001', 'Lý Thị Mẩy'] },
    { row: 3, cells: ['tt-002', 'TẨN LÁO SAN'] },
    { row: 4, cells: ['TT-003', 'Chảo Lở Mẩy'] },
  ];
  const register = [
    { name: 'Tẩn Láo Tả', code: 'TT-001' },
    { name: 'Tẩn Láo San', code: 'TT-002' },
  ];
  const file = readMembers({ columns, rows, repaired: [] }, 'sao_bac');
  const { read, known } = againstRegister(file, register, columns);
  expect([...known]).toEqual([3]);
  expect(read.rows.filter((row) => row.isImportable && !known.has(row.row)).map(({ row }) => row)).toEqual([4]);
  expect(read.problems.filter(({ level }) => level === 'error')).toEqual([
    { row: 2, column: 0, field: 'code', level: 'error', code: 'code-of-another', raw: null, owner: register[0] },
  ]);
});

test('a row is known by its identity number alone, and of two owners of a code by the one with its name', () => {
  const rows = [
    { row: 2, isImportable: true, value: { name: 'Hín', idNumber: '010185000001' } },
    { row: 3, isImportable: true, value: { name: 'Páo', code: 'TT-005' } },
  ];
  const register = [
    { name: 'Hín', idNumber: '010185000001' },
    { name: 'Mỷ', code: 'TT-005' },
    { name: 'Páo', code: 'tt-005' },
  ];
  const { known } = againstRegister({ rows, problems: [], duplicates: [] }, register, columns);
  expect([...known]).toEqual([2, 3]);
});

async function imported(database: ReturnType<typeof office>, names: readonly string[]): Promise<readonly string[]> {
  await must(database, importMembers, { batch: 'tv.xlsx x1', rows: names.map((name) => ({ name })) });
  const rows = await readerOver(database.store.reader).list(members);
  return names.map((name) => rows.find((row) => row.name === name)?.id ?? '');
}

test('an import is taken back but for members who have slips or plots, or were edited since', async () => {
  const database = office();
  const read = readerOver(database.store.reader);
  const productId = await must(database, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  const [slip = '', plot = '', edited = ''] = await imported(database, ['Hín', 'Páo', 'Mỷ', 'Sính', 'Chống']);
  await must(database, recordHarvest, { memberId: slip, productId, quantityMilli: 12_500 });
  await must(database, addPlot, { memberId: plot, name: 'Nương' });
  await must(database, editMember, { id: edited, fields: { village: 'Bản 4' } });
  expect(await must(database, undoImport, 'tv.xlsx x1')).toEqual({ gone: 2, kept: 3 });
  expect((await read.list(members)).map(({ name }) => name).sort()).toEqual(['Hín', 'Mỷ', 'Páo']);
  expect(await commit(database, undoImport, 'tv.xlsx x1')).toMatchObject({
    ok: false,
    code: 'members.importInUse',
    values: { kept: 3 },
  });
});

test('a list of products is taken back but for those with slips, another price, or edited since', async () => {
  const database = office();
  const read = readerOver(database.store.reader);
  const rows = ['Chè', 'Ngô', 'Sắn', 'Mận'].map((name) => ({ product: { name, unit: 'kg' }, unitPriceDong: 7_000 }));
  await must(database, importProducts, { batch: 'gia.csv x1', rows });
  const listed = await read.list(products);
  const idOf = (wanted: string): string => listed.find(({ name }) => name === wanted)?.id ?? '';
  const memberId = await must(database, addMember, { name: 'Hín' });
  await must(database, recordHarvest, { memberId, productId: idOf('Chè'), quantityMilli: 12_500 });
  await must(database, setPrice, { productId: idOf('Ngô'), unitPriceDong: 9_000 });
  await must(database, editProduct, { id: idOf('Sắn'), fields: { bagGrams: 50_000 } });
  expect(await must(database, undoProductImport, 'gia.csv x1')).toEqual({ gone: 1, kept: 3 });
  expect((await read.list(products)).map(({ name }) => name).sort()).toEqual(['Chè', 'Ngô', 'Sắn']);
  expect(await commit(database, undoProductImport, 'gia.csv x1')).toMatchObject({ code: 'products.importInUse' });
});

test('an imported price of a product that the book has is announced, and the product stays as it is', async () => {
  const database = office();
  const read = readerOver(database.store.reader);
  const productId = await must(database, addProduct, { name: 'Chè', unit: 'kg' });
  const row = { product: { name: 'Chè', unit: 'kg' }, productId, unitPriceDong: 30_000, effectiveOn: '2026-10-01' };
  await must(database, importProducts, { batch: 'gia.csv x1', rows: [row] });
  expect(await read.list(products)).toHaveLength(1);
  const [tea] = await bookProducts(read);
  expect([tea?.dongOn('2026-09-30'), tea?.dongOn('2026-10-01')]).toEqual([undefined, 30_000]);
});
