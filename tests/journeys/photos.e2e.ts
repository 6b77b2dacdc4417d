/** Photos of slips: taken in the field, small and without a place, sent after everything else, seen in the office. */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page, Request, Route } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PHOTO_BYTES } from '#kernel/system-rows.ts';
import { CHUNK_BYTES } from '#protocol/photos.ts';
import { pictureOf } from '#protocol/picture.ts';
import { exifWithPlace, shaOf } from '../helpers/pictures.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { installedBrowsers, PC, PHONE, PICTURES } from './browsers.ts';
import {
  addMember,
  addProduct,
  allSent,
  foundCoop,
  inviteMember,
  joinByCode,
  keptOffline,
  newPage,
  openAt,
  press,
  type,
  visit,
  type Visitor,
} from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';
import { recordHarvest } from './trouble.ts';

const installed = installedBrowsers();
const RECEIVED = 'Hợp tác xã đã nhận';
const HERE = 'Trên máy này';

describe.each([
  ['Chromium of today', installed.chromium],
  ['Chromium 109', installed.chromium109],
])('%s', (name, executablePath) => {
  let stage: Stage;
  let office: Visitor;
  let farmer: Visitor;
  let slip: Buffer;

  beforeAll(async () => {
    stage = await Stage.open({ executablePath });
    office = await visit(stage.browser, stage.setupLink, PC);
    await foundCoop(office.page, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
    await addProduct(office.page, 'Chè búp tươi');
    await addMember(office.page, 'Tẩn Láo Hín');
    await allSent(office.page);
    farmer = await member(await touchPhone());
    slip = await photoOfCamera(farmer.page);
  });
  afterAll(async () => {
    removeTemporaryFolders();
    await stage?.close();
  });

  function touchPhone(): Promise<BrowserContext> {
    return stage.browser.newContext({
      viewport: PHONE,
      hasTouch: true,
      locale: 'vi-VN',
      timezoneId: 'Asia/Ho_Chi_Minh',
    });
  }

  async function member(context: BrowserContext): Promise<Visitor> {
    const code = await inviteMember(office.page, 'tan lao', 'Tẩn Láo Hín');
    const page = await newPage(context, stage.base);
    await joinByCode(page, code, 'Tẩn Láo Hín');
    await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
    await keptOffline(page);
    return { context, page };
  }

  /** The id of the newest slip, which is left open. */
  async function openNewestSlip(page: Page): Promise<string> {
    await openAt(page, '/thu-hoach');
    await page
      .getByRole('button', { name: /Chè búp tươi/ })
      .first()
      .click();
    await see(page.getByRole('button', { name: 'Hoàn tác phiếu này' })).toBeVisible();
    return /[0-9a-f]{16}-\d+/.exec(page.url())?.[0] ?? '';
  }

  test('[P55] a photo that was taken with no connection arrives after the slip, small, upright and without a place', async () => {
    const { page, context } = farmer;
    await context.setOffline(true);
    await recordHarvest(page, '12');
    await see(page.getByRole('button', { name: 'Chụp ảnh' })).toBeVisible();
    const takenAt = performance.now();
    await take(page, slip);
    await see(page.getByAltText(/^Ảnh 1 của phiếu/)).toBeVisible();
    const shrunkMs = performance.now() - takenAt;
    await see(tile(page, 1).getByText(HERE)).toBeVisible();
    await page.screenshot({ path: `${PICTURES}/${name}-photo-taken.png`, fullPage: true });
    // The phone is put away and taken out again.
    await page.reload();
    await openNewestSlip(page);
    await see(page.getByAltText(/^Ảnh 1 của phiếu/)).toBeVisible();
    expect(stage.photos().size).toBe(0);

    const asked = await requestsWhile(page, async () => {
      await context.setOffline(false);
      await allSent(page);
      await see(tile(page, 1).getByText(RECEIVED)).toBeVisible({ timeout: 30_000 });
    });
    const [[sha, bytes] = ['', new Uint8Array(0)]] = [...stage.photos()];
    expect(sha).toBe(shaOf(bytes));
    expect(pictureOf(slip)).toMatchObject({ width: 4_000, height: 3_000, hasMetadata: true });
    // Held upright: what the camera noted as lying on its side stands now.
    expect(pictureOf(bytes)).toEqual({ type: 'image/webp', width: 960, height: 1_280, hasMetadata: false });
    expect(bytes.length).toBeLessThanOrEqual(PHOTO_BYTES);
    for (const trace of ['Exif', 'GPS', 'MM\0*', 'http://ns.adobe.com'])
      expect([trace, Buffer.from(bytes).includes(trace)]).toEqual([trace, false]);
    expect(asked).toEqual(Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, () => 'PUT'));
    console.log(
      `${name}: ${slip.length} B of 12 megapixels became ${bytes.length} B in ${Math.round(shrunkMs)} ms, ${asked.length} requests`,
    );
  });

  test('[P56] the office sees it when it looks, and once it has, without a connection too', async () => {
    const id = await openNewestSlip(farmer.page);
    const { page, context } = office;
    await openAt(page, '/');
    await allSent(page);
    // Something between the two gives another picture: it is not shown.
    const change = (route: Route): Promise<void> => route.fulfill({ contentType: 'image/webp', body: slip });
    await page.route('**/v1/photos/**', change);
    await openAt(page, `/thu-hoach/${id}`);
    await tile(page, 1).filter({ hasText: 'chưa có trên máy này' }).click();
    await see(page.getByRole('dialog').getByText('Chưa mở được ảnh')).toBeVisible();
    await page.unroute('**/v1/photos/**', change);
    const asked = await requestsWhile(page, async () => {
      await openAt(page, `/thu-hoach/${id}`);
      await see(page.getByAltText(/^Ảnh 1 của phiếu/)).toBeVisible();
    });
    expect(asked).toEqual(['GET']);
    await page.screenshot({ path: `${PICTURES}/${name}-photo-office.png` });
    await page.keyboard.press('Tab');
    await tile(page, 1).focus();
    await page.keyboard.press('Enter');
    const large = page.getByRole('dialog').getByAltText(/^Ảnh 1 của phiếu/);
    await see(large).toBeVisible();
    expect(await large.evaluate((element) => (element instanceof HTMLImageElement ? element.naturalHeight : 0))).toBe(
      1_280,
    );
    await page.screenshot({ path: `${PICTURES}/${name}-photo-large.png` });
    await page.keyboard.press('Escape');
    await context.setOffline(true);
    await page.reload();
    await see(page.getByAltText(/^Ảnh 1 của phiếu/)).toBeVisible();
    await context.setOffline(false);
  });

  test('[P51] a connection that is cut in the middle costs the piece that was under way', async () => {
    const { page } = farmer;
    const before = stage.photos().size;
    const seen: string[] = [];
    const cutSecond = async (route: Route): Promise<void> => {
      const request = route.request();
      seen.push(`${request.method()} ${request.headers()['upload-offset'] ?? ''}`.trim());
      await (seen.length === 2 ? route.abort('connectionreset') : route.continue());
    };
    await page.route('**/v1/photos/**', cutSecond);
    await recordHarvest(page, '13');
    await take(page, await photoOfCamera(page));
    await see(tile(page, 1).getByText(RECEIVED)).toBeVisible({ timeout: 60_000 });
    await page.unroute('**/v1/photos/**', cutSecond);
    expect(stage.photos().size).toBe(before + 1);
    expect(seen.slice(0, 4)).toEqual(['PUT 0', `PUT ${CHUNK_BYTES}`, 'HEAD', `PUT ${CHUNK_BYTES}`]);
    expect(seen.filter((each) => each === 'PUT 0')).toHaveLength(1);
  });

  test('[P55] over mobile data a photo waits until somebody says that it may go', async () => {
    const context = await touchPhone();
    await context.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: { type: 'cellular', effectiveType: '4g' } });
    });
    const { page } = await member(context);
    const before = stage.photos().size;
    await recordHarvest(page, '14');
    await take(page, slip.subarray(0, slip.length));
    await allSent(page);
    await see(page.getByText('Đợi có Wi-Fi')).toBeVisible({ timeout: 30_000 });
    await page.screenshot({ path: `${PICTURES}/${name}-photo-mobile.png`, fullPage: true });
    await page.getByTestId('sync-chip').click();
    await see(page.getByRole('dialog').getByText('1 ảnh chưa gửi')).toBeVisible();
    await page.screenshot({ path: `${PICTURES}/${name}-photo-outbox.png` });
    await press(page, 'Đóng');
    await see(tile(page, 1).getByText(HERE)).toBeVisible();
    expect(stage.photos().size).toBe(before);
    await press(page, 'Gửi cả khi dùng 3G/4G');
    await see(tile(page, 1).getByText(RECEIVED)).toBeVisible({ timeout: 30_000 });
    // It is the same picture as the first one's.
    expect(stage.photos().size).toBe(before);
    await openAt(page, '/cai-dat');
    await see(page.getByRole('checkbox', { name: 'Gửi ảnh cả khi dùng 3G/4G' })).toBeChecked();
    await context.close();
  });

  test('[P55] on a phone whose browser does not say what it uses a photo waits until somebody sends it', async () => {
    const context = await touchPhone();
    await context.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: undefined });
    });
    const { page } = await member(context);
    await recordHarvest(page, '15');
    await take(page, slip.subarray(0, slip.length));
    await allSent(page);
    await see(page.getByText('Máy này không cho biết đang dùng Wi-Fi hay 3G/4G')).toBeVisible({ timeout: 30_000 });
    await page.screenshot({ path: `${PICTURES}/${name}-photo-unknown.png`, fullPage: true });
    await see(tile(page, 1).getByText(HERE)).toBeVisible();
    await press(page, 'Gửi ảnh ngay');
    await see(tile(page, 1).getByText(RECEIVED)).toBeVisible({ timeout: 30_000 });
    // For this time alone: nothing was set.
    await openAt(page, '/cai-dat');
    await see(page.getByRole('checkbox', { name: 'Gửi ảnh cả khi dùng 3G/4G' })).not.toBeChecked();
    await context.close();
  });

  test('[AT2] a photo is deleted and brought back, four are enough, and what is no photo is told in words', async () => {
    const { page } = farmer;
    await openNewestSlip(page);
    await tile(page, 1).click();
    await press(page, 'Xóa ảnh này');
    await see(page.getByText('Đã xóa ảnh')).toBeVisible();
    await see(page.getByAltText(/^Ảnh 1 của phiếu/)).toHaveCount(0);
    await press(page, 'Hoàn tác');
    await see(page.getByAltText(/^Ảnh 1 của phiếu/)).toBeVisible();
    const files = [
      ['không phải ảnh', Buffer.from('<script>alert(1)</script>')],
      ['lớn hơn 40 MB', fileOf(41 * 1_024 * 1_024)],
      ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic')],
    ] as const;
    for (const [words, file] of files) {
      await take(page, file);
      await see(page.getByRole('alert').filter({ hasText: words })).toBeVisible();
    }
    // The device is full: it is said, and the slip is what it was.
    await page.evaluate(() => {
      const put: unknown = Reflect.get(IDBObjectStore.prototype, 'put');
      IDBObjectStore.prototype.put = function (...parts: readonly unknown[]) {
        if (this.name === 'content') throw new DOMException('no room', 'QuotaExceededError');
        return typeof put === 'function' ? Reflect.apply(put, this, parts) : undefined;
      };
    });
    await take(page, await photoOfCamera(page, { width: 800, height: 600 }));
    await see(page.getByRole('alert').filter({ hasText: 'Phiếu vẫn đã lưu' })).toBeVisible();
    await page.reload();
    await see(page.getByAltText(/^Ảnh 1 của phiếu/)).toBeVisible();
    expect(await page.getByAltText(/^Ảnh \d của phiếu/).count()).toBe(1);
    for (const number of [2, 3, 4]) {
      await take(page, await photoOfCamera(page, { width: 800, height: 600 }));
      await see(page.getByAltText(new RegExp(`^Ảnh ${number} của phiếu`))).toBeVisible();
    }
    await see(page.getByText('nhiều nhất 4 ảnh')).toBeVisible();
    expect(await page.locator('input[type=file]').count()).toBe(0);
    await page.screenshot({ path: `${PICTURES}/${name}-photo-four.png`, fullPage: true });
  });

  test('[AT1] a sale has photos too', async () => {
    const { page } = farmer;
    await openAt(page, '/ban-hang/ghi');
    await press(page, /Hợp tác xã, ghi nợ/);
    await type(page, '2');
    await press(page, 'Tiếp');
    await type(page, '9');
    await press(page, '000');
    await press(page, 'Lưu');
    await see(page.getByText('Đã lưu: 18.000 đ')).toBeVisible();
    await take(page, await photoOfCamera(page, { width: 900, height: 600 }));
    await see(page.getByAltText(/^Ảnh 1 của phiếu/)).toBeVisible();
    await press(page, 'Xem và gửi phiếu');
    await see(page.getByAltText(/^Ảnh 1 của phiếu/)).toBeVisible();
    await see(tile(page, 1).getByText(RECEIVED)).toBeVisible({ timeout: 30_000 });
  });
});

function tile(page: Page, number: number) {
  return page
    .getByRole('region', { name: 'Ảnh' })
    .getByRole('listitem')
    .nth(number - 1)
    .getByRole('button');
}

/** `file`: its content, or where it lies. */
async function take(page: Page, file: Buffer | string): Promise<void> {
  const chosen = typeof file === 'string' ? file : { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: file };
  await page.locator('input[type=file]').last().setInputFiles(chosen);
}

/** A file of so many bytes of nothing. */
function fileOf(size: number): string {
  const file = join(temporaryFolder(), 'IMG_0002.jpg');
  writeFileSync(file, '');
  truncateSync(file, size);
  return file;
}

/** Methods of the requests about photos. */
async function requestsWhile(page: Page, body: () => Promise<void>): Promise<readonly string[]> {
  const methods: string[] = [];
  const note = (request: Request): void => {
    if (!request.url().includes('/v1/photos/')) return;
    methods.push(request.method());
    // Proven by the device's key, and by nothing that could be used again elsewhere.
    expect(request.headers()).toMatchObject({ authorization: expect.stringMatching(/^SoMua /) });
    expect(request.headers()['cookie']).toBeUndefined();
  };
  page.on('request', note);
  await body();
  page.off('request', note);
  return methods;
}

let seed = 0;

/** What a camera of twelve megapixels saves, lying on its side, with the place in it: leaves, shadows, a slip with writing. */
async function photoOfCamera(page: Page, size = { width: 4_000, height: 3_000 }): Promise<Buffer> {
  seed += 1;
  const encoded = await page.evaluate(
    async ({ width, height, salt }) => {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d');
      if (context === null) return '';
      let state = salt * 7_919;
      const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
      context.fillStyle = '#31552c';
      context.fillRect(0, 0, width, height);
      for (let leaf = 0; leaf < 6_000; leaf += 1) {
        context.fillStyle = `hsl(${80 + random() * 60} ${30 + random() * 50}% ${15 + random() * 50}%)`;
        context.beginPath();
        const [x, y, long] = [random() * width, random() * height, 20 + random() * 90];
        context.ellipse(x, y, long, long / 4, random() * 6, 0, 7);
        context.fill();
      }
      context.fillStyle = '#f4efdf';
      context.fillRect(width / 4, height / 4, width / 2, height / 2);
      context.fillStyle = '#1c2c70';
      context.font = `${Math.round(height / 30)}px sans-serif`;
      for (let line = 0; line < 12; line += 1)
        context.fillText(
          `${line + 1}. Chè búp tươi ${Math.round(random() * 500) / 10} kg`,
          width / 3.8,
          height / 3.4 + (line * height) / 28,
        );
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
      const bytes = new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
      let text = '';
      for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
      return btoa(text);
    },
    { ...size, salt: seed },
  );
  const plain = Buffer.from(encoded, 'base64');
  return Buffer.concat([plain.subarray(0, 2), Buffer.from(exifWithPlace()), plain.subarray(2)]);
}
