/** Whoever weighs writes for others: the right one of three who are called alike, with both names on the slip (U42, U14, U15, U19). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PC, PHONE, PICTURES } from './browsers.ts';
import {
  addProduct,
  allSent,
  field,
  foundCoop,
  goHome,
  inviteStaff,
  joinAsStaff,
  keptOffline,
  openAt,
  press,
  type,
  visit,
  type Visitor,
} from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let office: Visitor;
let keeper: Visitor;

beforeAll(async () => {
  stage = await Stage.open();
  office = await visit(stage.browser, stage.setupLink, PC);
  await foundCoop(office.page, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await addProduct(office.page, 'Chè búp tươi');
  for (const code of ['NA-01', 'NA-02', 'NA-03']) {
    await openAt(office.page, '/thanh-vien');
    await field(office.page, 'Họ và tên').fill('Nguyễn Văn An');
    await field(office.page, 'Mã thành viên').fill(code);
    await press(office.page, 'Thêm thành viên');
    await see(office.page.getByRole('cell', { name: code, exact: true })).toBeVisible();
  }
  await allSent(office.page);
  const letters = await inviteStaff(office.page, /^Thu mua, thủ kho/);
  keeper = await visit(stage.browser, `${stage.base}/vao#${letters}`, PHONE);
  await joinAsStaff(keeper.page, 'Lý Tả Mẩy');
});
afterAll(() => stage?.close());

async function weigh(kg: string): Promise<void> {
  await type(keeper.page, kg);
  await press(keeper.page, 'Lưu');
}

test('[U42] [U14] [U15] three of one name are told apart by their codes, and who was helped last comes first', async () => {
  const { page } = keeper;
  await goHome(page);
  await press(page, 'Ghi thu hoạch giúp');
  await field(page, /^Tìm/).fill('nguyen van an');
  await see(page.getByRole('listitem')).toHaveCount(3);
  const lines = await page.getByRole('listitem').allInnerTexts();
  expect(new Set(lines).size).toBe(3);
  await page.screenshot({ path: `${PICTURES}/helping-choose.png` });
  await field(page, /^Tìm/).fill('na-02');
  await see(page.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('listitem').getByRole('button').click();
  await see(page.getByRole('button', { name: /^Ghi giúp .*Nguyễn Văn An · NA-02/ })).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/helping-harvest.png` });
  await weigh('20');
  await see(page.getByText('Đã lưu: 20 kg Chè búp tươi')).toBeVisible();
  await goHome(page);
  await press(page, 'Ghi thu hoạch giúp');
  await see(page.getByRole('heading', { name: 'Mới ghi giúp' })).toBeVisible();
  await see(page.getByRole('listitem')).toHaveCount(1);
  await see(page.getByRole('listitem')).toContainText('NA-02');
});

test('[U19] a weight out of all proportion is asked about and not refused; Back goes to the number as it was typed', async () => {
  const { page } = keeper;
  await page.getByRole('listitem').getByRole('button').click();
  for (const kg of ['21', '22']) {
    await weigh(kg);
    await press(page, 'Ghi thêm');
  }
  await weigh('2200');
  await see(page.getByRole('heading', { name: '2.200 kg: có đúng không?' })).toBeVisible();
  await see(page.getByText('Các lần trước nhiều nhất là 22 kg.')).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/helping-unusual.png` });
  await page.goBack();
  await see(page.getByRole('status', { name: 'Khối lượng' })).toContainText('2.200');
  await press(page, 'Lưu');
  await press(page, 'Đúng, lưu 2.200 kg');
  await see(page.getByText('Đã lưu: 2.200 kg Chè búp tươi')).toBeVisible();
  await allSent(page);
});

test('[U42] the slip says whose it is and who wrote it, and the office can write for members too', async () => {
  const { page } = office;
  await allSent(page);
  await openAt(page, '/van-phong/thu-hoach');
  await page.getByRole('cell', { name: '2.200 kg' }).click();
  await see(page.getByRole('definition').filter({ hasText: 'Nguyễn Văn An' })).toBeVisible();
  await see(page.getByRole('definition').filter({ hasText: 'Lý Tả Mẩy' })).toBeVisible();
  await openAt(page, '/van-phong/thu-hoach');
  await see(page.getByRole('button', { name: 'Ghi thu hoạch cho thành viên' })).toHaveCount(1);
});

test('[U33] a price says its age, and one of two months ago is struck through and called old', async () => {
  const { page } = office;
  await openAt(page, '/san-pham');
  await page.getByRole('cell', { name: 'Chè búp tươi', exact: true }).click();
  await field(page, 'Giá').fill('28000');
  await press(page, 'Báo giá');
  await see(page.getByText('28.000 đ/kg').first()).toBeVisible();
  const unusual = page.getByText('Giá đang báo là 28.000 đ. Số vừa gõ chênh hơn ba lần');
  await field(page, 'Giá').fill('2800000');
  await see(unusual).toBeVisible();
  await field(page, 'Giá').fill('30000');
  await see(unusual).toHaveCount(0);
  await openAt(page, '/san-pham');
  await see(page.getByText(/\(hôm nay\)/)).toBeVisible();
  expect(await page.locator('s').count()).toBe(0);
  // Two months without a network: with one, the server would say that it is this device's clock that is wrong.
  await keptOffline(page);
  await office.context.setOffline(true);
  await page.clock.setFixedTime(Date.now() + 61 * 86_400_000);
  await page.reload();
  await see(page.locator('s').filter({ hasText: '28.000 đ/kg' })).toBeVisible();
  const old = /61 ngày trước\) · giá cũ, hãy hỏi lại/;
  await see(page.getByText(old)).toBeVisible();
  // Where the office's form offers it, too, until another one is typed.
  await openAt(page, '/ban-hang/moi');
  await see(field(page, 'Đơn giá')).toHaveValue('28.000');
  await see(field(page, 'Đơn giá')).toHaveAccessibleDescription(old);
  await field(page, 'Đơn giá').fill('31000');
  await see(page.getByText(old)).toHaveCount(0);
});
