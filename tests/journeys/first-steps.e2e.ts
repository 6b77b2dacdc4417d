/** Five first steps on the home of a new book: ticked by what is there, gone when they are done (U40). */
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BEGINNERS_SLIPS } from '#app/first-steps/ladder.ts';
import { dateAt } from '#kernel/calendar.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { inviteResponseSchema } from '#protocol/enrol.ts';
import { must } from '../helpers/local-device.ts';
import { founder, sync } from '../prove/peer.ts';
import { axeViolations } from './axe.ts';
import { PC, PHONE, PICTURES } from './browsers.ts';
import {
  addMember as addMemberOnScreen,
  addProduct as addProductOnScreen,
  field,
  foundCoop,
  goHome,
  harvestTea,
  inviteMember,
  joinedPhone,
  openAt,
  press,
  savedFile,
  type,
  typePrice,
  visit,
} from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

function list(page: Page) {
  return page.getByRole('region', { name: '5 bước đầu tiên' });
}

/** At home: which steps are ticked and which are not, as the opened list says it. */
async function steps(page: Page): Promise<readonly string[]> {
  await goHome(page);
  await press(page, 'Xem cả 5 bước');
  const rows = list(page).getByRole('listitem');
  await see(rows).toHaveCount(5);
  return (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
}

test('[U40] a farmer alone does five steps, each is ticked by what is there, and the list is gone for good', async () => {
  const { page, context } = await visit(stage.browser, stage.base, PHONE);
  await press(page, 'Ghi một mình trước');
  await field(page, 'Tên của bạn').fill('Chảo Lở Mẩy');
  await page.getByLabel('Chè búp tươi').check();
  await press(page, 'Bắt đầu');
  await see(list(page)).toContainText('Tiếp theo: Ghi một lần thu hoạch');
  await see(list(page)).toContainText('Xong 0 trên 5 bước');
  await page.screenshot({ path: `${PICTURES}/first-steps-phone.png` });
  expect(await steps(page)).toEqual([
    'Ghi một lần thu hoạch chưa làm',
    'Thêm một thửa đất chưa làm',
    'Ghi một lần mua bán chưa làm',
    'Chỉnh chữ cho dễ đọc chưa làm',
    'Cất sổ ra tệp chưa làm',
  ]);
  expect(await axeViolations(page)).toEqual([]);
  await page.screenshot({ path: `${PICTURES}/first-steps-phone-open.png`, fullPage: true });

  // Going there and back ticks nothing.
  await press(page, /^Ghi một lần thu hoạch/);
  await see(page.getByText('Chè búp tươi: được bao nhiêu?')).toBeVisible();
  expect((await steps(page))[0]).toBe('Ghi một lần thu hoạch chưa làm');
  await harvestTea(page, '12');
  expect((await steps(page))[0]).toBe('Ghi một lần thu hoạch xong');
  // What is taken back is not there.
  await openAt(page, '/thu-hoach');
  await page.getByRole('button', { name: /12 kg/ }).click();
  await press(page, 'Hoàn tác phiếu này');
  await see(page.getByText('đã hoàn tác').first()).toBeVisible();
  expect((await steps(page))[0]).toBe('Ghi một lần thu hoạch chưa làm');
  await harvestTea(page, '9');

  await goHome(page);
  await press(page, /^Tiếp theo: Thêm một thửa đất/);
  await press(page, 'Thêm thửa');
  await press(page, /sào Bắc Bộ/);
  await type(page, '2');
  await press(page, 'Lưu');
  await see(page.getByRole('button', { name: /Thửa 1/ })).toBeVisible();
  await goHome(page);
  await press(page, /^Tiếp theo: Ghi một lần mua bán/);
  await page.getByRole('button', { name: /^Người mua ngoài/ }).click();
  await type(page, '3');
  await press(page, 'Tiếp');
  await typePrice(page, 31_000);
  await press(page, 'Lưu');
  await see(page.getByText('Đã lưu: 93.000 đ')).toBeVisible();
  await goHome(page);
  await press(page, /^Tiếp theo: Chỉnh chữ cho dễ đọc/);
  await press(page, /^Vừa/);
  expect(await steps(page)).toEqual([
    'Ghi một lần thu hoạch xong',
    'Thêm một thửa đất xong',
    'Ghi một lần mua bán xong',
    'Chỉnh chữ cho dễ đọc xong',
    'Cất sổ ra tệp chưa làm',
  ]);
  await page.screenshot({ path: `${PICTURES}/first-steps-phone-four.png`, fullPage: true });
  await press(page, /^Cất sổ ra tệp/);
  await savedFile(page, /^Cất \d+ phiếu ra tệp$/);
  await goHome(page);
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await see(page.getByText('Sổ này chỉ ở trên máy này')).toBeVisible();
  await see(list(page)).toHaveCount(0);

  // For good: a plot that is given up does not bring it back.
  await expect.poll(async () => page.evaluate(() => Object.keys(localStorage).join(' '))).toContain('first-steps');
  await page.evaluate(() => localStorage.removeItem('so-mua.appearance'));
  await page.reload();
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await see(list(page)).toHaveCount(0);
  await context.close();
});

test('[U40] the office has its own five, and what it puts away is away on this device for this person only', async () => {
  const { page, context } = await visit(stage.browser, stage.setupLink, PC);
  await foundCoop(page, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await addProductOnScreen(page, 'Chè búp tươi');
  await addMemberOnScreen(page, 'Tẩn Láo Hín', 'SV-001');
  expect((await steps(page)).map((text) => text.replace('chưa làm', '·'))).toEqual([
    'Thêm thành viên xong',
    'Thêm sản phẩm xong',
    'Báo giá một sản phẩm ·',
    'Mời một người vào sổ ·',
    expect.stringMatching(/^Gửi sổ về hợp tác xã/),
  ]);
  expect(await axeViolations(page)).toEqual([]);
  await page.screenshot({ path: `${PICTURES}/first-steps-office-open.png` });
  const code = await inviteMember(page, 'tan lao', 'Tẩn Láo Hín');
  const phone = await stage.browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
  const farmer = await joinedPhone(phone, stage.base, code, 'Tẩn Láo Hín');
  expect((await steps(farmer)).at(-1)).toBe('Gửi sổ về hợp tác xã chưa làm');
  await goHome(page);
  await press(page, /chưa gửi|Đã gửi/);
  await press(page, 'Gửi ngay');
  await press(page, 'Đóng');
  // Invited is who has come.
  await see(async () => {
    expect((await steps(page))[3]).toBe('Mời một người vào sổ xong');
  }).toPass({ timeout: 30_000 });
  await press(page, 'Không xem 5 bước này nữa');
  await see(list(page)).toHaveCount(0);
  await page.reload();
  await see(page.getByRole('button', { name: 'Thành viên', exact: true })).toBeVisible();
  await see(list(page)).toHaveCount(0);
  await goHome(farmer);
  await see(list(farmer)).toBeVisible();
  await phone.close();
  await context.close();
});

test('[U40] a farmer whose book has long been in use finds no beginner’s list on a new phone, a beginner does', async () => {
  const own = await Stage.open();
  try {
    const { port, hash } = new URL(own.setupLink);
    const office = await founder({ port: Number(port) }, hash.slice(1));
    const productId = await must(office.database, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
    const codes: string[] = [];
    for (const [name, slips] of [
      ['Tẩn Láo Hín', BEGINNERS_SLIPS + 1],
      ['Chảo Lở Mẩy', 2],
    ] as const) {
      const memberId = await must(office.database, addMember, { name });
      for (let slip = 1; slip <= slips; slip += 1)
        await must(office.database, recordHarvest, {
          memberId,
          productId,
          quantityMilli: slip * 1_000,
          harvestedOn: dateAt(Date.now()),
        });
      await sync(office);
      const response = await fetch(`${own.base}/v1/invite`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${office.token}` },
        body: JSON.stringify({ roles: ['member'], memberId, memberName: name }),
      });
      codes.push(inviteResponseSchema.parse(await response.json()).code);
    }
    const [old = '', fresh = ''] = codes;
    const context = await own.browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
    const beginner = await joinedPhone(context, own.base, fresh, 'Chảo Lở Mẩy');
    expect((await steps(beginner))[0]).toBe('Ghi một lần thu hoạch xong');
    const other = await own.browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
    const seen: string[] = [];
    await other.exposeFunction('noteSteps', (text: string) => seen.push(text));
    // Not even for a moment, while the book comes.
    await other.addInitScript(() => {
      new MutationObserver(() => {
        const shown = document.querySelector('section[aria-label="5 bước đầu tiên"]');
        if (shown !== null) void Reflect.get(window, 'noteSteps')(shown.textContent);
      }).observe(document, { childList: true, subtree: true });
    });
    const known = await joinedPhone(other, own.base, old, 'Tẩn Láo Hín');
    await goHome(known);
    await expect
      .poll(async () => known.evaluate(() => Object.keys(localStorage).some((key) => key.includes('first-steps'))))
      .toBe(true);
    await see(known.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
    expect(seen).toEqual([]);
    await context.close();
    await other.close();
  } finally {
    await own.close();
  }
});
