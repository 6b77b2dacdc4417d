/** Hands quicker than the phone: a second tap, digits in a burst, the next button before the last step has ended. */
import type { Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { PC, PHONE } from './browsers.ts';
import { field, goHome, openAt, press, type, typePrice, visit, type Visitor } from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let farmer: Visitor;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

beforeEach(async () => {
  farmer = await visit(stage.browser, stage.base, PHONE);
  await press(farmer.page, 'Tập thử với sổ mẫu');
  await press(farmer.page, 'Tập ghi như thành viên');
  await see(farmer.page.getByText('Đây là sổ tập thử')).toBeVisible();
});
afterEach(() => farmer?.context.close());

/** From now on a step back takes as long as on a phone that is busy. */
async function slowBack(page: Page): Promise<void> {
  await page.evaluate(() => {
    const back = window.history.back.bind(window.history);
    window.history.back = () => void setTimeout(back, 500);
  });
}

function button(page: Page, name: string | RegExp) {
  return page.getByRole('button', { name, exact: typeof name === 'string' }).first();
}

test('a harvest that is saved with two taps is there once', async () => {
  const { page } = farmer;
  await press(page, 'Ghi thu hoạch');
  await type(page, '12');
  await button(page, 'Lưu').dblclick();
  await see(page.getByText(/Đã lưu: 12 kg/)).toBeVisible();
  await goHome(page);
  await see(page.getByText(/: 1 lần thu hoạch/)).toBeVisible();
});

test('a sale’s slip opens though the step back from its price takes its time', async () => {
  const { page } = farmer;
  await press(page, 'Bán hàng');
  await slowBack(page);
  await type(page, '10');
  await press(page, 'Tiếp');
  await button(page, 'Lưu').dblclick();
  await press(page, 'Xem và gửi phiếu');
  await see(button(page, 'Chia sẻ')).toBeVisible();
  await page.waitForTimeout(1_000);
  expect(new URL(page.url()).pathname).toMatch(/^\/ban-hang\/.+/);
  await see(button(page, 'Chia sẻ')).toBeVisible();
});

test('two taps on an answer leave the form open, with that answer', async () => {
  const { page } = farmer;
  await press(page, 'Bán hàng');
  await slowBack(page);
  await press(page, /^Người mua Đổi/);
  await button(page, /^Người mua ngoài/).click();
  await button(page, /^Người mua ngoài/)
    .click({ timeout: 300 })
    .catch(() => undefined);
  await page.waitForTimeout(1_500);
  expect(new URL(page.url()).pathname).toBe('/ban-hang/ghi');
  await see(page.getByRole('button', { name: /^Người mua Đổi Người mua ngoài/ })).toBeVisible();
});

test('digits in a burst all count, in a repeat as well', async () => {
  const { page } = farmer;
  await press(page, 'Bán hàng');
  await see(page.getByRole('group')).toBeVisible();
  await page.keyboard.type('1234');
  await see(page.getByRole('status')).toHaveText(/^1\.234/);
});

test('the first digit takes the place of a price that is only offered, and the next ones go on', async () => {
  const { page } = farmer;
  const price = page.getByRole('status', { name: 'Đơn giá' });
  await press(page, 'Bán hàng');
  await press(page, /^Người mua Đổi/);
  await press(page, /^Người mua ngoài/);
  await type(page, '3');
  await press(page, 'Tiếp');
  await typePrice(page, 31_000);
  await press(page, 'Lưu');
  await press(page, 'Ghi phiếu nữa');
  await type(page, '4');
  await press(page, 'Tiếp');
  await see(price).toHaveText(/^31\.000/);
  await type(page, '28');
  await press(page, '000');
  await see(price).toHaveText(/^28\.000/);
  await press(page, 'Xóa một số');
  await see(price).toHaveText(/^2\.800/);
});

test('a number that was left unsaved says so until somebody types', async () => {
  const { page } = farmer;
  const left = page.getByText('Số này gõ dở từ trước, chưa lưu');
  await press(page, 'Ghi thu hoạch');
  await type(page, '9');
  await see(left).toHaveCount(0);
  await goHome(page);
  await press(page, 'Ghi thu hoạch');
  await see(left).toBeVisible();
  const before = await button(page, 'Xóa một số').boundingBox();
  await press(page, 'Xóa một số');
  await see(left).toHaveCount(0);
  expect(await button(page, 'Xóa một số').boundingBox()).toEqual(before);
});

test('two presses of a button do not press what comes in its place', async () => {
  const { page } = farmer;
  await press(page, 'Bán hàng');
  await type(page, '10');
  // What confirms the price lies where the way to it lay.
  await button(page, 'Tiếp').dblclick();
  await see(page.getByText('Giá một kg?')).toBeVisible();
  await page.waitForTimeout(1_000);
  await see(page.getByText('Giá một kg?')).toBeVisible();
  await press(page, 'Lưu');
  await see(page.getByText(/^Đã lưu/)).toBeVisible();
  // Home has the tile where the form has a digit.
  await goHome(page);
  await button(page, 'Ghi thu hoạch').dblclick();
  await see(page.getByRole('status')).toBeVisible();
  await page.waitForTimeout(1_000);
  await see(page.getByRole('status')).toHaveText(/^0/);
});

test('a key that is held down confirms the quantity and not the price behind it', async () => {
  const { page } = farmer;
  await press(page, 'Bán hàng');
  await see(page.getByRole('group')).toBeVisible();
  await page.keyboard.type('12');
  // Down without up again is what a held key sends, thirty times a second.
  for (let times = 0; times < 15; times += 1) {
    await page.keyboard.down('Enter');
    await page.waitForTimeout(33);
  }
  await see(page.getByText('Giá một kg?')).toBeVisible();
  await page.keyboard.up('Enter');
  await page.keyboard.press('Enter');
  await see(page.getByText(/^Đã lưu/)).toBeVisible();
});

test('a mistake of the app itself while it saves is told at the form, and what was typed stays', async () => {
  const { page } = farmer;
  await press(page, 'Ghi thu hoạch');
  await type(page, '12');
  // Only the hash of what is written down for the log needs it.
  const getUint32 = await page.evaluateHandle(() => {
    const own: unknown = Reflect.get(DataView.prototype, 'getUint32');
    DataView.prototype.getUint32 = () => {
      throw new TypeError('planted');
    };
    return own;
  });
  await press(page, 'Lưu');
  await see(page.getByText(/Chưa làm được \(app\.unexpected\)/)).toBeVisible();
  await page.evaluate((own) => Object.assign(DataView.prototype, { getUint32: own }), getUint32);
  await press(page, 'Lưu');
  await see(page.getByText(/Đã lưu: 12 kg/)).toBeVisible();
});

test('the period of a book is typed on the keyboard, and the book follows when it is a day', async () => {
  const { page, context } = await visit(stage.browser, stage.base, PC);
  await press(page, 'Tập thử với sổ mẫu');
  await press(page, 'Tập làm việc văn phòng');
  await see(page.getByText('Đây là sổ tập thử')).toBeVisible();
  await openAt(page, '/quy');
  const from = field(page, 'Từ ngày');
  await from.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('05/03/2026');
  await see(from).toBeFocused();
  await see(from).toHaveValue('05/03/2026');
  await see(page.getByText(/05\/03\/2026 – /)).toBeVisible();
  // Half a day changes nothing yet.
  await page.keyboard.press('Backspace');
  await see(from).toHaveValue('05/03/202');
  await see(page.getByText(/05\/03\/2026 – /)).toBeVisible();
  await field(page, 'Đến ngày').fill('04/03/2026');
  await see(page.getByText('Ngày này đứng trước ngày đầu kỳ')).toBeVisible();
  await see(page.getByText(/05\/03\/2026 – /)).toBeVisible();
  await openAt(page, '/thanh-vien/x/thua');
  await see(page.getByText('Không thấy thành viên này')).toBeVisible();
  await context.close();
});
