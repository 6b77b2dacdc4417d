/** People and devices: in without a connection, a lost phone, work taken away, a season without the server, in again. */
import type { Page } from '@playwright/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dateAt, formatDate } from '#kernel/calendar.ts';
import { bytesOfHex } from '#kernel/ids.ts';
import { pinHelpAnswer } from '#protocol/pin-help.ts';
import { PC, PHONE, PICTURES } from './browsers.ts';
import {
  addMember,
  addProduct,
  allSent,
  field,
  foundCoop,
  goHome,
  inviteMember,
  joinByCode,
  keptOffline,
  openAt,
  openMember,
  openPerson,
  press,
  sent,
  visit,
  type Visitor,
} from './people.ts';
import { qrIn } from './qr.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';
import { recordHarvest } from './trouble.ts';

const MEMBER = 'Tẩn Láo Hín';
const DAY_MS = 86_400_000;
let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage?.close());

/** The founding office with a product and a member, everything sent. */
async function office(): Promise<Visitor> {
  const visitor = await visit(stage.browser, stage.setupLink, PC);
  const { page } = visitor;
  await foundCoop(page, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await addProduct(page, 'Chè búp tươi');
  await addMember(page, MEMBER, 'SV-001');
  await allSent(page);
  return visitor;
}

async function phoneBy(code: string): Promise<Visitor> {
  const visitor = await visit(stage.browser, stage.base, PHONE);
  await joinByCode(visitor.page, code, MEMBER);
  await see(visitor.page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await allSent(visitor.page);
  return visitor;
}

/** Kilograms of every harvest that counts at the office, as the list's foot says. */
async function harvested(page: Page): Promise<string> {
  await sent(page);
  await openAt(page, '/van-phong/thu-hoach');
  return page.locator('tfoot').innerText();
}

test('a phone is invited and begins with no network on either side, and its work counts when it is admitted', async () => {
  const desk = await office();
  await keptOffline(desk.page);
  const phone = await visit(stage.browser, stage.base, PHONE);
  await keptOffline(phone.page);
  for (const { context } of [desk, phone]) await context.setOffline(true);

  await openMember(desk.page, 'sv-001', MEMBER);
  await press(desk.page, 'Mời bằng mã');
  await see(desk.page.getByText(/Chưa tới được máy chủ. Cho điện thoại kia quét/)).toBeVisible();
  const read = await qrIn(desk.page.getByRole('img', { name: 'Mã QR để vào hợp tác xã' }));
  await desk.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await press(desk.page, 'Gửi đường dẫn');
  await see(desk.page.getByText('Đã chép đường dẫn')).toBeVisible();
  const link = await desk.page.evaluate(async () => navigator.clipboard.readText());
  expect(read).toBe(link);

  await phone.page.goto(link);
  await see(phone.page.getByText(`Mã này dành cho: ${MEMBER}`)).toBeVisible();
  await phone.page.getByLabel('Chè búp tươi').check();
  await press(phone.page, 'Đúng là tôi');
  await see(phone.page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await recordHarvest(phone.page, '12,5');
  await recordHarvest(phone.page, '7');
  await phone.page.reload();
  // The product, two harvests, and who writes here.
  await see(phone.page.getByTestId('sync-chip')).toHaveAttribute('data-unsent', '4');

  await phone.context.setOffline(false);
  await sent(phone.page);
  await goHome(phone.page);
  await see(phone.page.getByText(/^Có \d+ chỗ cần xem lại$/)).toBeVisible();
  await desk.context.setOffline(false);
  await goHome(desk.page);
  await sent(desk.page);
  await openAt(desk.page, '/van-phong/thu-hoach');
  await see(desk.page.getByText('Chưa có lần thu hoạch nào')).toBeVisible();

  await openAt(desk.page, '/can-xem-lai');
  await see(desk.page.getByText('Máy này chưa được hợp tác xã nhận').first()).toBeVisible();
  await desk.page.screenshot({ path: `${PICTURES}/people-unenrolled.png`, fullPage: true });
  await press(desk.page, 'Nhận máy này');
  await sent(desk.page);
  expect(await harvested(desk.page)).toContain('19,5 kg');
  await openPerson(desk.page, new RegExp(`^${MEMBER}`));
  await see(desk.page.getByText('Đang dùng')).toBeVisible();

  await allSent(phone.page);
  await openAt(phone.page, '/thu-hoach');
  await see(phone.page.getByRole('figure')).toContainText('19,5');
  // The same link does not let in anybody else.
  const other = await visit(stage.browser, link, PHONE);
  await other.page.getByLabel('Lúa').check();
  await press(other.page, 'Đúng là tôi');
  await other.page.getByTestId('sync-chip').click();
  await see(other.page.getByText(/Mã không đúng hoặc đã dùng/)).toBeVisible({ timeout: 20_000 });
});

test('a lost phone is blocked; what it sends later waits for a decision, and the new phone goes on', async () => {
  const desk = await office();
  const lost = await phoneBy(await inviteMember(desk.page, 'sv-001', MEMBER));
  await recordHarvest(lost.page, '12,5');
  await sent(lost.page);
  await keptOffline(lost.page);
  await lost.context.setOffline(true);

  await keptOffline(desk.page);
  await openPerson(desk.page, new RegExp(`^${MEMBER}`));
  // At the desk there is no network either, when the call comes.
  await desk.context.setOffline(true);
  await press(desk.page, 'Mất máy hoặc chặn');
  await press(desk.page, 'Chặn máy');
  await see(desk.page.getByText('Máy này đã bị chặn')).toBeVisible();
  await desk.context.setOffline(false);
  await allSent(desk.page);
  await press(desk.page, 'Mời máy mới');
  await press(desk.page, 'Mời bằng mã');
  const code = await desk.page.getByText(/^[A-Z]{6}$/).innerText();
  await press(desk.page, 'Đóng');

  const phone = await phoneBy(code);
  await recordHarvest(phone.page, '7');
  await sent(phone.page);
  await recordHarvest(lost.page, '5');
  await lost.context.setOffline(false);
  await sent(lost.page);
  expect(await harvested(desk.page)).toContain('19,5 kg');
  await openAt(desk.page, '/can-xem-lai');
  await see(desk.page.getByText('Máy này đã bị hợp tác xã cho ngừng')).toBeVisible();
  await press(desk.page, 'Cho vào sổ');
  await sent(desk.page);
  expect(await harvested(desk.page)).toContain('24,5 kg');
  await sent(phone.page);
  await openAt(phone.page, '/thu-hoach');
  await see(phone.page.getByRole('figure')).toContainText('24,5');
});

test('work that was taken away while somebody wrote offline: nothing is lost, and the app offers less', async () => {
  const desk = await office();
  await openAt(desk.page, '/thanh-vien');
  await press(desk.page, 'Mời người làm việc');
  await press(desk.page, /^Kế toán\s*Ghi và xác nhận/);
  const code = await desk.page.getByText(/^[A-Z]{6}$/).innerText();
  const keeper = await visit(stage.browser, `${stage.base}/vao#${code}`, PC);
  await press(keeper.page, 'Xem mã');
  await field(keeper.page, 'Tên của bạn').fill('Lý Tả Mẩy');
  await press(keeper.page, 'Đúng là tôi');
  await see(keeper.page.getByRole('button', { name: 'Sản phẩm', exact: true })).toBeVisible();
  await allSent(keeper.page);
  await keptOffline(keeper.page);
  await keeper.context.setOffline(true);
  await addProduct(keeper.page, 'Ngô hạt');

  await press(desk.page, 'Đóng');
  await openPerson(desk.page, /^Lý Tả Mẩy/);
  await press(desk.page, 'Đổi việc');
  await desk.page.getByRole('checkbox', { name: /^Kế toán\s*Ghi và xác nhận/ }).uncheck();
  await desk.page.getByRole('checkbox', { name: /^Lái xe/ }).check();
  await press(desk.page, 'Lưu');
  await see(desk.page.getByText('Lái xe', { exact: true })).toBeVisible();

  await goHome(keeper.page);
  await see(keeper.page.getByRole('button', { name: 'Sản phẩm', exact: true })).toBeVisible();
  // He does nothing: the page sends by itself, asks what he may do now, and is loaded anew.
  await keeper.context.setOffline(false);
  await see(keeper.page.getByRole('button', { name: 'Sản phẩm', exact: true })).toHaveCount(0, { timeout: 30_000 });
  await see(keeper.page.getByText('Có 1 chỗ cần xem lại')).toBeVisible();
  await see(keeper.page.getByRole('button', { name: 'Xem giá', exact: true })).toBeVisible();
  await openAt(keeper.page, '/can-xem-lai');
  await see(keeper.page.getByText('Ngô hạt').first()).toBeVisible();

  await sent(desk.page);
  await openAt(desk.page, '/can-xem-lai');
  await see(desk.page.getByText('Người này không được ghi việc đó')).toBeVisible();
  await press(desk.page, 'Cho vào sổ');
  await sent(desk.page);
  await openAt(desk.page, '/san-pham');
  await see(desk.page.getByRole('cell', { name: 'Ngô hạt', exact: true })).toBeVisible();
  await sent(keeper.page);
  await goHome(keeper.page);
  await see(keeper.page.getByText(/chỗ cần xem lại/)).toHaveCount(0);
});

test('[F8] after a season without the server a phone starts offline and writes, and renews by itself when it is back', async () => {
  const desk = await office();
  const phone = await phoneBy(await inviteMember(desk.page, 'sv-001', MEMBER));
  await recordHarvest(phone.page, '12,5');
  await sent(phone.page);
  await keptOffline(phone.page);
  await phone.context.setOffline(true);
  await phone.page.close();
  await stage.killServer();

  const ahead = 100 * DAY_MS;
  await stage.startServerAgain(ahead);
  const later = await phone.context.newPage();
  await later.clock.install({ time: Date.now() + ahead });
  await later.goto(stage.base);
  await recordHarvest(later, '7');
  await recordHarvest(later, '5');
  await phone.context.setOffline(false);
  await sent(later);
  // The desk's own clock has not moved, and its key is as old: it renews too.
  expect(await harvested(desk.page)).toContain('24,5 kg');
  await openPerson(desk.page, new RegExp(`^${MEMBER}`));
  const renewed = formatDate(dateAt(Date.now() + ahead));
  await see(desk.page.getByRole('definition').filter({ hasText: renewed })).toHaveCount(1);
  await later.close();
});

test('whose device lost its key comes in again as the same person, with everything that was not sent', async () => {
  const desk = await office();
  const phone = await phoneBy(await inviteMember(desk.page, 'sv-001', MEMBER));
  await recordHarvest(phone.page, '12,5');
  // The browser has thrown away what proves this device, and kept the rest.
  await phone.page.evaluate(async () => {
    const done = async (request: IDBRequest | IDBTransaction): Promise<void> =>
      new Promise((resolve, reject) => {
        const ended = 'oncomplete' in request ? 'complete' : 'success';
        request.addEventListener(ended, () => resolve());
        request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
      });
    await done(indexedDB.deleteDatabase('so-mua-keys'));
    const names = (await indexedDB.databases()).map(({ name = '' }) => name);
    const open = indexedDB.open(names.find((name) => /^so-mua-[0-9a-f]{16}-/.test(name)) ?? '');
    await done(open);
    const transaction = open.result.transaction('meta', 'readwrite');
    transaction.objectStore('meta').delete(IDBKeyRange.bound('key:', 'key;'));
    await done(transaction);
    open.result.close();
  });
  await goHome(phone.page);
  await phone.page.getByTestId('sync-chip').click();
  await see(phone.page.getByText(/Máy chủ không nhận ra máy này/)).toBeVisible();

  await openPerson(desk.page, new RegExp(`^${MEMBER}`));
  // His PIN is helped with from here, by telephone.
  await field(desk.page, '6 số trên điện thoại').fill('123 456');
  const answer = pinHelpAnswer(bytesOfHex(stage.helpKeys()[1] ?? ''), '123456');
  await see(desk.page.getByText(`${answer.slice(0, 4)} ${answer.slice(4)}`, { exact: true })).toBeVisible();
  await press(desk.page, 'Lấy mã vào lại');
  const code = await desk.page.getByText(/^[A-Z]{6}$/).innerText();
  await press(desk.page, 'Đóng');
  await openAt(phone.page, `/vao#${code}`);
  await phone.page.reload();
  await press(phone.page, 'Xem mã');
  await press(phone.page, 'Đúng là tôi');
  await see(phone.page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await sent(phone.page);
  expect(await harvested(desk.page)).toContain('12,5 kg');
  await openAt(desk.page, '/nguoi-va-may');
  await see(desk.page.getByRole('listitem')).toHaveCount(2);
});
