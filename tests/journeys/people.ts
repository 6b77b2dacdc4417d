/** What people do in the app, as they do it: by the words on the buttons. */
import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { PC, PHONE } from './browsers.ts';
import { savedBy, type SavedFile } from './downloads.ts';
import { PATIENCE_MS, see } from './see.ts';

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** A fresh browser profile at an address of the server. */
export async function visit(browser: Browser, address: string, size: typeof PHONE | typeof PC): Promise<Visitor> {
  const context = await browser.newContext({ viewport: size, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' });
  return { context, page: await newPage(context, address) };
}

const opened = new Map<Page, string[]>();
const MOST_NOTES = 30;

/** Every page that was opened by a visit and is open still, with what went wrong in it last. */
export function openPages(): ReadonlyMap<Page, readonly string[]> {
  return opened;
}

function watch(page: Page): void {
  const notes: string[] = [];
  const note = (text: string): void => void (notes.push(text) > MOST_NOTES && notes.shift());
  opened.set(page, notes);
  page.once('close', () => opened.delete(page));
  page.once('crash', () => note('crashed'));
  page.on('pageerror', (error) => note(`error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && note(`console: ${message.text()}`));
  page.on('requestfailed', (request) => note(`failed: ${request.url()} ${request.failure()?.errorText ?? ''}`));
}

export async function newPage(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  watch(page);
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(address);
  return page;
}

export async function press(page: Page, name: string | RegExp): Promise<void> {
  await page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();
}

/** A field that is typed into, by its label. */
export function field(page: Page, label: string | RegExp) {
  return page.getByRole('textbox', { name: label }).first();
}

/** On the welcome page with a set-up link. */
export async function foundCoop(page: Page, coop: string, person: string): Promise<void> {
  await field(page, 'Tên hợp tác xã').fill(coop);
  await field(page, 'Tên của bạn').fill(person);
  await press(page, 'Bắt đầu');
  await see(page.getByRole('button', { name: 'Thành viên', exact: true })).toBeVisible();
}

export async function goHome(page: Page): Promise<void> {
  await page.goto(new URL('/', page.url()).href);
}

export async function openAt(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, page.url()).href);
}

export async function addProduct(page: Page, name: string): Promise<void> {
  await openAt(page, '/san-pham');
  await field(page, 'Tên sản phẩm').fill(name);
  await press(page, 'Thêm sản phẩm');
  await see(page.getByRole('cell', { name, exact: true })).toBeVisible();
}

/** Opens a member from the register by what was typed into the search. */
export async function openMember(page: Page, search: string, name: string): Promise<void> {
  await openAt(page, '/thanh-vien');
  await field(page, 'Tìm theo tên, mã, số điện thoại').fill(search);
  await page.getByRole('cell', { name, exact: true }).first().click();
  await see(page.getByRole('heading', { name })).toBeVisible();
}

/** Into the register; `code`: as the co-op numbers its members. */
export async function addMember(page: Page, name: string, code?: string): Promise<void> {
  await openAt(page, '/thanh-vien');
  await field(page, 'Họ và tên').fill(name);
  if (code !== undefined) await field(page, 'Mã thành viên').fill(code);
  await press(page, 'Thêm thành viên');
  await see(page.getByRole('cell', { name, exact: true })).toBeVisible();
}

/** At the office's list of people and devices, the one whose line reads so. */
export async function openPerson(page: Page, line: RegExp): Promise<void> {
  await openAt(page, '/nguoi-va-may');
  await page.getByRole('listitem').getByRole('button', { name: line }).first().click();
  await see(page.getByText('Tình trạng')).toBeVisible();
}

/** The six letters that let a member's own device in. */
export async function inviteMember(page: Page, search: string, name: string): Promise<string> {
  await openMember(page, search, name);
  await press(page, 'Mời bằng mã');
  const code = await page.getByText(/^[A-Z]{6}$/).innerText();
  await press(page, 'Đóng');
  return code;
}

/** The six letters that let somebody in who works for the co-op; `job`: how its line begins. */
export async function inviteStaff(page: Page, job: RegExp): Promise<string> {
  await openAt(page, '/thanh-vien');
  await press(page, 'Mời người làm việc');
  await press(page, job);
  const code = await page.getByText(/^[A-Z]{6}$/).innerText();
  await press(page, 'Đóng');
  return code;
}

/** On the page of a code for staff: in, with everything received. */
export async function joinAsStaff(page: Page, name: string): Promise<void> {
  await press(page, 'Xem mã');
  await field(page, 'Tên của bạn').fill(name);
  await press(page, 'Đúng là tôi');
  await see(page.getByTestId('sync-chip')).toBeVisible();
  await allSent(page);
}

/** A member's phone that has joined and received everything. */
export async function joinedPhone(context: BrowserContext, base: string, code: string, name: string): Promise<Page> {
  const page = await newPage(context, base);
  await joinByCode(page, code, name);
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await allSent(page);
  return page;
}

export async function joinByCode(page: Page, code: string, name: string): Promise<void> {
  await openAt(page, `/vao#${code}`);
  await page.reload();
  await press(page, 'Xem mã');
  await see(page.getByText(`Mã này dành cho: ${name}`)).toBeVisible();
  await press(page, 'Đúng là tôi');
}

/** Types a number on the app's keypad; `12,5` has a comma. */
export async function type(page: Page, number: string): Promise<void> {
  for (const key of number) await press(page, key === ',' ? 'Dấu phẩy' : key);
}

/** At a sale's price, in place of the one that is offered; đồng a unit. */
export async function typePrice(page: Page, dong: number): Promise<void> {
  while ((await page.getByRole('status', { name: 'Đơn giá' }).innerText()).replace(/\D/g, '') !== '0')
    await press(page, 'Xóa một số');
  await type(page, String(dong));
}

/** A harvest of the co-op's tea, from home to the card that says that it is saved. */
export async function harvestTea(page: Page, kg: string): Promise<void> {
  await goHome(page);
  await press(page, 'Ghi thu hoạch');
  const ask = page.getByRole('heading', { name: 'Thu hoạch gì?' });
  await see(ask.or(page.getByText(/được bao nhiêu\?/i))).toBeVisible();
  if (await ask.isVisible()) await press(page, /^Chè búp tươi/);
  await type(page, kg);
  await press(page, 'Lưu');
  await see(page.getByText(`Đã lưu: ${kg} kg Chè búp tươi`)).toBeVisible();
}

/** Waits until everything has left this device and everything of the server is here. */
export async function allSent(page: Page): Promise<void> {
  const chip = page.getByTestId('sync-chip');
  await sendNow(page);
  await see(chip).toHaveAttribute('data-unsent', '0', { timeout: 30_000 });
  await see(chip).toHaveAttribute('data-status', 'idle', { timeout: 30_000 });
  await press(page, 'Đóng');
}

/** The chip becomes small when the last slip leaves: a press that meets it just then presses beside it, and is done again. */
async function sendNow(page: Page): Promise<void> {
  const send = page.getByRole('button', { name: 'Gửi ngay', exact: true });
  await expect(async () => {
    if (!(await send.isVisible())) await page.getByTestId('sync-chip').click();
    await expect(send).toBeVisible();
  }).toPass({ timeout: PATIENCE_MS });
  await send.click();
}

/** As `allSent`, also where something waits for people, which the chip says first. */
export async function sent(page: Page): Promise<void> {
  const chip = page.getByTestId('sync-chip');
  const heard = page.waitForResponse((response) => response.url().endsWith('/v1/sync'), { timeout: 30_000 });
  await sendNow(page);
  await heard;
  await see(chip).toHaveAttribute('data-unsent', '0', { timeout: 30_000 });
  await see(chip).toHaveAttribute('data-complete', 'true', { timeout: 30_000 });
  await press(page, 'Đóng');
}

export async function unsent(page: Page): Promise<number> {
  return Number(await page.getByTestId('sync-chip').getAttribute('data-unsent'));
}

/** What the page saves when something is pressed. */
export async function savedFile(page: Page, name: string | RegExp): Promise<SavedFile> {
  return savedBy(page, async () => press(page, name));
}

/** Until the service worker keeps the whole shell. */
export async function keptOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}
