/** "Việc đã làm": what a device tells of its own log, in the modules' words, and which step can still be taken back. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { historyScreens } from '#app/history/history-screens.ts';
import { toldSteps, type ToldStep } from '#app/history/told-steps.ts';
import { commit, type LocalDatabase } from '#local-db/index.ts';
import { ownSteps } from '#local-db/history/index.ts';
import { OPERATIONS } from '#local-db/tables.ts';
import { FOUNDER_ROLES, type Role } from '#kernel/roles.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { addMember, editMember, importMembers, undoImport } from '#modules/members/commands.ts';
import { addPlot } from '#modules/plots/commands.ts';
import { introduce } from '#modules/people/index.ts';
import { addProduct, setPrice } from '#modules/products/commands.ts';
import { registry } from '#modules/registry.ts';
import { confirmSales, recordSale, reverseSale } from '#modules/sales/commands.ts';
import { must, newDisk, openDevice } from '../helpers/local-device.ts';

/** An office's device with a member and a product, and that member's own device. */
async function coop() {
  const clock = { now: Date.UTC(2026, 10, 25, 1) };
  const person = (seed: number, roles: readonly Role[], memberId?: string) => {
    const disk = newDisk();
    const database = openDevice({
      disk,
      now: () => (clock.now += 1_000),
      randomBytes: (length) => new Uint8Array(length).fill(seed),
      session: {
        coop: 'c0ffee0000000001',
        person: { userId: `u${seed}`, roles, ...(memberId === undefined ? {} : { memberId }) },
        isEnrolled: false,
      },
    });
    return { disk, database };
  };
  const office = person(9, FOUNDER_ROLES);
  const memberId = await must(office.database, addMember, { name: 'Tẩn Láo Hín' });
  const productId = await must(office.database, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  const farmer = person(7, ['member'], memberId);
  // As they come down from the server, without being the farmer's own steps.
  for (const name of ['members', 'products'])
    for (const [key, record] of office.disk.tables.get(name) ?? []) farmer.disk.tables.get(name)?.set(key, record);
  return { office: office.database, farmer: farmer.database, officeDisk: office.disk, memberId, productId };
}

async function told(database: LocalDatabase, limit = 100): Promise<readonly ToldStep[]> {
  return (await toldSteps(database, limit, historyScreens)).steps;
}

/** The sentence with what is filled in, as the Vietnamese text has it, and how it stands. */
async function lines(database: LocalDatabase): Promise<readonly string[]> {
  return (await told(database)).map(
    (step) => `${textOf(step)} | ${step.state}${step.undo === undefined ? '' : ' | undo'}`,
  );
}

const tree = z.record(z.string(), z.unknown());

function textOf({ namespace, sentence }: ToldStep): string {
  const texts: unknown = JSON.parse(readFileSync(`src/modules/${namespace}/locales/vi.json`, 'utf8'));
  const found = `history.${sentence.key}`.split('.').reduce((node, key) => tree.parse(node)[key], texts);
  const values: Record<string, unknown> = { ...sentence.values, fields: sentence.changed?.join(', ') };
  return z
    .string()
    .parse(found)
    .replace(/\{\{(\w+)\}\}/g, (_all, name: string) => z.coerce.string().parse(values[name]));
}

const tea = 12_500;

describe('[U28] the history', () => {
  test('tells a farmer’s own steps newest first, each with its way back', async () => {
    const { farmer, memberId, productId } = await coop();
    await must(farmer, introduce, 'Tẩn Láo Hín');
    await must(farmer, addPlot, { memberId, name: 'Thửa 1' });
    await must(farmer, recordHarvest, { memberId, productId, quantityMilli: tea });
    await must(farmer, recordSale, {
      direction: 'member-coop',
      memberId,
      productId,
      quantityMilli: 10_000,
      unitPriceDong: 28_000,
      payment: 'credit',
    });
    expect(await lines(farmer)).toEqual([
      'Bán 10 kg Chè búp tươi cho hợp tác xã, 280.000 đ | device | undo',
      'Ghi thu hoạch 12,5 kg Chè búp tươi | device | undo',
      'Thêm thửa Thửa 1 | device',
    ]);
  });

  test('shows a pair that was taken back as one undone step, and a new one as its own', async () => {
    const { farmer, memberId, productId } = await coop();
    const wrong = await must(farmer, recordHarvest, { memberId, productId, quantityMilli: 125_000 });
    await must(farmer, reverseHarvest, wrong);
    await must(farmer, recordHarvest, { memberId, productId, quantityMilli: tea });
    expect(await lines(farmer)).toEqual([
      'Ghi thu hoạch 12,5 kg Chè búp tươi | device | undo',
      'Ghi thu hoạch 125 kg Chè búp tươi | undone',
    ]);
  });

  test('the undo that it offers is the module’s own, and takes the step back once', async () => {
    const { farmer, memberId, productId } = await coop();
    await must(farmer, recordHarvest, { memberId, productId, quantityMilli: tea });
    const [step] = await told(farmer);
    if (step?.undo === undefined) throw new Error('the step can be taken back');
    expect(step.undo.command).toBe(reverseHarvest);
    expect((await commit(farmer, step.undo.command, step.undo.of)).ok).toBe(true);
    expect(await lines(farmer)).toEqual(['Ghi thu hoạch 12,5 kg Chè búp tươi | undone']);
    expect(await commit(farmer, step.undo.command, step.undo.of)).toMatchObject({ code: 'harvests.alreadyReversed' });
  });

  test('names the member in what the office did, and tells what was saved at once as one step', async () => {
    const { office, memberId, productId } = await coop();
    await must(office, setPrice, { productId, unitPriceDong: 28_000 });
    await must(office, editMember, { id: memberId, fields: { phone: '0912345678', village: 'Bản Phố' } });
    const purchase = { direction: 'member-coop', memberId, productId, unitPriceDong: 28_000, payment: 'cash' } as const;
    const bought = await must(office, recordSale, { ...purchase, quantityMilli: 2_000 });
    await must(office, recordHarvest, { memberId, productId, quantityMilli: tea });
    await must(office, reverseSale, bought);
    expect(await lines(office)).toEqual([
      'Ghi thu hoạch 12,5 kg Chè búp tươi cho Tẩn Láo Hín | device | undo',
      'Mua 2 kg Chè búp tươi của Tẩn Láo Hín, 56.000 đ | undone',
      'Sửa thành viên Tẩn Láo Hín: phone, village | device',
      'Báo giá Chè búp tươi: 28.000 đ/kg, từ ngày 25/11/2026 | device',
      'Thêm sản phẩm Chè búp tươi | device',
      'Thêm thành viên Tẩn Láo Hín | device',
    ]);
  });

  test('tells what somebody else wrote and this person took back as a step of its own', async () => {
    const { office, farmer, officeDisk, memberId, productId } = await coop();
    const slip = await must(farmer, recordHarvest, { memberId, productId, quantityMilli: tea });
    const row = await farmer.store.reader.get('harvests', slip);
    officeDisk.tables.get('harvests')?.set(slip, row ?? {});
    await must(office, reverseHarvest, slip);
    expect((await lines(office))[0]).toBe('Hoàn tác phiếu thu hoạch 12,5 kg Chè búp tươi của Tẩn Láo Hín | device');
  });

  test('tells an import as one step that is taken back whole', async () => {
    const { office } = await coop();
    const rows = ['Vàng A Chống', 'Giàng Thị Mỷ', 'Lò Văn Sính'].map((name) => ({ name }));
    await must(office, importMembers, { batch: 'thanh-vien.xlsx x1', rows });
    const [step] = await told(office);
    expect((await lines(office))[0]).toBe('Nhập 3 người từ tệp thanh-vien.xlsx | device | undo');
    expect(step?.undo).toEqual({ command: undoImport, of: 'thanh-vien.xlsx x1' });
    await must(office, undoImport, 'thanh-vien.xlsx x1');
    expect((await lines(office)).slice(0, 2)).toEqual([
      'Nhập 3 người từ tệp thanh-vien.xlsx | undone',
      'Thêm sản phẩm Chè búp tươi | device',
    ]);
  });

  test('confirmations of slips that others wrote are told, and cannot be taken back here', async () => {
    const { office, farmer, officeDisk, memberId, productId } = await coop();
    const sale = await must(farmer, recordSale, {
      direction: 'member-coop',
      memberId,
      productId,
      quantityMilli: 10_000,
      unitPriceDong: 28_000,
      payment: 'credit',
    });
    officeDisk.tables.get('sales')?.set(sale, (await farmer.store.reader.get('sales', sale)) ?? {});
    await must(office, confirmSales, [sale]);
    expect((await lines(office))[0]).toBe('Xác nhận Tẩn Láo Hín giao 10 kg Chè búp tươi, 280.000 đ | device');
  });

  test('says whether more is kept, and whether it goes back to the first step ever', async () => {
    const { farmer, memberId, productId } = await coop();
    for (const kilos of [1, 2, 3])
      await must(farmer, recordHarvest, { memberId, productId, quantityMilli: kilos * 1_000 });
    expect(await ownSteps(farmer, 2)).toMatchObject({ hasMore: true, isWhole: true });
    expect((await ownSteps(farmer, 2)).steps.map(({ fields }) => fields['quantityMilli'])).toEqual([3_000, 2_000]);
    expect(await ownSteps(farmer, 3)).toMatchObject({ hasMore: false, isWhole: true });
    const [first] = await farmer.store.reader.range(OPERATIONS, { index: 'id', limit: 1 });
    await farmer.store.write([OPERATIONS], async (transaction) =>
      transaction.delete(OPERATIONS, [[String(first?.['writer']), 1]]),
    );
    expect(await ownSteps(farmer, 3)).toMatchObject({ hasMore: false, isWhole: false });
  });

  test('what people have to look at cannot be taken back, and what the office filed away says so', async () => {
    const { farmer, memberId, productId } = await coop();
    for (const kilos of [1, 2])
      await must(farmer, recordHarvest, { memberId, productId, quantityMilli: kilos * 1_000 });
    const [first, second] = await farmer.store.reader.range(OPERATIONS, { index: 'id' });
    await farmer.store.write([OPERATIONS], async (transaction) =>
      transaction.put(OPERATIONS, [
        { ...first, attention: 1, reason: 'late' },
        { ...second, attention: 1, isDismissed: 1 },
      ]),
    );
    expect(await lines(farmer)).toEqual([
      'Ghi thu hoạch 2 kg Chè búp tươi | filed',
      'Ghi thu hoạch 1 kg Chè búp tươi | attention',
    ]);
  });
});

test('every table that a device writes says its steps, under a text of its module', () => {
  const written = registry.flatMap((module) => module.tables).filter(({ role }) => role !== 'attention');
  expect([...historyScreens.keys()].sort()).toEqual(written.map(({ name }) => name).sort());
});
