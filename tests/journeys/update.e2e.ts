/** A new version of the app waits while something is typed and unsaved, and comes by itself when nothing is. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PHONE } from './browsers.ts';
import { field, goHome, keptOffline, press, type, visit } from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

let stage: Stage;
const folder = mkdtempSync(join(tmpdir(), 'so-mua-build-'));
const appDir = join(folder, 'app');

beforeAll(async () => {
  cpSync('dist/app', appDir, { recursive: true });
  for (const ending of ['br', 'gz']) rmSync(join(appDir, `main.js.${ending}`), { force: true });
  stage = await Stage.open({ appDir });
});
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('[F10] an update waits for the form, and then needs nobody', async () => {
  const { page } = await visit(stage.browser, stage.base, PHONE);
  await press(page, 'Ghi một mình trước');
  await field(page, 'Tên của bạn').fill('Hín');
  await page.getByLabel('Chè búp tươi').check();
  await press(page, 'Bắt đầu');
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await keptOffline(page);
  // The second visit is served by the first version's worker.
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await press(page, 'Ghi thu hoạch');
  await type(page, '4,5');
  await page.evaluate(() => Object.assign(window, { isOldPage: true }));

  appendFileSync(join(appDir, 'main.js'), '\n// the next version\n');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).waiting !== null);
  // Longer than the app takes to look again: the form is still there, with what was typed.
  await page.waitForTimeout(7_000);
  expect(await page.evaluate(() => Reflect.get(window, 'isOldPage'))).toBe(true);
  await see(page.getByRole('status', { name: 'Khối lượng' })).toContainText('4,5');
  await press(page, 'Lưu');
  await see(page.getByText('Đã lưu: 4,5 kg Chè búp tươi')).toBeVisible();
  await press(page, 'Về trang chính');
  await page.waitForFunction(() => Reflect.get(window, 'isOldPage') === undefined, undefined, { timeout: 20_000 });
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting)).toBeNull();
  await goHome(page);
  await press(page, 'Xem thu hoạch');
  await see(page.getByRole('figure')).toContainText('4,5');
});
