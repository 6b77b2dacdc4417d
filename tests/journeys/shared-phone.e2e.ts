/** Several people on one phone: each with an own book and a PIN; a forgotten one is helped with by telephone. */
import type { Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
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
import { see } from './see.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let office: Page;
let phone: Page;

beforeAll(async () => {
  stage = await Stage.open();
  ({ office, phone } = await sharedPhone());
});
afterEach(async () => {
  for (const page of [office, phone]) await page?.context().setOffline(false);
});
afterAll(() => stage?.close());

const HUSBAND = 'Tẩn Láo Hín';
const WIFE = 'Chảo Lở Mẩy';

/** As they are now: a journey that changes one says so. */
const pins = { [HUSBAND]: '2580', [WIFE]: '1379' };
type Person = keyof typeof pins;

/** Until the office's list of harvests, which is open, has so many. */
async function arrived(count: number): Promise<void> {
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
async function enter(name: Person): Promise<void> {
  await phone.getByRole('button', { name: new RegExp(name) }).click();
  await phone.getByLabel('Mã PIN', { exact: true }).fill(pins[name]);
  await press(phone, 'Mở sổ');
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
}

/** Whoever had the phone before. */
async function takes(name: Person): Promise<void> {
  await phone.evaluate(() => sessionStorage.removeItem('so-mua.open'));
  await goHome(phone);
  await enter(name);
}

/** The phone of a family of two, both with a PIN, the wife at the screen; and the office. */
async function sharedPhone() {
  const { page: office } = await visit(stage.browser, stage.setupLink, PC);
  await foundCoop(office, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await addProduct(office, 'Chè búp tươi');
  await addMember(office, HUSBAND, 'SV-001');
  await addMember(office, WIFE, 'SV-002');
  const [first, second] = [await inviteMember(office, 'sv-001', HUSBAND), await inviteMember(office, 'sv-002', WIFE)];
  const { page: phone } = await visit(stage.browser, stage.base, PHONE);
  await joinByCode(phone, first, HUSBAND);
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await allSent(phone);
  await keptOffline(phone);
  await openAt(phone, '/cai-dat');
  await press(phone, 'Thêm người');
  await choosePin(phone, pins[HUSBAND]);
  await field(phone, 'Mã 6 chữ').fill(second);
  await press(phone, 'Xem mã');
  await see(phone.getByText(`Mã này dành cho: ${WIFE}`)).toBeVisible();
  await press(phone, 'Đúng là tôi');
  await choosePin(phone, pins[WIFE]);
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await allSent(phone);
  return { office, phone };
}

test('[F14] two people on one phone: own books, own names, and the locked one’s work is sent all the same', async () => {
  await takes(WIFE);
  await phone.context().setOffline(true);
  await harvestTea(phone, '12');
  await expect.poll(async () => unsent(phone)).toBe(1);
  await goHome(phone);
  await press(phone, 'Đổi người dùng máy');
  await see(phone.getByRole('heading', { name: 'Ai đang dùng máy?' })).toBeVisible();
  await phone.screenshot({ path: `${PICTURES}/shared-phone-who.png` });
  // A reload opens nobody's book.
  await phone.reload();
  await phone.getByRole('button', { name: new RegExp(HUSBAND) }).click();
  const pin = phone.getByLabel('Mã PIN', { exact: true });
  // Shown as dots, and what is pasted is taken.
  expect(await pin.getAttribute('type')).toBe('password');
  expect(
    await pin.evaluate((field) =>
      field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true })),
    ),
  ).toBe(true);
  await pin.fill(pins[WIFE]);
  await press(phone, 'Mở sổ');
  await see(phone.getByText('Mã PIN sai. Còn 4 lần thử.')).toBeVisible();
  await phone.screenshot({ path: `${PICTURES}/shared-phone-wrong.png` });
  await phone.getByLabel('Mã PIN', { exact: true }).fill(pins[HUSBAND]);
  await press(phone, 'Mở sổ');
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await openAt(phone, '/thu-hoach');
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await see(phone.getByRole('listitem')).toHaveCount(0);
  await harvestTea(phone, '7');

  // Only he is at the screen when the network comes; what she wrote leaves too.
  await phone.context().setOffline(false);
  await goHome(phone);
  await allSent(phone);
  await goHome(office);
  await press(office, 'Xem thu hoạch');
  await arrived(2);
  const rows = office.locator('tbody tr');
  await see(rows.filter({ hasText: HUSBAND })).toContainText('7 kg');
  await see(rows.filter({ hasText: WIFE })).toContainText('12 kg');
  await see(office.locator('tfoot')).toContainText('19 kg');
});

test('a PIN is changed by who knows it, and by nobody who finds the book open', async () => {
  await takes(HUSBAND);
  await openAt(phone, '/cai-dat');
  await press(phone, 'Đổi mã PIN');
  const dialog = phone.getByRole('dialog');
  await dialog.getByLabel('Mã PIN', { exact: true }).fill(pins[WIFE]);
  await dialog.getByRole('button', { name: 'Đổi mã PIN' }).click();
  await see(dialog.getByText('Mã PIN sai. Còn 4 lần thử.')).toBeVisible();
  await dialog.getByLabel('Mã PIN', { exact: true }).fill(pins[HUSBAND]);
  await dialog.getByRole('button', { name: 'Đổi mã PIN' }).click();
  await choosePin(phone, '9753');
  await see(phone.getByText(`Đã đặt mã PIN cho ${HUSBAND}.`)).toBeVisible();
  pins[HUSBAND] = '9753';
  await press(phone, 'Khóa ngay');
  await enter(HUSBAND);
});

test('[P38] a forgotten PIN: the phone asks, the office answers by telephone, and neither needs a network', async () => {
  await takes(WIFE);
  // The office has looked at its people once while there was a network.
  await keptOffline(office);
  await openPerson(office, new RegExp(`^${HUSBAND}`));
  for (const page of [phone, office]) await page.context().setOffline(true);
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
  pins[HUSBAND] = '8642';
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await press(phone, 'Đổi người dùng máy');
  await enter(HUSBAND);
});

test('[F1] who leaves the phone loses nothing: what is unsent is sent, and the other one’s book is there', async () => {
  await takes(WIFE);
  await phone.context().setOffline(true);
  await harvestTea(phone, '5');
  await openAt(phone, '/cai-dat');
  await press(phone, 'Rời khỏi máy này');
  await see(phone.getByText(/Còn 1 phiếu chưa gửi/)).toBeVisible();
  await phone.getByRole('dialog').getByRole('button', { name: 'Rời khỏi máy này' }).click();
  await see(phone.getByRole('heading', { name: 'Ai đang dùng máy?' })).toBeVisible();
  await see(phone.getByRole('button', { name: new RegExp(WIFE) })).toHaveCount(0);
  await phone.context().setOffline(false);
  await goHome(office);
  await press(office, 'Xem thu hoạch');
  await arrived(3);
  await see(office.locator('tbody tr').filter({ hasText: WIFE }).filter({ hasText: '5 kg' })).toHaveCount(1);
  await enter(HUSBAND);
});

test('nobody touches it for two minutes: the phone asks who it is, and what was typed is still there', async () => {
  await takes(HUSBAND);
  await phone.clock.install();
  await goHome(phone);
  await press(phone, 'Ghi thu hoạch');
  await type(phone, '4');
  await phone.clock.runFor(125_000);
  await see(phone.getByRole('heading', { name: 'Ai đang dùng máy?' })).toBeVisible();
  await enter(HUSBAND);
  await press(phone, 'Ghi thu hoạch');
  await see(phone.getByText(/4/).first()).toBeVisible();
});
