/** The repair desk in a real browser: what went wrong is one card for both sides, and people end it (U35, F1, F4, F5, F6). */
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PC, PICTURES } from './browsers.ts';
import { filledCoop, recordOfficeSale, routePath, type FilledCoop } from './filled-coop.ts';
import { field, goHome, openAt, press, sent, visit, type Visitor } from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';
import { disagree, recordHarvest, reverseTwice, secondPhone, sellTooLate } from './trouble.ts';

let stage: Stage;
let coop: FilledCoop;
let other: Visitor;

beforeAll(async () => {
  stage = await Stage.open();
  coop = await filledCoop(stage);
  other = await secondPhone(stage, coop);
});
afterAll(() => stage?.close());

const officePage = (): Page => coop.office.page;
const farmerPage = (): Page => coop.farmer.page;
const today = (): string => vietnamDay(0);
const yesterday = (): string => vietnamDay(-1);

function vietnamDay(days: number): string {
  const day = new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10);
  return day.split('-').reverse().join('/');
}

async function openDesk(page: Page): Promise<void> {
  await openAt(page, '/can-xem-lai');
  await see(page.getByRole('heading', { name: 'Cần xem lại' })).toBeVisible();
}

/** The card with all of these words. */
function card(page: Page, ...words: readonly string[]) {
  return words
    .reduce((found, word) => found.filter({ hasText: word }), page.locator('section:not(:has(section))'))
    .first();
}

test('a second reversal from another phone is one card on both sides; filed away, its writer sees it', async () => {
  await reverseTwice(coop.farmer, other, coop.ids.get('harvest') ?? '');
  await goHome(other.page);
  await see(other.page.getByText('Có 1 chỗ cần xem lại')).toBeVisible();
  await openDesk(other.page);
  const told = card(other.page, 'Phiếu này đã được hoàn tác trước đó');
  await see(told).toContainText('Không cần làm gì');
  await see(told).toContainText('12,5 kg');
  await see(told).toContainText('Bạn');
  await see(told.getByRole('button', { name: 'Gửi cho kế toán' })).toBeVisible();
  await other.page.screenshot({ path: `${PICTURES}/desk-second-reversal-phone.png`, fullPage: true });

  await sent(officePage());
  await openDesk(officePage());
  const seen = card(officePage(), 'Phiếu này đã được hoàn tác trước đó');
  await see(seen).toContainText('Tẩn Láo Hín');
  await see(seen).toContainText('12,5 kg');
  await see(seen).toContainText('Chè búp tươi');
  expect(await seen.getByRole('button', { name: 'Cho vào sổ' }).count()).toBe(0);
  await officePage().screenshot({ path: `${PICTURES}/desk-second-reversal-office.png`, fullPage: true });
  await seen.getByRole('button', { name: 'Xếp lại' }).click();
  await field(officePage(), 'Ghi chú của văn phòng').fill('Đã hoàn tác ở máy kia');
  await officePage().getByRole('dialog').getByRole('button', { name: 'Xếp lại' }).click();
  await sent(officePage());
  await see(card(officePage(), 'hợp tác xã đã xếp lại')).toContainText('Đã hoàn tác ở máy kia');

  await sent(other.page);
  await openDesk(other.page);
  await see(card(other.page, 'hợp tác xã đã xếp lại')).toContainText('12,5 kg');
  await goHome(other.page);
  await see(other.page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  expect(await other.page.getByText(/chỗ cần xem lại/).count()).toBe(0);
});

test('[LG1] a slip of a closed day waits for the office, is let in, and counts on the open day', async () => {
  await sellTooLate(coop, '5');
  await openDesk(farmerPage());
  await see(card(farmerPage(), 'Phiếu ghi cho ngày đã khóa sổ')).toContainText(yesterday());
  await farmerPage().screenshot({ path: `${PICTURES}/desk-late-phone.png`, fullPage: true });

  await openDesk(officePage());
  const late = card(officePage(), 'Phiếu ghi cho ngày đã khóa sổ');
  await see(late).toContainText('140.000 đ');
  await officePage().screenshot({ path: `${PICTURES}/desk-late-office.png`, fullPage: true });
  // A closed day is no way out.
  await late.getByRole('textbox', { name: 'Tính cho ngày' }).fill(yesterday());
  await see(late.getByText(/Sổ đã khóa đến hết/)).toBeVisible();
  await late.getByRole('textbox', { name: 'Tính cho ngày' }).fill(today());
  await late.getByRole('button', { name: 'Cho vào sổ' }).click();
  await see(card(officePage(), 'Đã quyết: cho vào sổ').or(card(officePage(), 'đã cho vào sổ'))).toBeVisible();
  await sent(officePage());
  await see(card(officePage(), 'hợp tác xã đã cho vào sổ')).toContainText(`Tính cho ngày${today()}`);

  await openAt(officePage(), routePath('/thanh-vien/:member/so', coop.ids));
  const line = officePage().locator('tbody tr').filter({ hasText: '5 kg' });
  await see(line).toContainText(today());
  await sent(farmerPage());
  await openDesk(farmerPage());
  await see(card(farmerPage(), 'hợp tác xã đã cho vào sổ')).toContainText(yesterday());
  await openAt(farmerPage(), '/so-cua-toi');
  const own = farmerPage().getByRole('listitem').filter({ hasText: ' 5 kg' });
  await see(own).toContainText(today());
  await see(own).not.toContainText('Cần xem lại');
});

test('a late slip that is filed away leaves the books, and can be written again', async () => {
  await sellTooLate(coop, '7');
  await openDesk(officePage());
  await card(officePage(), 'Phiếu ghi cho ngày đã khóa sổ').getByRole('button', { name: 'Xếp lại' }).click();
  await officePage().getByRole('dialog').getByRole('button', { name: 'Xếp lại' }).click();
  await sent(officePage());
  await sent(farmerPage());
  await openDesk(farmerPage());
  const filed = card(farmerPage(), 'hợp tác xã đã xếp lại', '7 kg');
  await see(filed.getByRole('button', { name: 'Ghi lại phiếu này' })).toBeVisible();
  await openAt(farmerPage(), '/so-cua-toi');
  await see(farmerPage().getByRole('listitem').first()).toBeVisible();
  expect(await farmerPage().getByRole('listitem').filter({ hasText: ' 7 kg' }).count()).toBe(0);
});

test('[F6] [U35] a disagreement is left to the bookkeeper, who ends it; what was not chosen is brought back', async () => {
  await disagree(coop);
  await openDesk(farmerPage());
  await see(farmerPage().getByRole('button', { name: /^4 sào/ })).toContainText('Tẩn Láo Hín');
  await see(farmerPage().getByRole('button', { name: /^5 sào/ })).toContainText('Nông Thị Niềm');
  await farmerPage().screenshot({ path: `${PICTURES}/desk-conflict-phone.png`, fullPage: true });
  await press(farmerPage(), 'Để kế toán quyết');
  await see(farmerPage().getByRole('heading', { name: 'Đang chờ kế toán quyết' })).toBeVisible();
  await goHome(farmerPage());
  await see(farmerPage().getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  expect(
    await farmerPage()
      .getByText(/chỗ cần xem lại/)
      .count(),
  ).toBe(0);

  await openDesk(officePage());
  await officePage()
    .getByRole('button', { name: /^5 sào/ })
    .click();
  await see(card(officePage(), 'Ý kia: 4 sào')).toBeVisible();
  await sent(officePage());
  await sent(farmerPage());
  await openDesk(farmerPage());
  const ended = card(farmerPage(), 'Ý kia: 4 sào');
  await see(ended).toContainText('Đã chọn');
  await see(ended).toContainText('Nông Thị Niềm');
  await farmerPage().screenshot({ path: `${PICTURES}/desk-loser-phone.png`, fullPage: true });
  await ended.getByRole('button', { name: 'Lấy lại ý này' }).click();
  await see(card(farmerPage(), 'Ý kia: 5 sào')).toBeVisible();
  await sent(farmerPage());
  await sent(officePage());
  await openAt(officePage(), routePath('/thua/:plot', coop.ids));
  await see(officePage().getByText(/^4 sào/)).toBeVisible();
});

test('two slips that look alike are asked about, told apart, and asked about again after undo', async () => {
  await recordHarvest(farmerPage(), '40');
  await press(farmerPage(), 'Ghi thêm');
  await farmerPage().getByRole('button', { name: '4', exact: true }).click();
  await farmerPage().getByRole('button', { name: '0', exact: true }).click();
  await press(farmerPage(), 'Lưu');
  await see(farmerPage().getByText('Đã lưu: 40 kg')).toBeVisible();
  await sent(farmerPage());
  await sent(officePage());
  for (const page of [farmerPage(), officePage()]) {
    await openDesk(page);
    await see(card(page, 'Có thể ghi hai lần')).toContainText('40 kg');
  }
  await officePage().screenshot({ path: `${PICTURES}/desk-lookalike-office.png`, fullPage: true });
  await press(officePage(), 'Là hai lần khác nhau');
  await see(officePage().getByText('Đã ghi nhận: hai lần khác nhau')).toBeVisible();
  await see(officePage().getByText('Có thể ghi hai lần: ')).toHaveCount(0);
  await press(officePage(), /^Hoàn tác/);
  await see(card(officePage(), 'Có thể ghi hai lần')).toBeVisible();
  await press(officePage(), 'Là hai lần khác nhau');
  await sent(officePage());
  await sent(farmerPage());
  await openDesk(farmerPage());
  await see(farmerPage().getByRole('heading', { name: 'Đã xử lý' })).toBeVisible();
  await see(farmerPage().getByText('Có thể ghi hai lần: ')).toHaveCount(0);
});

test('what only one device still has after the server was put back is written again with one tap', async () => {
  const putBack = await stage.keepServer();
  await recordHarvest(other.page, '61');
  await sent(other.page);
  await sent(officePage());
  await openAt(officePage(), '/van-phong/thu-hoach');
  await see(officePage().getByRole('cell', { name: '61 kg' })).toBeVisible();
  await other.context.close();
  await putBack();
  await sent(officePage());
  await openDesk(officePage());
  const lost = card(officePage(), 'chỉ còn ở máy này');
  await see(lost).toContainText('61 kg');
  await officePage().screenshot({ path: `${PICTURES}/desk-witness-office.png`, fullPage: true });
  await lost.getByRole('button', { name: 'Ghi lại phiếu này' }).click();
  await see(officePage().getByText('chỉ còn ở máy này')).toHaveCount(0);
  await sent(officePage());
  await sent(farmerPage());
  await openAt(farmerPage(), '/thu-hoach');
  await see(farmerPage().getByRole('listitem').filter({ hasText: '61' })).toHaveCount(1);
});

test('a fresh office device begins with last year, says so, and fetches the years before', async () => {
  const year = Number(today().slice(6));
  // Written for a closed day it would wait for people, and the form says so before.
  await openAt(officePage(), '/ban-hang/moi');
  await field(officePage(), 'Ngày').fill(`15/03/${year - 3}`);
  await see(officePage().getByText('Văn phòng sẽ phải cho phiếu này vào')).toBeVisible();
  await officePage().screenshot({ path: `${PICTURES}/desk-late-warning.png`, fullPage: true });
  await openAt(officePage(), '/khoa-so');
  await press(officePage(), 'Mở lại tất cả');
  await see(officePage().getByText('Sổ đang mở, chưa khóa ngày nào').first()).toBeVisible();
  await openAt(officePage(), '/ban-hang/moi');
  await field(officePage(), 'Số lượng').fill('3');
  await field(officePage(), 'Đơn giá').fill('100000');
  await field(officePage(), 'Ngày').fill(`15/03/${year - 3}`);
  await field(officePage(), 'Đơn giá').press('F9');
  await see(officePage().getByText('Đã lưu: 300.000 đ')).toBeVisible();
  await recordOfficeSale(officePage(), { customer: '', quantity: '2', price: '100000', payment: 'cash' });
  await sent(officePage());
  await openAt(officePage(), '/thanh-vien');
  await press(officePage(), 'Mời người làm việc');
  await press(officePage(), /^Làm tất cả ở văn phòng/);
  const code = await officePage()
    .getByText(/^[A-Z]{6}$/)
    .innerText();
  const { page: fresh } = await visit(stage.browser, `${stage.base}/vao#${code}`, PC);
  await press(fresh, 'Xem mã');
  await field(fresh, 'Tên của bạn').fill('Vũ Ngọc Quý');
  await press(fresh, 'Đúng là tôi');
  await see(fresh.getByRole('button', { name: 'Số liệu' })).toBeVisible();
  await sent(fresh);
  await openAt(fresh, '/quy');
  await see(fresh.getByText(`Sổ trên máy này bắt đầu từ năm ${year - 1}`)).toBeVisible();
  await see(fresh.locator('dl')).toContainText('200.000 đ');
  await fresh.screenshot({ path: `${PICTURES}/desk-years-office.png`, fullPage: true });
  await press(fresh, 'Tải các năm trước');
  await see(fresh.locator('dl')).toContainText('500.000 đ', { timeout: 30_000 });
  await see(fresh.getByText(/Sổ trên máy này bắt đầu từ năm/)).toHaveCount(0);
});
