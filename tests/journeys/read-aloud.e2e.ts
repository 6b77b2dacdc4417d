/** "Nghe": who cannot read the screen hears it, where the device has a voice. */
import type { Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PHONE, PICTURES } from './browsers.ts';
import { filledCoop, ROUTES, routePath, type FilledCoop } from './filled-coop.ts';
import { goHome, keptOffline, openAt, press } from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let coop: FilledCoop;

beforeAll(async () => {
  stage = await Stage.open();
  coop = await filledCoop(stage);
});
afterAll(() => stage?.close());

/** A phone with a Vietnamese voice: this Chromium has none. What it is given to say is kept. */
async function giveVoice(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const said: string[] = [];
    const voice = { lang: 'vi_VN', name: 'Giọng Việt', default: true, localService: true, voiceURI: 'vi' };
    class Utterance extends EventTarget {
      voice: unknown;
      lang = '';
      rate = 1;
      text: string;
      constructor(text: string) {
        super();
        this.text = text;
      }
    }
    const speech = Object.assign(new EventTarget(), {
      getVoices: () => [voice],
      speak: (utterance: Utterance) => said.push(utterance.text),
      cancel: () => said.push('(im)'),
    });
    Object.defineProperty(window, 'speechSynthesis', { value: speech });
    Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Utterance });
    Object.defineProperty(window, 'said', { value: said });
  });
}

async function said(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (window as unknown as { said: string[] }).said);
}

/** A tone of so many tenths of a second, as a plain recording. */
function recording(tenths: number): Uint8Array {
  const rate = 8_000;
  const samples = Buffer.alloc((rate * tenths) / 10, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return new Uint8Array(Buffer.concat([head, samples]));
}

test('[U41] what the co-op recorded is heard without a voice and without a network, and what cannot be heard is named', async () => {
  const { page, context } = coop.farmer;
  await openAt(page, '/cai-dat');
  const files = { 'Giá hôm nay.wav': recording(30), 'Bán hàng.wav': recording(200), 'Ghi chú.txt': recording(1) };
  const buffer = Buffer.from(zipSync(files));
  const chooser = page.waitForEvent('filechooser');
  await press(page, 'Chọn tệp lời đọc .zip');
  await (await chooser).setFiles({ name: "H'Mông.zip", mimeType: 'application/zip', buffer });
  await see(page.getByText("Có 1 bản thu tiếng H'Mông")).toBeVisible();
  await see(page.getByText('Không dùng được: Ghi chú.txt, Bán hàng')).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/clips.png`, fullPage: true });
  await keptOffline(page);
  await context.setOffline(true);
  await openAt(page, '/gia');
  await press(page, 'Nghe màn hình này');
  await see(page.getByRole('button', { name: 'Thôi đọc' })).toBeVisible();
  // It ends by itself.
  await see(page.getByRole('button', { name: 'Nghe màn hình này' })).toBeVisible();
  await openAt(page, '/thu-hoach');
  await see(page.getByText('Chè búp tươi').first()).toBeVisible();
  expect(await page.getByRole('button', { name: 'Nghe màn hình này' }).count()).toBe(0);
  await context.setOffline(false);
  await openAt(page, '/cai-dat');
  await press(page, 'Bỏ lời đọc thu sẵn');
  await see(page.getByRole('button', { name: 'Bỏ lời đọc thu sẵn' })).toHaveCount(0);
});

test('[U41] without a voice there is no button; with one the screen is read, sums in words, and falls silent when told', async () => {
  const { page } = coop.farmer;
  await openAt(page, '/gia');
  await see(page.getByText('28.000 đ/kg')).toBeVisible();
  await see(page.getByRole('button', { name: 'Nghe màn hình này' })).toHaveCount(0);

  await giveVoice(page);
  await openAt(page, '/gia');
  await see(page.getByText('28.000 đ/kg')).toBeVisible();
  await press(page, 'Nghe màn hình này');
  await expect.poll(async () => (await said(page)).join('\n')).toContain('hai mươi tám nghìn đồng một ki-lô-gam');
  await press(page, 'Thôi đọc');
  expect((await said(page)).at(-1)).toBe('(im)');
  await see(page.getByRole('button', { name: 'Nghe màn hình này' })).toBeVisible();

  // Leaving the screen in the middle is the end of it too.
  await press(page, 'Nghe màn hình này');
  await see(page.getByRole('button', { name: 'Thôi đọc' })).toBeVisible();
  await page.goBack();
  await goHome(page);
});

test('[U4] [U8] [U21] the button takes no room that the title, the chip or the keypad needs', async () => {
  const { page } = coop.farmer;
  const found: string[] = [];
  for (const viewport of [PHONE, { width: 320, height: 640 }]) {
    await page.setViewportSize(viewport);
    for (const route of ROUTES.member) {
      await page.goto(`${stage.base}${routePath(route, coop.ids)}`);
      await see(page.getByRole('button', { name: 'Nghe màn hình này' })).toBeVisible();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) found.push(`${route} ${viewport.width}: ${wide} px too wide`);
      const bar = await page.locator('header').boundingBox();
      if ((bar?.height ?? 0) > 132) found.push(`${route} ${viewport.width}: the title bar is ${bar?.height} px high`);
    }
  }
  await page.setViewportSize(PHONE);
  await openAt(page, '/thu-hoach/ghi');
  for (const key of await page.getByRole('group').getByRole('button').all()) {
    const box = await key.boundingBox();
    if (box === null || box.y + box.height > PHONE.height) found.push(`${await key.innerText()} is under the edge`);
  }
  expect(found).toEqual([]);
});
