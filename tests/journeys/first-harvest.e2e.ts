/** The first journey: one harvest and one sale from the field to the office, in today's Chromium and in Chromium 109. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installedBrowsers, PC, PHONE, PICTURES } from './browsers.ts';
import {
  addMember,
  addProduct,
  allSent,
  foundCoop,
  goHome,
  inviteMember,
  joinByCode,
  keptOffline,
  openAt,
  press,
  type,
  unsent,
  visit,
} from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

const installed = installedBrowsers();

describe.each([
  ['Chromium of today', installed.chromium],
  ['Chromium 109', installed.chromium109],
])('%s', (name, executablePath) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open({ executablePath });
  });
  afterAll(() => stage?.close());

  test('one harvest, from the tap in the field with everything cut off to the figure in the office', async () => {
    const { page: office } = await visit(stage.browser, stage.setupLink, PC);
    await foundCoop(office, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
    await addProduct(office, 'Chè búp tươi');
    await addMember(office, 'Tẩn Láo Hín', 'SV-001');
    await allSent(office);
    const code = await inviteMember(office, 'tan lao', 'Tẩn Láo Hín');

    const { page: farmer, context } = await visit(stage.browser, stage.base, PHONE);
    await joinByCode(farmer, code, 'Tẩn Láo Hín');
    await press(farmer, 'Ghi thu hoạch');
    await see(farmer.getByText('Chè búp tươi: được bao nhiêu?')).toBeVisible();
    await keptOffline(farmer);

    await stage.killServer();
    await context.setOffline(true);
    await goHome(farmer);
    await farmer.screenshot({ path: `${PICTURES}/${name}-farmer-home.png` });
    const before = await unsent(farmer);
    await press(farmer, 'Ghi thu hoạch');
    await type(farmer, '12,5');
    await press(farmer, 'Lưu');
    await see(farmer.getByText('Đã lưu: 12,5 kg Chè búp tươi')).toBeVisible();
    await farmer.screenshot({ path: `${PICTURES}/${name}-farmer-saved.png` });
    await farmer.reload();
    await see(farmer.getByTestId('sync-chip')).toHaveAttribute('data-unsent', String(before + 1));

    // A repeat asks for the weight only; the second one is undone.
    await goHome(farmer);
    await press(farmer, 'Ghi thu hoạch');
    await type(farmer, '7');
    await press(farmer, 'Lưu');
    await press(farmer, 'Hoàn tác');
    await see(farmer.getByText('Đã hoàn tác: phiếu này không tính vào sổ nữa')).toBeVisible();
    await see(farmer.getByTestId('sync-chip')).toHaveAttribute('data-unsent', String(before + 3));

    // Sold to the co-op on credit: 12,5 kg at 30.000 đ is 375.000 đ, and waits for the office.
    await goHome(farmer);
    await press(farmer, 'Bán hàng');
    await press(farmer, /Hợp tác xã, ghi nợ/);
    await type(farmer, '12,5');
    await press(farmer, 'Tiếp');
    await type(farmer, '30');
    await press(farmer, '000');
    await see(farmer.getByText('Thành tiền 375.000 đ')).toBeVisible();
    await press(farmer, 'Lưu');
    await see(farmer.getByText('Đã lưu: 375.000 đ')).toBeVisible();

    await stage.startServerAgain();
    await context.setOffline(false);
    await allSent(farmer);
    await goHome(office);
    await allSent(office);
    await press(office, 'Xem thu hoạch');
    await see(office.getByRole('table').getByText('12,5 kg').first()).toBeVisible();
    const figures = await office.getByRole('cell', { name: /kg$/ }).allInnerTexts();
    expect(figures.sort()).toEqual(['12,5 kg', '12,5 kg', '7 kg']);
    await goHome(office);
    await press(office, 'Xác nhận hàng nhận');
    await see(office.getByRole('cell', { name: '375.000 đ' }).first()).toBeVisible();
    await press(office, 'Xác nhận cả 1 phiếu');
    await see(office.getByText('Không có phiếu nào chờ')).toBeVisible();
    await allSent(office);

    await openAt(farmer, '/so-cua-toi');
    await allSent(farmer);
    await see(farmer.getByText('Hợp tác xã xác nhận')).toBeVisible();
    await see(farmer.getByRole('figure').filter({ hasText: 'Hợp tác xã còn nợ tôi' })).toContainText('375.000');
    await farmer.screenshot({ path: `${PICTURES}/${name}-farmer-account.png` });

    // Both logs are sealed, with keys that never left their browsers.
    for (const page of [farmer, office]) {
      await openAt(page, '/cai-dat');
      await see(page.getByText('Sổ máy này được ký chắc chắn')).toBeVisible();
    }
    expect(stage.logs()).toEqual({ all: 2, unsealed: 0 });
  });
});
