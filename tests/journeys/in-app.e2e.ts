/** A link that is opened inside Zalo or Facebook: no work begins there, and the way out loses nothing (feature l19). */
import type { BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations } from './axe.ts';
import { PC, PHONE, PICTURES } from './browsers.ts';
import {
  addMember,
  addProduct,
  allSent,
  field,
  foundCoop,
  goHome,
  harvestTea,
  inviteMember,
  newPage,
  press,
  savedFile,
  visit,
} from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

const ANDROID_WINDOW =
  'Mozilla/5.0 (Linux; Android 9; Redmi 6A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.6099.144 Mobile Safari/537.36';
const ZALO = `${ANDROID_WINDOW} Zalo android/12120388 ZaloTheme/light ZaloLanguage/vi`;
const FACEBOOK_IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/20G75 [FBAN/FBIOS;FBAV/443.0.0.36.109]';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

async function openIn(userAgent: string, address: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await stage.browser.newContext({ viewport: PHONE, locale: 'vi-VN', userAgent });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return { context, page: await newPage(context, address) };
}

async function hasBegun(page: Page): Promise<boolean> {
  return page.evaluate(
    async () =>
      localStorage.getItem('so-mua.profile') !== null ||
      (await indexedDB.databases()).some(({ name }) => name?.startsWith('so-mua-') === true),
  );
}

test('[l19] an invitation opened in Zalo is not used up there, and goes whole to the real browser', async () => {
  const { page: office } = await visit(stage.browser, stage.setupLink, PC);
  await foundCoop(office, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await addProduct(office, 'Chè búp tươi');
  await addMember(office, 'Tẩn Láo Hín', 'SV-001');
  await allSent(office);
  const code = await inviteMember(office, 'tan lao', 'Tẩn Láo Hín');

  const { context, page } = await openIn(ZALO, `${stage.base}/vao#${code}`);
  await see(page.getByRole('alert')).toContainText('Trong Zalo, sổ của bạn có thể mất');
  await see(page.getByRole('alert')).toContainText('Lời mời đi theo địa chỉ');
  await see(page.getByText('dấu ba chấm')).toBeVisible();
  await see(page.getByRole('textbox')).toHaveCount(0);
  await see(page.getByRole('button', { name: 'Đây là trình duyệt tôi vẫn dùng' })).toHaveCount(0);
  await page.screenshot({ path: `${PICTURES}/in-app-zalo.png`, fullPage: true });
  expect(await axeViolations(page)).toEqual([]);
  expect(await hasBegun(page)).toBe(false);
  const intent = (await page.getByRole('link', { name: 'Mở bằng Chrome' }).getAttribute('href')) ?? '';
  const { host } = new URL(stage.base);
  expect(intent).toContain(`intent://${host}/vao#${code}#Intent;scheme=http;`);
  await press(page, 'Chép địa chỉ');
  await see(page.getByText('Đã chép.')).toBeVisible();
  const copied = await page.evaluate(async () => navigator.clipboard.readText());
  expect(copied).toBe(`${stage.base}/vao#${code}`);
  await context.close();

  // In Chrome the same invitation lets its member in.
  const chrome = await stage.browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
  const phone = await newPage(chrome, copied);
  await press(phone, 'Xem mã');
  await see(phone.getByText('Mã này dành cho: Tẩn Láo Hín')).toBeVisible();
  await chrome.close();
});

test('[l19] on an iPhone the way is Safari’s, and where nothing can be copied the address can be held', async () => {
  const { context, page } = await openIn(FACEBOOK_IPHONE, stage.base);
  await see(page.getByRole('alert')).toContainText('Trong Facebook, sổ của bạn có thể mất');
  await see(page.getByText('Chọn “Mở bằng trình duyệt” hay “Mở bằng Safari”.')).toBeVisible();
  await see(page.getByRole('link')).toHaveCount(0);
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await press(page, 'Chép địa chỉ');
  await see(page.getByText(`${stage.base}/`, { exact: true })).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/in-app-iphone.png`, fullPage: true });
  expect(await hasBegun(page)).toBe(false);
  await context.close();
});

test('[l19] a browser without a database begins no book', async () => {
  const context = await stage.browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
  await context.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  const page = await newPage(context, stage.base);
  await see(page.getByRole('alert')).toContainText('Trình duyệt này không giữ được sổ');
  await see(page.getByText('dấu ba chấm')).toHaveCount(0);
  await see(page.getByRole('button', { name: 'Chép địa chỉ' })).toBeVisible();
  await context.close();
});

test('[l19] where the app only guesses, whoever knows better goes on, and is asked no more', async () => {
  const { context, page } = await openIn(ANDROID_WINDOW, stage.base);
  await see(page.getByRole('alert')).toContainText('Mở trong ứng dụng khác, sổ có thể mất');
  await press(page, 'Đây là trình duyệt tôi vẫn dùng');
  await see(page.getByRole('button', { name: 'Ghi một mình trước' })).toBeVisible();
  await page.reload();
  await see(page.getByRole('button', { name: 'Ghi một mình trước' })).toBeVisible();
  await context.close();
});

test('[l19] [F1] whoever has a book inside Zalo already is not locked out of it: a warning, a file and the way out', async () => {
  const context = await stage.browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
  await context.addInitScript((zalo) => {
    if (localStorage.getItem('test.zalo') !== null) Object.defineProperty(navigator, 'userAgent', { value: zalo });
  }, ZALO);
  const page = await newPage(context, stage.base);
  await press(page, 'Ghi một mình trước');
  await field(page, 'Tên của bạn').fill('Chảo Lở Mẩy');
  await page.getByLabel('Chè búp tươi').check();
  await press(page, 'Bắt đầu');
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await see(page.getByText('Trong Zalo')).toHaveCount(0);
  await page.evaluate(() => localStorage.setItem('test.zalo', 'yes'));
  await harvestTea(page, '7');
  await goHome(page);
  await see(page.getByText('Trong Zalo, sổ của bạn có thể mất')).toBeVisible();
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await press(page, 'Xem cách mở trong trình duyệt');
  await see(page.getByRole('dialog').getByText('dấu ba chấm')).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.screenshot({ path: `${PICTURES}/in-app-book-steps.png` });
  await press(page, 'Đóng');
  await page.screenshot({ path: `${PICTURES}/in-app-book.png`, fullPage: true });
  await page.getByRole('alert').getByRole('button', { name: 'Cất sổ ra tệp' }).click();
  const file = await savedFile(page, /^Cất \d+ phiếu ra tệp$/);
  expect(file.bytes.length).toBeGreaterThan(100);
  // A book whose profile cannot be read any more is no first open.
  await page.evaluate(() => localStorage.setItem('so-mua.profile', '{'));
  await goHome(page);
  await see(page.getByRole('button', { name: 'Mở lại sổ từ tệp .somua' })).toBeVisible();
  await context.close();
});
