/**
 * `npm run shots`: a picture of every route, for both roles, in both sizes and both languages, from a co-op with real
 * rows in it. Last line: how many pictures and where they are.
 */
import type { Page } from '@playwright/test';
import { PC, PHONE, PICTURES } from './browsers.ts';
import { filledCoop, ROUTES, routePath } from './filled-coop.ts';
import { Stage } from './stage.ts';
import { fillDesk } from './trouble.ts';

const stage = await Stage.open();
let count = 0;
try {
  const coop = await filledCoop(stage);
  await fillDesk(coop);
  for (const [role, page] of [
    ['office', coop.office.page],
    ['member', coop.farmer.page],
  ] as const) {
    for (const language of ['vi', 'en'] as const) {
      await page.evaluate((chosen) => localStorage.setItem('so-mua.language', chosen), language);
      for (const route of ROUTES[role]) count += await pictures(page, { role, language, route, ids: coop.ids });
    }
  }
  for (const language of ['vi', 'en'] as const) {
    const context = await stage.browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    await page.goto(`${stage.base}/`);
    await page.evaluate((chosen) => localStorage.setItem('so-mua.language', chosen), language);
    for (const route of ROUTES.stranger)
      count += await pictures(page, { role: 'stranger', language, route, ids: coop.ids });
    await context.close();
  }
} finally {
  await stage.close();
}
console.log(`${count} pictures in ${PICTURES}`);

async function pictures(
  page: Page,
  of: {
    readonly role: string;
    readonly language: string;
    readonly route: string;
    readonly ids: ReadonlyMap<string, string>;
  },
): Promise<number> {
  const name = of.route === '/' ? 'home' : of.route.slice(1).replaceAll('/', '-').replaceAll(':', '');
  for (const [size, viewport] of [
    ['phone', PHONE],
    ['pc', PC],
  ] as const) {
    await page.setViewportSize(viewport);
    await page.goto(`${stage.base}${routePath(of.route, of.ids)}`);
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${PICTURES}/${of.role}-${name}-${size}-${of.language}.png`, fullPage: true });
  }
  return 2;
}
