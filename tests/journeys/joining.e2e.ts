/** A farmer who wrote alone joins a co-op; a co-op that began alone gets its server. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PC, PHONE, PICTURES } from './browsers.ts';
import {
  addMember,
  addProduct,
  allSent,
  field,
  goHome,
  harvestTea,
  inviteMember,
  openAt,
  press,
  visit,
} from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage?.close());

const KILOGRAMS = ['3', '4,5', '10', '7,25', '6'];

test('five harvests that a farmer wrote alone arrive once, on his entry in the register', async () => {
  const { page: farmer } = await visit(stage.browser, stage.base, PHONE);
  await press(farmer, 'Ghi một mình trước');
  await field(farmer, 'Tên của bạn').fill('Hín');
  await farmer.getByLabel('Chè búp tươi').check();
  await field(farmer, /Thứ khác/).fill('Măng vầu');
  await press(farmer, 'Bắt đầu');
  await see(farmer.getByText('Sổ này chỉ ở trên máy này')).toBeVisible();
  for (const kg of KILOGRAMS) await harvestTea(farmer, kg);
  await farmer.screenshot({ path: `${PICTURES}/joining-alone.png` });

  // The office began alone too, and gets its server by the set-up link.
  const { page: office } = await visit(stage.browser, stage.base, PC);
  await press(office, 'Lập sổ hợp tác xã mới');
  await field(office, 'Tên hợp tác xã').fill('HTX Chè Shan Suối Vàng');
  await field(office, 'Tên của bạn').fill('Nông Thị Niềm');
  await press(office, 'Bắt đầu');
  await see(office.getByText('Chỉ trên máy này')).toBeVisible();
  await addProduct(office, 'chè búp tươi');
  await addMember(office, 'Tẩn Láo Hín', 'SV-001');
  await office.goto(stage.setupLink);
  await office.reload();
  await press(office, 'Đưa sổ lên máy chủ');
  await see(office.getByRole('button', { name: 'Thành viên', exact: true })).toBeVisible();
  await allSent(office);
  const code = await inviteMember(office, 'sv-001', 'Tẩn Láo Hín');

  await openAt(farmer, `/vao#${code}`);
  await farmer.reload();
  await press(farmer, 'Xem mã');
  await see(farmer.getByText('Mã này dành cho: Tẩn Láo Hín')).toBeVisible();
  // The first answer is lost; asking again with the same code must let him in.
  let lost = 0;
  await farmer.route('**/v1/enrol', async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort();
  });
  await press(farmer, 'Đúng là tôi');
  await see(farmer.getByText(/Chưa tới được máy chủ/)).toBeVisible();
  await press(farmer, 'Đúng là tôi');
  await see(farmer.getByText('Có 5 phiếu sẽ mang theo')).toBeVisible();
  // Products are matched by name, and what the co-op lacks is proposed.
  const matches = await farmer
    .getByRole('combobox')
    .evaluateAll((selects) =>
      selects.map((select) => (select instanceof HTMLSelectElement ? select.selectedOptions[0]?.text : '')),
    );
  expect(matches).toEqual(['chè búp tươi', 'Chưa có: thêm “Măng vầu”']);
  await farmer.screenshot({ path: `${PICTURES}/joining-match.png`, fullPage: true });
  await press(farmer, 'Mang sổ theo');
  await see(farmer.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await allSent(farmer);
  await openAt(farmer, '/thu-hoach');
  await see(farmer.getByRole('figure')).toContainText('30,75');
  expect(await farmer.getByRole('listitem').count()).toBe(KILOGRAMS.length);

  for (let round = 0; round < 2; round += 1) {
    await goHome(office);
    await allSent(office);
    await press(office, 'Xem thu hoạch');
    await see(office.locator('tfoot')).toContainText('30,75 kg');
    const rows = await office.locator('tbody tr').allInnerTexts();
    expect(rows).toHaveLength(KILOGRAMS.length);
    expect(rows.every((row) => row.includes('Tẩn Láo Hín · SV-001'))).toBe(true);
    await goHome(farmer);
    await allSent(farmer);
  }
  await openAt(office, '/san-pham');
  await see(office.getByText('Măng vầu (thành viên đề xuất)')).toBeVisible();
  await openAt(office, '/thanh-vien');
  await see(office.locator('tbody tr')).toHaveCount(1);
});

test('an office that lost the answer and loaded the page anew founds its co-op all the same', async () => {
  const { page } = await visit(stage.browser, stage.setupLink, PC);
  let lost = 0;
  await page.route('**/v1/enrol', async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort();
  });
  const fillIn = async (): Promise<void> => {
    await field(page, 'Tên hợp tác xã').fill('HTX Chè Shan Suối Vàng');
    await field(page, 'Tên của bạn').fill('Nông Thị Niềm');
    await press(page, 'Bắt đầu');
  };
  await fillIn();
  await see(page.getByText(/Chưa tới được máy chủ/)).toBeVisible();
  await page.reload();
  await fillIn();
  await see(page.getByRole('button', { name: 'Thành viên', exact: true })).toBeVisible();
  expect(lost).toBe(1);
  await allSent(page);
});
