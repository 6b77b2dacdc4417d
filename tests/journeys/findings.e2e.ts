/** The board of control writes what it found with no network, the chief accountant answers, the board settles it (FD1 to FD4). */
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFinding } from './board.ts';
import { PC, PHONE, PICTURES } from './browsers.ts';
import {
  addMember,
  addProduct,
  allSent,
  field,
  foundCoop,
  goHome,
  inviteStaff,
  joinAsStaff,
  keptOffline,
  openAt,
  press,
  sent,
  visit,
  type Visitor,
} from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

const WHAT = 'Phiếu chi ngày 12 thiếu chữ ký thủ quỹ.';
const ANSWER = 'Đã ký bổ sung, kẹp cùng phiếu.';

let stage: Stage;
let desk: Visitor;
let board: Visitor;
let bookkeeper: Visitor;
/** Where the board's finding is, on every device. */
let path: string;

async function joined(job: RegExp, name: string, size: typeof PHONE | typeof PC): Promise<Visitor> {
  const code = await inviteStaff(desk.page, job);
  const visitor = await visit(stage.browser, `${stage.base}/vao#${code}`, size);
  await joinAsStaff(visitor.page, name);
  return visitor;
}

beforeAll(async () => {
  stage = await Stage.open();
  desk = await visit(stage.browser, stage.setupLink, PC);
  await foundCoop(desk.page, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await addProduct(desk.page, 'Chè búp tươi');
  await addMember(desk.page, 'Tẩn Láo Hín', 'SV-001');
  await allSent(desk.page);
  board = await joined(/^Ban kiểm soát/, 'Phàn Tả Mẩy', PHONE);
  bookkeeper = await joined(/^Kế toán\s*Ghi và xác nhận/, 'Lý Lở Mẩy', PC);
});
afterAll(() => stage?.close());

async function openFindings(page: Page): Promise<void> {
  await openAt(page, '/kien-nghi');
  await see(page.getByRole('heading', { name: 'Kiến nghị của ban kiểm soát' })).toBeVisible();
}

test('[FD1] the board writes a finding with no network, and its draft outlives a page that is closed', async () => {
  const { page, context } = board;
  await keptOffline(page);
  await context.setOffline(true);
  await goHome(page);
  await press(page, 'Kiến nghị');
  await see(page.getByText('Chưa có kiến nghị nào')).toBeVisible();
  await press(page, 'Ghi kiến nghị');
  await field(page, 'Kiến nghị').fill(WHAT);
  await page.reload();
  await see(field(page, 'Kiến nghị')).toHaveValue(WHAT);
  await press(page, 'Hôm qua');
  await press(page, 'Lưu');
  await see(page.getByText('Đã lưu kiến nghị')).toBeVisible();
  await press(page, 'Xem kiến nghị này');
  await see(page.getByText(WHAT)).toBeVisible();
  await see(page.getByText('Chưa trả lời')).toBeVisible();
  path = new URL(page.url()).pathname;
  // What was saved is no draft any more.
  await openAt(page, '/kien-nghi/moi');
  await see(field(page, 'Kiến nghị')).toHaveValue('');
  await context.setOffline(false);
  await sent(page);
});

test('[FD3] the chief accountant is told at home, reads it and answers; the bookkeeper reads and has nothing to write', async () => {
  await sent(desk.page);
  await goHome(desk.page);
  await see(desk.page.getByText('Có 1 kiến nghị chưa trả lời')).toBeVisible();
  await press(desk.page, 'Xem kiến nghị');
  await desk.page.getByRole('cell', { name: WHAT }).click();
  await see(desk.page.getByText(/^Phàn Tả Mẩy · /)).toBeVisible();
  await see(desk.page.getByRole('button', { name: 'Đã giải quyết xong' })).toHaveCount(0);
  await see(desk.page.getByRole('button', { name: 'Sửa kiến nghị' })).toHaveCount(0);
  await field(desk.page, 'Trả lời').fill(ANSWER);
  await press(desk.page, 'Lưu câu trả lời');
  await see(desk.page.getByText('Đã lưu câu trả lời')).toBeVisible();
  await see(desk.page.getByText(ANSWER)).toBeVisible();
  await sent(desk.page);
  await goHome(desk.page);
  await see(desk.page.getByRole('button', { name: 'Số liệu' })).toBeVisible();
  await see(desk.page.getByText(/kiến nghị chưa trả lời/)).toHaveCount(0);

  const { page } = bookkeeper;
  await sent(page);
  await goHome(page);
  await press(page, 'Số liệu');
  await press(page, 'Kiến nghị');
  await page.getByRole('cell', { name: WHAT }).click();
  await see(page.getByText(ANSWER)).toBeVisible();
  await see(page.getByRole('textbox')).toHaveCount(0);
  await openAt(page, '/kien-nghi/moi');
  await see(page.getByRole('textbox')).toHaveCount(0);
});

test('[FD1] [FD2] the board reads the answer, edits no more, settles the finding, opens it again and settles it', async () => {
  const { page } = board;
  await sent(page);
  await openAt(page, path);
  await see(page.getByText(ANSWER)).toBeVisible();
  await see(page.getByText(/^Nông Thị Niềm · /)).toBeVisible();
  await see(page.getByRole('button', { name: 'Sửa kiến nghị' })).toHaveCount(0);
  await see(page.getByRole('textbox')).toHaveCount(0);
  await press(page, 'Đã giải quyết xong');
  await press(page, /^Hoàn tác/);
  await press(page, 'Đã giải quyết xong');
  await see(page.getByText('Đã ghi: kiến nghị đã giải quyết xong')).toBeVisible();
  await sent(page);
  await openAt(page, '/viec-da-lam');
  await see(page.getByText(`Ghi kiến nghị: ${WHAT}`)).toBeVisible();
  await see(page.getByText(`Mở lại kiến nghị: ${WHAT}`)).toBeVisible();
  await see(page.getByText(`Đã giải quyết xong kiến nghị: ${WHAT}`)).toHaveCount(2);
  await see(page.getByRole('button', { name: /^Hoàn tác/ })).toHaveCount(0);

  await sent(desk.page);
  await openAt(desk.page, path);
  await see(desk.page.getByText('Đã giải quyết xong', { exact: true })).toBeVisible();
  await see(desk.page.getByRole('textbox')).toHaveCount(0);
});

test('what the board wrote wrongly it puts in other words while nobody has answered', async () => {
  const { page } = board;
  await writeFinding(page, 'Kho ẩm');
  await press(page, 'Xem kiến nghị này');
  await press(page, 'Sửa kiến nghị');
  await field(page, 'Kiến nghị').fill('Kho chè ẩm, nên kê cao.');
  await press(page, 'Lưu');
  await see(page.getByText('Kho chè ẩm, nên kê cao.')).toBeVisible();
  await see(page.getByRole('button', { name: 'Sửa kiến nghị' })).toBeVisible();
  await openFindings(page);
  await page.screenshot({ path: `${PICTURES}/findings-board.png`, fullPage: true });
  // The open one stands before the settled one.
  expect(await page.getByRole('row').nth(1).innerText()).toContain('Kho chè ẩm');
  await sent(page);
});

test('[I17] the board writes nothing else: no form opens and no button offers it', async () => {
  const { page } = board;
  for (const path of ['/ban-hang/moi', '/xac-nhan', '/khoa-so', '/thanh-vien/nhap', '/thu-hoach/ghi']) {
    await openAt(page, path);
    await see(page.getByTestId('sync-chip')).toBeVisible();
    await see(page.getByRole('textbox')).toHaveCount(0);
  }
  await openAt(page, '/san-pham');
  await see(page.getByText('Chè búp tươi', { exact: true })).toBeVisible();
  await see(page.getByRole('button', { name: 'Thêm sản phẩm' })).toHaveCount(0);
  await openAt(page, '/thanh-vien');
  await see(page.getByText('Tẩn Láo Hín', { exact: true })).toBeVisible();
  await see(page.getByRole('button', { name: 'Thêm thành viên' })).toHaveCount(0);
  await openAt(page, '/can-xem-lai');
  await see(page.getByRole('heading', { name: 'Cần xem lại' })).toBeVisible();
  await see(page.getByText(/chỗ cần xem lại/)).toHaveCount(0);
});
