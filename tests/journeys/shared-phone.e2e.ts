/** Several people on one phone: each with an own book and a PIN; a forgotten one is helped with by telephone. */
import { expect as see, type Page } from '@playwright/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PC, PHONE, PICTURES } from './browsers.ts';
import { choosePin } from './lock-steps.ts';
import {
  addMember,
  addProduct,
  allSent,
  field,
  foundCoop,
  goHome,
  harvestTea,
  inviteMember,
  joinByCode,
  keptOffline,
  openAt,
  openPerson,
  press,
  type,
  unsent,
  visit,
} from './people.ts';
import { Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage?.close());

const HUSBAND = 'Tẩn Láo Hín';
const WIFE = 'Chảo Lở Mẩy';

/** Until the office's list of harvests, which is open, has so many. */
async function arrived(office: Page, count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        await allSent(office);
        return office.locator('tbody tr').count();
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toBe(count);
}

/** At the question who it is. */
async function enter(page: Page, name: string, pin: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(name) }).click();
  await page.getByLabel('Mã PIN', { exact: true }).fill(pin);
  await press(page, 'Mở sổ');
}

/** The phone of a family of two, both with a PIN, the wife at the screen; and the office. */
async function sharedPhone() {
  const { page: office } = await visit(stage.browser, stage.setupLink, PC);
  await foundCoop(office, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await addProduct(office, 'Chè búp tươi');
  await addMember(office, HUSBAND, 'SV-001');
  await addMember(office, WIFE, 'SV-002');
  const [first, second] = [await inviteMember(office, 'sv-001', HUSBAND), await inviteMember(office, 'sv-002', WIFE)];
  const { page: phone, context } = await visit(stage.browser, stage.base, PHONE);
  await joinByCode(phone, first, HUSBAND);
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch' })).toBeVisible();
  await allSent(phone);
  await keptOffline(phone);
  await openAt(phone, '/cai-dat');
  await press(phone, 'Thêm người');
  await choosePin(phone, '2580');
  await field(phone, 'Mã 6 chữ').fill(second);
  await press(phone, 'Xem mã');
  await see(phone.getByText(`Mã này dành cho: ${WIFE}`)).toBeVisible();
  await press(phone, 'Đúng là tôi');
  await choosePin(phone, '1379');
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch' })).toBeVisible();
  await allSent(phone);
  return { office, phone, context };
}

test('[F14] two people on one phone: own books, own names, and the locked one’s work is sent all the same', async () => {
  const { office, phone, context } = await sharedPhone();
  await context.setOffline(true);
  await harvestTea(phone, '12');
  await expect.poll(async () => unsent(phone)).toBe(1);
  await goHome(phone);
  await press(phone, 'Đổi người dùng máy');
  await see(phone.getByRole('heading', { name: 'Ai đang dùng máy?' })).toBeVisible();
  await phone.screenshot({ path: `${PICTURES}/shared-phone-who.png` });
  // A reload opens nobody's book.
  await phone.reload();
  await phone.getByRole('button', { name: new RegExp(HUSBAND) }).click();
  await phone.getByLabel('Mã PIN', { exact: true }).fill('1379');
  await press(phone, 'Mở sổ');
  await see(phone.getByText('Mã PIN sai. Còn 4 lần thử.')).toBeVisible();
  await phone.screenshot({ path: `${PICTURES}/shared-phone-wrong.png` });
  await phone.getByLabel('Mã PIN', { exact: true }).fill('2580');
  await press(phone, 'Mở sổ');
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch' })).toBeVisible();
  await openAt(phone, '/thu-hoach');
  await see(phone.getByRole('listitem')).toHaveCount(0);
  await harvestTea(phone, '7');

  // Only he is at the screen when the network comes; what she wrote leaves too.
  await context.setOffline(false);
  await goHome(phone);
  await allSent(phone);
  await goHome(office);
  await press(office, 'Xem thu hoạch');
  const rows = office.locator('tbody tr');
  await arrived(office, 2);
  const texts = (await rows.allInnerTexts()).join('\n');
  expect(texts).toMatch(new RegExp(`${HUSBAND}.*`));
  expect(texts).toMatch(new RegExp(`${WIFE}.*`));
  await see(office.locator('tfoot')).toContainText('19 kg');
});

test('nobody touches it for two minutes: the phone asks who it is, and what was typed is still there', async () => {
  const { phone } = await sharedPhone();
  await phone.clock.install();
  await goHome(phone);
  await press(phone, 'Ghi thu hoạch');
  await type(phone, '4');
  await phone.clock.runFor(125_000);
  await see(phone.getByRole('heading', { name: 'Ai đang dùng máy?' })).toBeVisible();
  await enter(phone, WIFE, '1379');
  await press(phone, 'Ghi thu hoạch');
  await see(phone.getByText(/4/).first()).toBeVisible();
});

test('[P38] a forgotten PIN: the phone asks, the office answers by telephone, and neither needs a network', async () => {
  const { office, phone, context } = await sharedPhone();
  // The office has looked at its people once while there was a network.
  await keptOffline(office);
  await openPerson(office, new RegExp(`^${HUSBAND}`));
  for (const each of [context, office.context()]) await each.setOffline(true);
  await goHome(phone);
  await press(phone, 'Đổi người dùng máy');
  await phone.getByRole('button', { name: new RegExp(HUSBAND) }).click();
  await press(phone, 'Quên mã PIN');
  const question = (await phone.getByText(/^\d{3} \d{3}$/).innerText()).replace(' ', '');
  await phone.screenshot({ path: `${PICTURES}/shared-phone-forgotten.png` });
  await field(phone, '8 số văn phòng đọc lại').fill('0000 0000');
  await press(phone, 'Kiểm tra');
  await see(phone.getByText(/8 số không đúng/)).toBeVisible();
  await openPerson(office, new RegExp(`^${HUSBAND}`));
  await field(office, '6 số trên điện thoại').fill(question);
  const answer = await office.getByText(/^\d{4} \d{4}$/).innerText();
  await office.screenshot({ path: `${PICTURES}/office-answers-pin.png` });
  await field(phone, '8 số văn phòng đọc lại').fill(answer);
  await press(phone, 'Kiểm tra');
  await see(phone.getByText('Đúng rồi. Đặt mã PIN mới.')).toBeVisible();
  await choosePin(phone, '8642');
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch' })).toBeVisible();
  await press(phone, 'Đổi người dùng máy');
  await enter(phone, HUSBAND, '8642');
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch' })).toBeVisible();
});

test('a PIN is changed by who knows it, and by nobody who finds the book open', async () => {
  const { phone } = await sharedPhone();
  await openAt(phone, '/cai-dat');
  await press(phone, 'Đổi mã PIN');
  const dialog = phone.getByRole('dialog');
  await dialog.getByLabel('Mã PIN', { exact: true }).fill('2580');
  await dialog.getByRole('button', { name: 'Đổi mã PIN' }).click();
  await see(dialog.getByText('Mã PIN sai. Còn 4 lần thử.')).toBeVisible();
  await dialog.getByLabel('Mã PIN', { exact: true }).fill('1379');
  await dialog.getByRole('button', { name: 'Đổi mã PIN' }).click();
  await choosePin(phone, '9753');
  await see(phone.getByText(`Đã đặt mã PIN cho ${WIFE}.`)).toBeVisible();
  await press(phone, 'Khóa ngay');
  await enter(phone, WIFE, '9753');
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch' })).toBeVisible();
});

test('[F1] who leaves the phone loses nothing: what is unsent is sent, and the other one’s book is there', async () => {
  const { office, phone, context } = await sharedPhone();
  await context.setOffline(true);
  await harvestTea(phone, '5');
  await openAt(phone, '/cai-dat');
  await press(phone, 'Rời khỏi máy này');
  await see(phone.getByText(/Còn 1 phiếu chưa gửi/)).toBeVisible();
  await phone.getByRole('dialog').getByRole('button', { name: 'Rời khỏi máy này' }).click();
  await see(phone.getByRole('heading', { name: 'Ai đang dùng máy?' })).toBeVisible();
  await see(phone.getByRole('button', { name: new RegExp(WIFE) })).toHaveCount(0);
  await context.setOffline(false);
  await goHome(office);
  await press(office, 'Xem thu hoạch');
  await arrived(office, 1);
  await see(office.locator('tbody tr')).toContainText(WIFE);
  await enter(phone, HUSBAND, '2580');
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch' })).toBeVisible();
});
