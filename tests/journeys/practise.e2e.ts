/** A first-time user practises before touching anything real. */
import type { Page } from '@playwright/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PC, PHONE, PICTURES } from './browsers.ts';
import { breakable } from './broken-database.ts';
import { field, goHome, harvestTea, keptOffline, openAt, press, savedFile, type, typePrice, visit } from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage?.close());

async function databases(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name = '' }) => name).sort());
}

/** The yellow frame and its word are on the screen. */
async function isPractice(page: Page): Promise<void> {
  await see(page.locator('header').getByText('Tập thử', { exact: true })).toBeVisible();
}

test('[U38] [U39] [F14] a farmer practises offline, makes a mistake and undoes it, and nothing of it is in the real book', async () => {
  const { page, context } = await visit(stage.browser, stage.base, PHONE);
  await keptOffline(page);
  await context.setOffline(true);
  const requests: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/v1/')) requests.push(request.url());
  });
  await press(page, 'Tập thử với sổ mẫu');
  await page.screenshot({ path: `${PICTURES}/practice-begin.png` });
  await press(page, 'Tập ghi như thành viên');
  await see(page.getByText('Đây là sổ tập thử')).toBeVisible({ timeout: 30_000 });
  await isPractice(page);
  await page.screenshot({ path: `${PICTURES}/practice-home.png`, fullPage: true });
  await openAt(page, '/thu-hoach');
  await isPractice(page);
  await see(page.getByRole('listitem').nth(20)).toBeVisible();
  await goHome(page);
  await press(page, 'Ghi thu hoạch');
  await isPractice(page);
  // The last product is offered: only the number has to be typed.
  await type(page, '777');
  await press(page, 'Lưu');
  // Far more than ever before: asked about, and saved all the same.
  await press(page, 'Đúng, lưu 777 kg');
  await see(page.getByText(/Đã lưu: 777 kg/)).toBeVisible();
  await press(page, 'Hoàn tác');
  await context.setOffline(false);
  await openAt(page, '/so-cua-toi');
  await see(page.getByText(/Chè búp tươi/).first()).toBeVisible();
  // A sale's slip to somebody outside of the co-op names no co-op: what leaves says that it is practice.
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await goHome(page);
  await press(page, 'Bán hàng');
  await page.getByRole('button', { name: /^Người mua .*Đổi/ }).click();
  await page.getByRole('button', { name: /^Người mua ngoài/ }).click();
  await type(page, '3');
  await press(page, 'Tiếp');
  await typePrice(page, 31_000);
  await press(page, 'Lưu');
  await press(page, 'Xem và gửi phiếu');
  const onPaper = page.getByText('TẬP THỬ: mọi thứ trên tờ này là giả');
  await see(page.getByRole('button', { name: 'Chia sẻ', exact: true })).toBeVisible();
  await see(onPaper).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await see(onPaper).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/practice-paper.png` });
  await page.emulateMedia({ media: 'screen' });
  await savedFile(page, 'Chia sẻ');
  await expect.poll(async () => page.evaluate(async () => navigator.clipboard.readText())).toMatch(/^TẬP THỬ · /);
  await goHome(page);
  await press(page, 'Thoát tập thử');
  await see(page.getByRole('button', { name: 'Tập thử với sổ mẫu' })).toBeVisible();

  await press(page, 'Ghi một mình trước');
  await field(page, 'Tên của bạn').fill('Chảo Lở Mẩy');
  await page.getByLabel('Chè búp tươi').check();
  await press(page, 'Bắt đầu');
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await see(page.getByText('Tập thử', { exact: true })).toHaveCount(0);
  await openAt(page, '/thu-hoach');
  await see(page.getByRole('listitem')).toHaveCount(0);
  const names = await databases(page);
  expect(names.filter((name) => name.startsWith('so-mua-tap-thu-'))).toEqual(['so-mua-tap-thu-member']);
  expect(requests.filter((url) => url.includes('/v1/sync'))).toEqual([]);
  await context.close();
});

test('[U38] the office practises on a PC, and the practice book is gone with one press', async () => {
  const { page, context } = await visit(stage.browser, stage.base, PC);
  await press(page, 'Tập thử với sổ mẫu');
  await press(page, 'Tập làm việc văn phòng');
  await see(page.getByText('Đây là sổ tập thử')).toBeVisible({ timeout: 30_000 });
  await page.screenshot({ path: `${PICTURES}/practice-office.png` });
  await openAt(page, '/thanh-vien');
  await isPractice(page);
  await see(page.getByRole('cell', { name: 'TT-001' })).toBeVisible();
  await openAt(page, '/so-lieu');
  await isPractice(page);
  await goHome(page);
  await press(page, 'Xóa sổ tập');
  await see(page.getByRole('button', { name: 'Tập thử với sổ mẫu' })).toBeVisible();
  await expect.poll(async () => (await databases(page)).filter((name) => name.includes('tap-thu'))).toEqual([]);
  await context.close();
});

test('[F14] practising changes nothing of the real book: not by what waits for it, not by a file, not by a book that breaks', async () => {
  const { page, context } = await visit(stage.browser, stage.base, PHONE);
  await breakable(context);
  await press(page, 'Ghi một mình trước');
  await field(page, 'Tên của bạn').fill('Chảo Lở Mẩy');
  await page.getByLabel('Chè búp tươi').check();
  await press(page, 'Bắt đầu');
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await harvestTea(page, '5');
  await openAt(page, '/tep-so');
  const file = await savedFile(page, /^Cất \d+ phiếu ra tệp$/);
  const profile = async () => page.evaluate(() => localStorage.getItem('so-mua.profile'));
  const real = await profile();
  expect(real).toContain('Chảo Lở Mẩy');
  await openAt(page, '/cai-dat');
  await press(page, 'Tập ghi như thành viên');
  await see(page.getByText('Đây là sổ tập thử')).toBeVisible({ timeout: 30_000 });
  // As on a day when the book did not open, and work went into another one.
  await page.evaluate((text) => {
    const capture: unknown = { ...JSON.parse(text), coop: '00000000000000aa', user: '00000000000000bb' };
    localStorage.setItem('so-mua.capture', JSON.stringify(capture));
  }, real ?? '');
  await page.reload();
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  expect(await profile()).toBe(real);
  await openAt(page, '/tep-so');
  await page.locator('input[type=file]').setInputFiles({ name: file.name, mimeType: '', buffer: file.bytes });
  await see(page.getByText(/Sổ tập thử không cất ra tệp và không nạp vào sổ thật được/).first()).toBeVisible();
  await isPractice(page);
  await page.screenshot({ path: `${PICTURES}/practice-file.png` });
  expect(await profile()).toBe(real);

  await page.evaluate(() => localStorage.setItem('so-mua.broken', 'so-mua-tap-thu-member'));
  await goHome(page);
  await see(page.getByText('Không mở được sổ')).toBeVisible();
  await isPractice(page);
  await page.screenshot({ path: `${PICTURES}/practice-broken.png`, fullPage: true });
  await see(page.getByRole('button', { name: /Ghi tạm/ })).toHaveCount(0);
  await page.evaluate(() => localStorage.removeItem('so-mua.capture'));
  await press(page, 'Thoát tập thử');
  await openAt(page, '/thu-hoach');
  await see(page.getByRole('listitem')).toHaveCount(1);
  expect(await profile()).toBe(real);
  await context.close();
});
