import { mkdtempSync, readFileSync, rmSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { startServer, type RunningServer } from './start-server.ts';

const PICTURES = 'node_modules/.cache/so-mua/pictures';
const browsers = z.object({ chromium: z.string() });

let browser: Browser;
let server: RunningServer;
const dataDir = mkdtempSync(join(tmpdir(), 'so-mua-'));

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  const { chromium: executablePath } = browsers.parse(
    JSON.parse(readFileSync('node_modules/.cache/so-mua/browsers.json', 'utf8')),
  );
  browser = await chromium.launch({ executablePath });
  server = await startServer({ dataDir });
});
afterAll(async () => {
  await browser?.close();
  await server?.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(size: { readonly width: number; readonly height: number }, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: size, locale: 'vi-VN' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`http://localhost:${server.port}${path}`);
  return page;
}

async function allSent(page: Page): Promise<void> {
  const chip = page.getByTestId('sync-chip');
  await chip.click();
  await see(chip).toHaveAttribute('data-unsent', '0', { timeout: 30_000 });
}

test('one harvest, from the tap in the field with everything cut off to the figure in the office', async () => {
  const office = await open({ width: 1366, height: 768 }, `/thiet-lap#${server.setupToken ?? ''}`);
  await office.getByLabel('Tên hợp tác xã').fill('HTX Chè Shan Suối Vàng');
  await office.getByLabel('Tên của bạn').fill('Nông Thị Niềm');
  await office.getByRole('button', { name: 'Bắt đầu' }).click();
  await office.getByRole('button', { name: 'Sản phẩm' }).click();
  await office.getByLabel('Tên sản phẩm').fill('Chè búp tươi');
  await office.getByRole('button', { name: 'Thêm sản phẩm' }).click();
  await see(office.getByText('Chè búp tươi')).toBeVisible();
  await office.getByRole('button', { name: 'Quay lại' }).click();
  await office.getByRole('button', { name: 'Thành viên' }).click();
  await office.getByLabel('Họ và tên').fill('Tẩn Láo Hín');
  await office.getByLabel('Mã thành viên').fill('SV-001');
  await office.getByRole('button', { name: 'Thêm thành viên' }).click();
  await allSent(office);
  await office.getByLabel('Tìm theo tên, mã, số điện thoại').fill('tan lao');
  await office.getByRole('button', { name: /Tẩn Láo Hín/ }).click();
  const code = await office.getByText(/^[A-Z]{6}$/).innerText();
  await office.screenshot({ path: `${PICTURES}/office-members.png` });

  const farmer = await open({ width: 360, height: 640 }, '/');
  await farmer.screenshot({ path: `${PICTURES}/welcome.png` });
  await farmer.getByRole('button', { name: 'Tôi có mã 6 chữ' }).click();
  await farmer.getByLabel('Mã 6 chữ').fill(code);
  await farmer.getByRole('button', { name: 'Xem mã' }).click();
  await see(farmer.getByText('Mã này dành cho: Tẩn Láo Hín')).toBeVisible();
  await farmer.getByRole('button', { name: 'Đúng là tôi' }).click();
  await farmer.getByRole('button', { name: 'Ghi thu hoạch' }).click();
  await see(farmer.getByRole('button', { name: /Chè búp tươi/ })).toBeVisible();
  await farmer.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });

  const { port } = server;
  await server.kill();
  await farmer.context().setOffline(true);
  await farmer.goto(`http://localhost:${port}/`);
  await see(farmer.getByRole('button', { name: 'Ghi thu hoạch' })).toBeVisible();
  await farmer.screenshot({ path: `${PICTURES}/farmer-home.png` });
  await farmer.getByRole('button', { name: 'Ghi thu hoạch' }).click();
  await farmer.getByRole('button', { name: /Chè búp tươi/ }).click();
  for (const key of ['1', '2', 'Dấu phẩy', '5']) await farmer.getByRole('button', { name: key, exact: true }).click();
  await farmer.screenshot({ path: `${PICTURES}/farmer-keypad.png` });
  await farmer.getByRole('button', { name: 'Lưu', exact: true }).last().click();
  await see(farmer.getByText('Đã lưu: 12,5 kg Chè búp tươi')).toBeVisible();
  await see(farmer.getByText('Trên máy này')).toBeVisible();
  await farmer.screenshot({ path: `${PICTURES}/farmer-saved.png` });
  await farmer.reload();
  await see(farmer.getByTestId('sync-chip')).toHaveAttribute('data-unsent', '1');

  // A repeat asks for the weight only; the second one is undone.
  await farmer.goto(`http://localhost:${port}/thu-hoach/ghi`);
  await farmer.getByRole('button', { name: '7', exact: true }).click();
  await farmer.getByRole('button', { name: 'Lưu', exact: true }).last().click();
  await farmer.getByRole('button', { name: 'Hoàn tác' }).click();
  await see(farmer.getByTestId('sync-chip')).toHaveAttribute('data-unsent', '3');

  // Sold to the co-op on credit: 12,5 kg at 30.000 đ is 375.000 đ, and waits for the office.
  await farmer.getByRole('button', { name: 'Bán hàng' }).click();
  await farmer.getByRole('button', { name: /ghi nợ/ }).click();
  await farmer.getByRole('button', { name: /Chè búp tươi/ }).click();
  for (const key of ['1', '2', 'Dấu phẩy', '5']) await farmer.getByRole('button', { name: key, exact: true }).click();
  await farmer.getByRole('button', { name: 'Tiếp', exact: true }).last().click();
  for (const key of ['3', '0', '000']) await farmer.getByRole('button', { name: key, exact: true }).click();
  await farmer.screenshot({ path: `${PICTURES}/farmer-price.png` });
  await farmer.getByRole('button', { name: 'Lưu', exact: true }).last().click();
  await see(farmer.getByText('Đã lưu: 375.000 đ')).toBeVisible();

  server = await startServer({ dataDir, port });
  await farmer.context().setOffline(false);
  await allSent(farmer);
  await allSent(office);
  await office.getByRole('button', { name: 'Quay lại' }).click();
  await office.getByRole('button', { name: 'Xem thu hoạch' }).click();
  await see(office.getByText('12,5 kg').first()).toBeVisible();
  const figures = (await office.getByText(/kg$/).allInnerTexts()).sort();
  expect(figures).toEqual(['-7 kg', '12,5 kg', '12,5 kg', '7 kg']);
  await office.screenshot({ path: `${PICTURES}/office-harvests.png` });
  await office.getByRole('button', { name: 'Quay lại' }).click();
  await office.getByRole('button', { name: 'Xác nhận hàng nhận' }).click();
  await see(office.getByText('375.000 đ')).toBeVisible();
  await office.screenshot({ path: `${PICTURES}/office-confirm.png` });
  await office.getByRole('button', { name: 'Xác nhận cả 1 phiếu' }).click();
  await see(office.getByText(/Không có phiếu nào chờ/)).toBeVisible();
  await allSent(office);

  await farmer.goto(`http://localhost:${port}/so-cua-toi`);
  await farmer.getByTestId('sync-chip').click();
  await see(farmer.getByText('Hợp tác xã xác nhận')).toBeVisible();
  const balance = farmer.locator('div', { hasText: /^Hợp tác xã còn nợ tôi375\.000 đ$/ });
  await see(balance.first()).toBeVisible();
  await farmer.screenshot({ path: `${PICTURES}/farmer-account.png` });
});
