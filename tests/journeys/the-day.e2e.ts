/**
 * The whole first day on real input (issue: "The day"): register from a file, field and office cut off from each other,
 * a killed browser, a lost answer, and the same figures for everybody in the end. Every expected figure is computed
 * here from what was typed, without the app's code. Also in the oldest browser that is promised.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installedBrowsers, PC, PHONE, PICTURES } from './browsers.ts';
import { importRegister } from './filled-coop.ts';
import { killBrowser } from './kill-browser.ts';
import {
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
  press,
  type,
  typePrice,
  visit,
} from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

const installed = installedBrowsers();
const SAMPLES = 'tests/fixtures/samples';
const TEA = 'Chè búp tươi';
const MAIZE = 'Ngô hạt';
const MEMBER = 'Tẩn Láo Hín';
const CUSTOMER = 'Công ty Trà Tây Bắc';

/** Kilograms as typed: tea first, then maize. */
const HARVESTS = ['12,5', '7', '30', '4,25', '18', '9,75', '22', '15,5', '3', '41', '6,125', '11'].map((kg) => ({
  product: TEA,
  kg,
}));
const MAIZE_HARVESTS = ['50', '62,5', '48', '71', '39,5', '55', '60', '44,25'].map((kg) => ({ product: MAIZE, kg }));

type Buyer = 'Hợp tác xã, ghi nợ' | 'Hợp tác xã, tiền mặt' | 'Người mua ngoài';
const SALES: readonly { readonly buyer: Buyer; readonly kg: string; readonly price: number }[] = [
  { buyer: 'Hợp tác xã, ghi nợ', kg: '12,5', price: 28_000 },
  { buyer: 'Hợp tác xã, ghi nợ', kg: '20', price: 28_500 },
  { buyer: 'Hợp tác xã, tiền mặt', kg: '7', price: 27_000 },
  { buyer: 'Người mua ngoài', kg: '5,5', price: 31_000 },
  { buyer: 'Người mua ngoài', kg: '3', price: 32_000 },
];

type Direction = 'coop-customer' | 'coop-member' | 'member-coop';
const OFFICE_SALES: readonly {
  readonly direction: Direction;
  readonly payment: 'cash' | 'credit';
  readonly kg: string;
  readonly price: number;
}[] = [
  { direction: 'coop-customer', payment: 'credit', kg: '100', price: 150_000 },
  { direction: 'coop-customer', payment: 'credit', kg: '25,5', price: 152_000 },
  { direction: 'coop-customer', payment: 'cash', kg: '10', price: 155_000 },
  { direction: 'coop-customer', payment: 'cash', kg: '2,5', price: 160_000 },
  { direction: 'coop-customer', payment: 'credit', kg: '40', price: 149_000 },
  { direction: 'coop-member', payment: 'credit', kg: '50', price: 9_500 },
  { direction: 'coop-member', payment: 'cash', kg: '10', price: 10_000 },
  { direction: 'member-coop', payment: 'credit', kg: '30', price: 28_000 },
  { direction: 'member-coop', payment: 'cash', kg: '8', price: 27_500 },
  { direction: 'coop-customer', payment: 'cash', kg: '1', price: 165_000 },
];

const grams = (kg: string): number => {
  const [whole = '0', decimals = ''] = kg.split(',');
  return Number(whole) * 1_000 + Number(decimals.padEnd(3, '0'));
};
const amount = ({ kg, price }: { readonly kg: string; readonly price: number }): number =>
  Math.floor((grams(kg) * price + 500) / 1_000);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const dots = (digits: number): string => String(digits).replace(/\B(?=(\d{3})+$)/g, '.');
const kilograms = (total: number): string => {
  const decimals = String(total % 1_000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${dots(Math.floor(total / 1_000))}${decimals === '' ? '' : `,${decimals}`}`;
};

describe.each([
  ['Chromium of today', installed.chromium],
  ['Chromium 109', installed.chromium109],
])('%s', (_name, executablePath) => {
  let stage: Stage;
  const phoneDir = mkdtempSync(join(tmpdir(), 'so-mua-phone-'));
  const openPhone = (): Promise<BrowserContext> =>
    chromium.launchPersistentContext(phoneDir, { executablePath, viewport: PHONE, locale: 'vi-VN' });

  beforeAll(async () => {
    stage = await Stage.open({ executablePath });
  });
  afterAll(async () => {
    killBrowser(phoneDir);
    await stage?.close();
    rmSync(phoneDir, { recursive: true, force: true });
  });

  test('the first day: cut off, reloaded, killed, an answer lost, and everybody sees the same figures', {
    timeout: 300_000,
  }, async () => {
    const { base } = stage;
    const { page: office, context: officeContext } = await visit(stage.browser, stage.setupLink, PC);
    await foundCoop(office, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
    await importRegister(office, `${SAMPLES}/thanh-vien-sach.xlsx`, 60);
    await addProduct(office, TEA);
    await addProduct(office, MAIZE);
    await openAt(office, '/khach-hang');
    await field(office, 'Tên khách hàng').fill(CUSTOMER);
    await press(office, 'Thêm khách hàng');
    await see(office.getByRole('cell', { name: CUSTOMER })).toBeVisible();
    await openMember(office, 'sv-001', MEMBER);
    await press(office, 'Thửa đất');
    for (const name of ['Đồi sau nhà', 'Ruộng dưới']) {
      await field(office, 'Tên thửa').fill(name);
      await field(office, 'Diện tích').fill('3');
      await press(office, 'Thêm thửa');
      await see(office.getByRole('cell', { name, exact: true })).toBeVisible();
    }
    await allSent(office);
    const code = await inviteMember(office, 'sv-001', MEMBER);
    const memberPath = new URL(office.url()).pathname;

    // The phone is a browser process of its own, with a folder that outlives it.
    let phone = await openPhone();
    let farmer = await firstPage(phone, base);
    await joinByCode(farmer, code, MEMBER);
    await see(farmer.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
    await openAt(farmer, '/thua-cua-toi');
    await see(farmer.getByRole('button', { name: /Ruộng dưới/ })).toBeVisible();
    await keptOffline(farmer);
    await keptOffline(office);

    await stage.killServer();
    await phone.setOffline(true);
    await officeContext.setOffline(true);

    // In the field: twenty harvests; after the first of a product only the weight is typed.
    await goHome(farmer);
    for (const [index, { kg }] of HARVESTS.entries()) {
      await recordHarvest(farmer, index === 0 ? TEA : undefined, kg);
      if (index === 5) await farmer.reload();
    }
    // The browser dies the moment it has said that a harvest is saved.
    expect(killBrowser(phoneDir)).toBeGreaterThan(0);
    phone = await openPhone();
    await phone.setOffline(true);
    farmer = await firstPage(phone, base);
    for (const [index, { kg }] of MAIZE_HARVESTS.entries())
      await recordHarvest(farmer, index === 0 ? MAIZE : undefined, kg);
    let buyer: Buyer | undefined;
    for (const sale of SALES) {
      await recordSale(farmer, { ...sale, isNewBuyer: buyer !== sale.buyer, isFirst: buyer === undefined });
      buyer = sale.buyer;
    }
    await editPlot(farmer, 'Đồi sau nhà', 'Thôn, bản', 'Bản Khe Chanh');
    await editPlot(farmer, 'Ruộng dưới', 'Diện tích', '4');
    await farmer.reload();

    // In the office, cut off as well.
    await office.reload();
    await officeEditsPlot(office, memberPath, { plot: 'Đồi sau nhà', label: 'Ghi chú', text: 'Đo lại tháng 12' });
    await officeEditsPlot(office, memberPath, { plot: 'Ruộng dưới', label: 'Diện tích', text: '5' });
    for (const sale of OFFICE_SALES) await recordOfficeSale(office, sale);
    await openAt(office, '/san-pham');
    await office.getByRole('cell', { name: TEA, exact: true }).click();
    await field(office, 'Giá').fill('28000');
    await press(office, 'Báo giá');
    await see(office.getByText('28.000 đ/kg')).toBeVisible();
    await office.reload();

    // The server is back. The farmer's first answer is lost on the way; then both sync, twice.
    await stage.startServerAgain();
    await phone.setOffline(false);
    await officeContext.setOffline(false);
    await goHome(farmer);
    const lost = await loseOneAnswer(phone);
    await allSent(farmer);
    expect(lost.answers).toBe(1);
    await goHome(office);
    await allSent(office);
    await press(office, 'Xác nhận hàng nhận');
    await press(office, /^Xác nhận cả 3 phiếu$/);
    await see(office.getByText('Không có phiếu nào chờ')).toBeVisible();
    for (let round = 0; round < 2; round += 1) {
      await allSent(office);
      await allSent(farmer);
    }

    await seesKilograms(farmer);
    await seesOfficeKilograms(office);
    await seesFigures(office);
    await seesAccount(farmer);
    await seesStatement(office, memberPath);
    for (const page of [farmer, office]) await seesConflict(page);
    await office.screenshot({ path: `${PICTURES}/day-conflict-office.png` });
    await openAt(farmer, '/gia');
    await see(farmer.getByText('28.000')).toBeVisible();
    await onlyOwnRows(farmer);

    // A third, fresh browser joins the office and sees the same.
    await openAt(office, '/thanh-vien');
    await press(office, 'Mời người làm việc');
    await press(office, /^Làm tất cả ở văn phòng/);
    const officeCode = await office.getByText(/^[A-Z]{6}$/).innerText();
    const { page: third } = await visit(stage.browser, `${base}/vao#${officeCode}`, PC);
    await press(third, 'Xem mã');
    await field(third, 'Tên của bạn').fill('Vũ Ngọc Quý');
    await press(third, 'Đúng là tôi');
    await see(third.getByRole('button', { name: 'Số liệu' })).toBeVisible();
    await allSent(third);
    await seesOfficeKilograms(third);
    await seesFigures(third);
    await seesStatement(third, memberPath);
    await seesConflict(third);
  });
});

async function firstPage(context: BrowserContext, base: string): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(20_000);
  await page.goto(base);
  return page;
}

async function recordHarvest(page: Page, product: string | undefined, kg: string): Promise<void> {
  await goHome(page);
  await press(page, 'Ghi thu hoạch');
  if (product === MAIZE) await page.getByRole('button', { name: /Sản phẩm.*Đổi/ }).click();
  if (product !== undefined) await page.getByRole('button', { name: new RegExp(`^${product}`) }).click();
  await type(page, kg);
  await press(page, 'Lưu');
  await see(page.getByText(`Đã lưu: ${kg} kg`)).toBeVisible();
}

async function recordSale(
  page: Page,
  sale: (typeof SALES)[number] & { readonly isNewBuyer: boolean; readonly isFirst: boolean },
): Promise<void> {
  await goHome(page);
  await press(page, 'Bán hàng');
  if (sale.isNewBuyer && !sale.isFirst) await page.getByRole('button', { name: /^Người mua .*Đổi/ }).click();
  if (sale.isNewBuyer) await page.getByRole('button', { name: new RegExp(`^${sale.buyer}`) }).click();
  if (sale.isFirst) await page.getByRole('button', { name: new RegExp(`^${TEA}`) }).click();
  await type(page, sale.kg);
  await press(page, 'Tiếp');
  await typePrice(page, sale.price);
  await press(page, 'Lưu');
  await see(page.getByText(`Đã lưu: ${dots(amount(sale))} đ`)).toBeVisible();
}

async function editPlot(page: Page, plot: string, label: string, text: string): Promise<void> {
  await openAt(page, '/thua-cua-toi');
  await page.getByRole('button', { name: new RegExp(plot) }).click();
  await changePlot(page, label, text);
}

async function officeEditsPlot(
  page: Page,
  memberPath: string,
  edit: { readonly plot: string; readonly label: string; readonly text: string },
): Promise<void> {
  await openAt(page, `${memberPath}/thua`);
  await page.getByRole('cell', { name: edit.plot, exact: true }).click();
  await changePlot(page, edit.label, edit.text);
}

async function changePlot(page: Page, label: string, text: string): Promise<void> {
  await press(page, 'Sửa thửa này');
  await field(page, label).fill(text);
  await press(page, 'Lưu');
  await see(page.getByRole('button', { name: 'Sửa thửa này' })).toBeVisible();
}

async function recordOfficeSale(page: Page, sale: (typeof OFFICE_SALES)[number]): Promise<void> {
  await openAt(page, '/ban-hang/moi');
  await page.getByLabel('Loại phiếu').selectOption(sale.direction);
  await page.getByLabel('Trả tiền').selectOption(sale.payment);
  const isCustomer = sale.direction === 'coop-customer';
  const party = field(page, isCustomer ? 'Khách hàng' : 'Thành viên');
  await party.fill(isCustomer ? 'tra tay' : 'sv-001');
  await party.press('Enter');
  await field(page, 'Số lượng').fill(sale.kg);
  await field(page, 'Đơn giá').fill(String(sale.price));
  await field(page, 'Đơn giá').press('F9');
  await see(page.getByText(`Đã lưu: ${dots(amount(sale))} đ`)).toBeVisible();
}

/** The server does its work, and what it says never arrives. */
async function loseOneAnswer(context: BrowserContext): Promise<{ readonly answers: number }> {
  const lost = { answers: 0 };
  await context.route('**/v1/sync', async (route) => {
    if (lost.answers > 0) return route.continue();
    lost.answers = 1;
    await route.fetch();
    return route.abort();
  });
  return lost;
}

const teaGrams = sum(HARVESTS.map(({ kg }) => grams(kg)));
const maizeGrams = sum(MAIZE_HARVESTS.map(({ kg }) => grams(kg)));

async function seesKilograms(page: Page): Promise<void> {
  await openAt(page, '/thu-hoach');
  await see(page.getByRole('figure').filter({ hasText: TEA })).toContainText(kilograms(teaGrams));
  await see(page.getByRole('figure').filter({ hasText: MAIZE })).toContainText(kilograms(maizeGrams));
  expect(await page.getByRole('listitem').count()).toBe(HARVESTS.length + MAIZE_HARVESTS.length);
}

async function seesOfficeKilograms(page: Page): Promise<void> {
  await openAt(page, '/van-phong/thu-hoach');
  await see(page.locator('tfoot')).toContainText(`${kilograms(teaGrams + maizeGrams)} kg`);
  const shown = (await page.locator('tbody tr td:nth-child(4)').allInnerTexts()).sort();
  const typed = [...HARVESTS, ...MAIZE_HARVESTS].map(({ kg }) => `${kg} kg`);
  expect(shown).toEqual(typed.sort());
  await field(page, /Tìm theo tên/).fill('che bup');
  await see(page.locator('tfoot')).toContainText(`${kilograms(teaGrams)} kg`);
}

const bySale = (which: (sale: (typeof OFFICE_SALES)[number]) => boolean): number =>
  sum(OFFICE_SALES.filter(which).map(amount));
const own = (buyer: Buyer): number => sum(SALES.filter((sale) => sale.buyer === buyer).map(amount));

async function seesFigures(page: Page): Promise<void> {
  await openAt(page, '/so-lieu');
  const figure = async (caption: string): Promise<string> =>
    page
      .getByRole('figure')
      .filter({ has: page.getByText(caption, { exact: true }) })
      .locator('p')
      .first()
      .innerText();
  const bought =
    bySale((sale) => sale.direction === 'member-coop') + own('Hợp tác xã, ghi nợ') + own('Hợp tác xã, tiền mặt');
  const cash =
    bySale((sale) => sale.direction !== 'member-coop' && sale.payment === 'cash') -
    bySale((sale) => sale.direction === 'member-coop' && sale.payment === 'cash') -
    own('Hợp tác xã, tiền mặt');
  await see(page.getByText(`${dots(bought)} đ`).first()).toBeVisible();
  expect({
    sold: await figure('Đã bán'),
    bought: await figure('Đã mua của thành viên'),
    cash: await figure('Tiền mặt'),
    receivable: await figure('Khách còn nợ'),
    owed: await figure('Còn nợ thành viên'),
  }).toEqual({
    sold: `${dots(bySale((sale) => sale.direction !== 'member-coop'))} đ`,
    bought: `${dots(bought)} đ`,
    cash: `${dots(cash)} đ`,
    receivable: `${dots(bySale((sale) => sale.direction === 'coop-customer' && sale.payment === 'credit'))} đ`,
    owed: `${dots(memberBalance)} đ`,
  });
}

/** What the co-op owes the member: bought on credit and confirmed, less what the member bought on credit. */
const memberBalance =
  own('Hợp tác xã, ghi nợ') +
  bySale((sale) => sale.direction === 'member-coop' && sale.payment === 'credit') -
  bySale((sale) => sale.direction === 'coop-member' && sale.payment === 'credit');

/** One line for each own sale, one for each confirmation, one for each slip of the office with this member. */
const accountAmounts: readonly string[] = [
  ...SALES.map(amount),
  ...SALES.filter((sale) => sale.buyer !== 'Người mua ngoài').map(amount),
  ...OFFICE_SALES.filter((sale) => sale.direction === 'coop-member').map(amount),
  ...OFFICE_SALES.filter((sale) => sale.direction === 'member-coop').flatMap((sale) => [amount(sale), amount(sale)]),
].map(dots);

async function seesAccount(page: Page): Promise<void> {
  await openAt(page, '/so-cua-toi');
  await see(page.getByRole('figure').filter({ hasText: 'Hợp tác xã còn nợ tôi' })).toContainText(dots(memberBalance));
  await see(page.getByRole('figure').filter({ hasText: 'Bán ngoài' })).toContainText(dots(own('Người mua ngoài')));
  expect(await page.getByRole('figure').filter({ hasText: 'Chờ hợp tác xã xác nhận' }).count()).toBe(0);
  const lines = await page.getByRole('listitem').allInnerTexts();
  const shown = lines.map((line) => /(\d[\d.]*)\s*đ\s*$/.exec(line)?.[1] ?? line);
  expect(shown.sort()).toEqual([...accountAmounts].sort());
}

async function seesStatement(page: Page, memberPath: string): Promise<void> {
  await openAt(page, `${memberPath}/so`);
  await see(page.getByText('Cuối kỳ: hợp tác xã nợ thành viên')).toBeVisible();
  await see(page.locator('dl')).toContainText(`${dots(memberBalance)} đ`);
  expect(await page.locator('tbody tr').count()).toBe(accountAmounts.length);
  // The last running balance is the closing one.
  await see(page.locator('tbody tr').last()).toContainText(dots(memberBalance));
}

/** Both values and both names, side by side; the other plot, edited in two fields, is no disagreement. */
async function seesConflict(page: Page): Promise<void> {
  await openAt(page, '/can-xem-lai');
  await see(page.getByRole('heading', { name: /Ruộng dưới: Diện tích/ })).toBeVisible();
  await see(page.getByRole('button', { name: /^4 sào/ })).toContainText(MEMBER);
  await see(page.getByRole('button', { name: /^5 sào/ })).toContainText('Nông Thị Niềm');
  expect(await page.getByRole('heading', { name: /có hai ý/ }).count()).toBe(1);
}

/** Looks into the phone's own databases: no row of anybody else. */
async function onlyOwnRows(page: Page): Promise<void> {
  const found = await page.evaluate(async () => {
    const scopes = new Map<string, number>();
    for (const { name = '' } of await indexedDB.databases()) {
      const open = indexedDB.open(name);
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        open.onsuccess = () => resolve(open.result);
        open.onerror = () => reject(open.error);
      });
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store).getAll();
        const rows = await new Promise<{ readonly scope?: string }[]>((resolve, reject) => {
          all.onsuccess = () => resolve(all.result);
          all.onerror = () => reject(all.error);
        });
        for (const { scope } of rows) {
          if (scope !== undefined) scopes.set(`${store} ${scope}`, (scopes.get(`${store} ${scope}`) ?? 0) + 1);
        }
      }
      db.close();
    }
    return [...scopes];
  });
  const members = new Set(found.map(([key]) => key.split(' ')[1] ?? '').filter((scope) => scope.startsWith('member:')));
  expect(members.size).toBe(1);
  expect(found.some(([key]) => key.endsWith(' book') || key.endsWith(' admin'))).toBe(false);
  expect(found.find(([key]) => key.startsWith('members '))?.[1]).toBe(1);
  expect(found.filter(([key]) => key.startsWith('harvests '))).toEqual([[`harvests ${[...members].join('')}`, 20]]);
}
