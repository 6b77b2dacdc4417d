/**
 * What somebody does in the first hour, by the words on the screen alone: practise, join, record, share a slip, make a
 * mistake and undo it, lose the network, read the balance, back up, and have everything again in another browser. With a
 * thumb on a phone, with the keyboard alone on an old PC, and with letters twice as large as usual.
 */
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PC, PHONE, PICTURES } from './browsers.ts';
import { savedBy } from './downloads.ts';
import { KEYBOARD, THUMB, type Hands } from './hands.ts';
import {
  addMember,
  addProduct,
  allSent,
  field,
  foundCoop,
  inviteMember,
  keptOffline,
  newPage,
  openAt,
  visit,
  type Visitor,
} from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

interface Way {
  readonly name: string;
  readonly hands: Hands;
  readonly size: { readonly width: number; readonly height: number };
  /** What the browser calls the usual size of letters, px; 16 unless somebody changed it. */
  readonly letterPx?: number;
}

const WAYS: readonly Way[] = [
  { name: 'with a thumb on a phone', hands: THUMB, size: PHONE },
  { name: 'with the keyboard alone on an old PC', hands: KEYBOARD, size: PC },
  { name: 'with a thumb and letters of twice the size', hands: THUMB, size: PHONE, letterPx: 32 },
];

describe.each(WAYS)('the first hour $name', ({ name, hands, size, letterPx = 16 }) => {
  const member = 'Tẩn Láo Hín';
  const { press, fill, type } = hands;
  let stage: Stage;
  let office: Visitor;

  beforeAll(async () => {
    stage = await Stage.open({ letterPx });
    office = await visit(stage.browser, stage.setupLink, PC);
    await foundCoop(office.page, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
    await addProduct(office.page, 'Chè búp tươi');
    await addMember(office.page, member, 'SV-001');
    await openAt(office.page, '/san-pham');
    await office.page.getByRole('cell', { name: 'Chè búp tươi', exact: true }).click();
    await field(office.page, 'Giá').fill('28000');
    await office.page.getByRole('button', { name: 'Báo giá', exact: true }).click();
    await see(office.page.getByText('28.000 đ/kg').first()).toBeVisible();
    await allSent(office.page);
  });
  afterAll(() => stage?.close());

  /** A browser that has never been here. */
  async function newcomer(): Promise<Visitor> {
    const context = await stage.browser.newContext({
      viewport: size,
      locale: 'vi-VN',
      timezoneId: 'Asia/Ho_Chi_Minh',
      hasTouch: true,
      acceptDownloads: true,
    });
    return { context, page: await newPage(context, stage.base) };
  }

  /** Nothing is cut off at the side, and what was last looked at is kept as a picture. */
  async function fits(page: Page, screen: string): Promise<void> {
    await see(page.getByText('Đang mở…')).toHaveCount(0);
    await page.screenshot({ path: `${PICTURES}/new-user-${letterPx}-${size.width}-${screen}.png`, fullPage: true });
    const { wide, room } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      room: document.documentElement.clientWidth,
    }));
    expect(wide, `${screen} ${name}`).toBeLessThanOrEqual(room);
  }

  async function join(page: Page): Promise<void> {
    const code = await inviteMember(office.page, 'sv-001', member);
    await press(page, 'Tôi có mã 6 chữ');
    await fill(page, /Mã 6 chữ/, code);
    await press(page, 'Xem mã');
    await see(page.getByText(`Mã này dành cho: ${member}`)).toBeVisible();
    await fits(page, 'join');
    await press(page, 'Đúng là tôi');
    await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
    await see(page.getByTestId('sync-chip')).toHaveAttribute('data-complete', 'true');
    await keptOffline(page);
  }

  test('goes well, and nothing is lost', async () => {
    const { page, context } = await newcomer();
    await fits(page, 'welcome');

    // Practise: nothing can be broken, and nothing of it is real.
    await press(page, 'Tập thử với sổ mẫu');
    await press(page, 'Tập ghi như thành viên');
    await see(page.getByText('Đây là sổ tập thử')).toBeVisible();
    await press(page, 'Ghi thu hoạch');
    await type(page, '45');
    await press(page, 'Lưu');
    await see(page.getByText(/Đã lưu: 45 kg/)).toBeVisible();
    await fits(page, 'practised');
    await press(page, 'Về trang chính');
    await press(page, 'Thoát tập thử');

    // Join, and record what was really picked.
    await join(page);
    await fits(page, 'home');
    await press(page, 'Ghi thu hoạch');
    await type(page, '12,5');
    await fits(page, 'harvest');
    await press(page, 'Lưu');
    await see(page.getByText('Đã lưu: 12,5 kg Chè búp tươi')).toBeVisible();

    // A mistake, and the way back.
    await press(page, 'Ghi thêm');
    await type(page, '999');
    await press(page, 'Lưu');
    await see(page.getByText('Đã lưu: 999 kg Chè búp tươi')).toBeVisible();
    await press(page, /^Hoàn tác/);
    await see(page.getByText('Đã hoàn tác: phiếu này không tính vào sổ nữa')).toBeVisible();
    await fits(page, 'taken-back');
    await press(page, 'Về trang chính');
    await see(page.getByRole('button', { name: 'Bán hàng', exact: true })).toBeVisible();
    // What was taken back is no work of today.
    await see(page.getByText(/^Hôm nay \d\d\/\d\d\/\d{4} \(.+ âm\): 1 lần thu hoạch$/)).toBeVisible();

    // A sale, and its slip as a picture.
    await press(page, 'Bán hàng');
    await press(page, /Hợp tác xã, ghi nợ/);
    await type(page, '10');
    await press(page, 'Tiếp');
    await see(page.getByText(/280\.000/).first()).toBeVisible();
    await fits(page, 'sale');
    await press(page, 'Lưu');
    await press(page, 'Xem và gửi phiếu');
    await fits(page, 'slip');
    const picture = await savedBy(page, async () => press(page, 'Lưu thành ảnh'));
    expect(picture.name).toMatch(/^[2-9A-Z]{6}\.png$/);
    await press(page, 'Quay lại');
    await goHomeByHand(page);

    // The network goes; the balance is still there, and so is what is written now.
    await context.setOffline(true);
    await press(page, 'Ghi thu hoạch');
    await type(page, '7');
    await press(page, 'Lưu');
    await see(page.getByText('Đã lưu: 7 kg Chè búp tươi')).toBeVisible();
    await press(page, 'Về trang chính');
    await press(page, 'Sổ của tôi');
    await see(page.getByText('280.000').first()).toBeVisible();
    await fits(page, 'balance');
    await press(page, 'Quay lại');

    // A backup, found from home.
    await press(page, /phiếu chưa gửi/);
    await press(page, 'Sổ có an toàn không?');
    await fits(page, 'safety');
    await press(page, 'Tệp và lịch nhắc');
    const { name: fileName, bytes } = await savedBy(page, async () => press(page, /^Cất \d+ phiếu ra tệp$/));
    const file = { name: fileName, mimeType: '', buffer: bytes };
    await context.close();

    // Another browser, later: the slip that nobody had received is there again.
    const again = await newcomer();
    await join(again.page);
    await again.page.getByTestId('sync-chip').focus();
    await press(again.page, /Đã gửi|phiếu chưa gửi/);
    await press(again.page, 'Sổ có an toàn không?');
    await press(again.page, 'Tệp và lịch nhắc');
    const chooser = again.page.waitForEvent('filechooser');
    await press(again.page, 'Chọn tệp .somua');
    await (await chooser).setFiles(file);
    await press(again.page, /^Nạp \d+ phiếu vào sổ$/);
    await see(again.page.getByText(/Nạp thêm \d+ phiếu/)).toBeVisible();
    await allSent(again.page);
    await openAt(again.page, '/thu-hoach');
    await see(again.page.getByRole('figure').first()).toContainText('19,5');
    await fits(again.page, 'restored');
    await again.context.close();
  });

  /** Back, step by step, until the tiles are there: as somebody does who knows no addresses. */
  async function goHomeByHand(page: Page): Promise<void> {
    const tile = page.getByRole('button', { name: 'Ghi thu hoạch', exact: true });
    const back = page.getByRole('button', { name: /^(?:Quay lại|Về trang chính)$/ }).first();
    for (let steps = 0; steps < 5; steps += 1) {
      await see(tile.or(back)).toBeVisible();
      if (await tile.isVisible()) return;
      await press(page, await back.innerText().then((text) => (text.trim() === '' ? 'Quay lại' : text.trim())));
    }
  }
});
