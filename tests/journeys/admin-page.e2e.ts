/** Whoever runs the server looks how it does: at the machine itself, and from another one with the token. */
import type { Browser, Page } from '@playwright/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { axeViolations } from './axe.ts';
import { launchBrowser, PC, PHONE, PICTURES } from './browsers.ts';
import { networkAddress } from './network-address.ts';
import { foundCoop, visit } from './people.ts';
import { see } from './see.ts';
import { startServer, type RunningServer } from './start-server.ts';

const TOKEN = 'rất dài và khó đoán';
let server: RunningServer;
let browser: Browser;

beforeEach(async () => {
  const environment = { HOST: '0.0.0.0', HTTPS_PORT: '0', ADMIN_TOKEN: TOKEN };
  server = await startServer({ dataDir: temporaryFolder(), environment });
  browser = await launchBrowser();
});
afterEach(async () => {
  await browser?.close();
  await server.kill();
  removeTemporaryFolders();
});

async function looksRight(page: Page, name: string): Promise<void> {
  for (const [device, size] of [
    ['phone', PHONE],
    ['pc', PC],
  ] as const) {
    await page.setViewportSize(size);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
    expect(await axeViolations(page)).toEqual([]);
    await page.screenshot({ path: `${PICTURES}/admin-${name}-${device}.png`, fullPage: true });
  }
}

test('the state of the server is read at the machine, from afar with the token, and on paper', async () => {
  const base = `http://localhost:${server.port}`;
  const { page: office } = await visit(browser, `${base}/thiet-lap#${server.setupToken ?? ''}`, PC);
  await foundCoop(office, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');

  // The app's own worker leaves the page to the server.
  await office.evaluate(async () => navigator.serviceWorker.ready);
  for (const [path, title] of [
    ['/quan-tri', 'Quản trị máy chủ'],
    ['/cai-may', 'Cài máy này một lần'],
  ] as const) {
    await office.goto(`${base}${path}`);
    await see(office.locator('h1')).toHaveText(title);
  }

  const context = await browser.newContext({ locale: 'vi-VN', ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(`${base}/quan-tri`);
  await see(page.getByRole('heading', { name: 'Quản trị máy chủ' })).toBeVisible();
  await looksRight(page, 'overview-vi');
  await page.getByRole('link', { name: 'HTX Chè Shan Suối Vàng' }).click();
  await see(page.getByText('Giám đốc, Kế toán trưởng, Quản trị')).toBeVisible();
  expect(await page.locator('body').innerText()).not.toContain('Nông Thị Niềm');
  await looksRight(page, 'coop-vi');
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: `${PICTURES}/admin-coop-print.png`, fullPage: true });
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('link', { name: 'English' }).click();
  await see(page.getByRole('link', { name: 'All co-ops' })).toBeVisible();
  await looksRight(page, 'coop-en');

  const secure = /https:\/\/[^\s]+:(\d+)/.exec(server.said)?.[1] ?? '';
  const far = networkAddress();
  // Without a network everybody sits at the machine.
  if (far === '127.0.0.1') return;
  await page.goto(`https://${far}:${secure}/quan-tri`);
  await looksRight(page, 'login-vi');
  await page.getByLabel('Mã quản trị').fill('không phải mã này');
  await page.getByRole('button', { name: 'Vào' }).click();
  await see(page.getByRole('alert')).toHaveText('Mã không đúng. Hãy thử lại.');
  await page.getByLabel('Mã quản trị').fill(TOKEN);
  await page.getByRole('button', { name: 'Vào' }).click();
  await see(page.getByRole('link', { name: 'HTX Chè Shan Suối Vàng' })).toBeVisible();
  await page.getByRole('button', { name: 'Ra' }).click();
  await see(page.getByLabel('Mã quản trị')).toBeVisible();
  await page.goto(`http://${far}:${server.port}/quan-tri`);
  await see(page.getByRole('heading', { name: 'Cài máy này một lần' })).toBeVisible();
});
