/** What comes to the repair desk, made as it happens to people: cut off from each other, late, twice. */
import type { Page } from '@playwright/test';
import { PHONE } from './browsers.ts';
import { routePath, type FilledCoop } from './filled-coop.ts';
import {
  goHome,
  inviteMember,
  joinByCode,
  keptOffline,
  openAt,
  press,
  sent,
  type,
  visit,
  type Visitor,
} from './people.ts';
import { see } from './see.ts';
import type { Stage } from './stage.ts';

const DAY_MS = 86_400_000;

/** The member's second phone, with everything of his on it. */
export async function secondPhone(stage: Stage, coop: FilledCoop): Promise<Visitor> {
  const code = await inviteMember(coop.office.page, 'sv-001', 'Tẩn Láo Hín');
  const other = await visit(stage.browser, stage.base, PHONE);
  await joinByCode(other.page, code, 'Tẩn Láo Hín');
  await see(other.page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await sent(other.page);
  await keptOffline(other.page);
  return other;
}

export async function recordHarvest(page: Page, kg: string): Promise<void> {
  await goHome(page);
  await press(page, 'Ghi thu hoạch');
  const ask = page.getByRole('heading', { name: 'Hôm nay thu hoạch gì?' });
  await see(ask.or(page.getByText(/được bao nhiêu\?/i))).toBeVisible();
  if (await ask.isVisible()) await press(page, /^Chè búp tươi/);
  await type(page, kg);
  await press(page, 'Lưu');
  await see(page.getByText(`Đã lưu: ${kg} kg`)).toBeVisible();
}

/** Both phones take the same slip back while neither hears of the other; the second one comes too late. */
export async function reverseTwice(first: Visitor, second: Visitor, harvest: string): Promise<void> {
  for (const { context, page } of [first, second]) {
    await openAt(page, `/thu-hoach/${harvest}`);
    await see(page.getByRole('button', { name: 'Hoàn tác phiếu này' })).toBeVisible();
    await context.setOffline(true);
    await press(page, 'Hoàn tác phiếu này');
    await see(page.getByText('đã hoàn tác')).toBeVisible();
  }
  for (const { context, page } of [first, second]) {
    await context.setOffline(false);
    await sent(page);
  }
}

/** A slip of yesterday that leaves the phone only after the office has closed yesterday. */
export async function sellTooLate(coop: FilledCoop, kg: string): Promise<void> {
  const { context, page } = coop.farmer;
  await goHome(page);
  await context.setOffline(true);
  await page.clock.setSystemTime(Date.now() - DAY_MS);
  await press(page, 'Bán hàng');
  await type(page, kg);
  await press(page, 'Tiếp');
  await press(page, 'Lưu');
  await see(page.getByText(/^Đã lưu: /)).toBeVisible();
  await page.clock.setSystemTime(Date.now());
  await closeYesterday(coop.office.page);
  await sent(coop.office.page);
  await context.setOffline(false);
  await sent(page);
  await sent(coop.office.page);
}

async function closeYesterday(page: Page): Promise<void> {
  await openAt(page, '/khoa-so');
  const yesterday = new Date(Date.now() - DAY_MS + 7 * 3_600_000).toISOString().slice(0, 10);
  await page.getByRole('textbox', { name: 'Khóa sổ đến hết ngày' }).fill(yesterday.split('-').reverse().join('/'));
  const close = page.getByRole('button', { name: 'Khóa sổ đến ngày này' });
  if (await close.isEnabled()) await close.click();
  await see(page.getByText(/^Sổ đã khóa đến hết ngày/).first()).toBeVisible();
}

/** Farmer and office write different areas for one plot, cut off from each other. */
export async function disagree(coop: FilledCoop): Promise<void> {
  const { farmer, office, ids } = coop;
  await farmer.context.setOffline(true);
  await editPlot(farmer.page, routePath('/thua/:plot', ids), '4');
  await editPlot(office.page, routePath('/thua/:plot', ids), '5');
  await sent(office.page);
  await farmer.context.setOffline(false);
  await sent(farmer.page);
  await sent(office.page);
}

async function editPlot(page: Page, path: string, area: string): Promise<void> {
  await openAt(page, path);
  await press(page, 'Sửa thửa này');
  await page.getByRole('textbox', { name: 'Diện tích' }).first().fill(area);
  await press(page, 'Lưu');
  await see(page.getByRole('button', { name: 'Sửa thửa này' })).toBeVisible();
}

/** One of each that needs no second phone: a late slip, a disagreement, two slips that look alike. */
export async function fillDesk(coop: FilledCoop): Promise<void> {
  await sellTooLate(coop, '5');
  await disagree(coop);
  await recordHarvest(coop.farmer.page, '40');
  await recordHarvest(coop.farmer.page, '40');
  await sent(coop.farmer.page);
  await sent(coop.office.page);
}
