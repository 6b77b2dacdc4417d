/**
 * `npm run shots`: a picture of every route and of the lock, for both roles, in both sizes and both languages, from a
 * co-op with real rows in it. Last line: how many pictures and where they are.
 */
import type { Page } from '@playwright/test';
import { withBoard } from './board.ts';
import { PC, PHONE, PICTURES } from './browsers.ts';
import { filledCoop, ROUTES, routePath } from './filled-coop.ts';
import { guardBook, LOCK_STEPS, openLockStep } from './lock-steps.ts';
import { Stage } from './stage.ts';
import { fillDesk } from './trouble.ts';

const stage = await Stage.open();
let count = 0;
try {
  const coop = await withBoard(stage, await filledCoop(stage));
  await fillDesk(coop);
  for (const language of ['vi', 'en'] as const) {
    const at = { language, ids: coop.ids };
    for (const [role, page] of [
      ['office', coop.office.page],
      ['board', coop.board.page],
      ['member', coop.farmer.page],
    ] as const) {
      await speak(page, language);
      count += await picturesOfRoutes(page, role, at);
    }
    const context = await stage.browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    await page.goto(`${stage.base}/`);
    await speak(page, language);
    count += await picturesOfRoutes(page, 'stranger', at);
    await context.close();
  }
  const { page } = coop.farmer;
  await speak(page, 'vi');
  await guardBook(page, '2580');
  for (const language of ['vi', 'en'] as const) {
    await speak(page, language);
    for (const step of LOCK_STEPS)
      count += await pictures(page, `lock-${step}`, language, async () => openLockStep(page, step));
  }
} finally {
  await stage.close();
}
console.log(`${count} pictures in ${PICTURES}`);

/** One of what `show` opens, in each size. */
async function pictures(page: Page, name: string, language: string, show: () => Promise<void>): Promise<number> {
  for (const [size, viewport] of [
    ['phone', PHONE],
    ['pc', PC],
  ] as const) {
    await page.setViewportSize(viewport);
    await show();
    await calm(page);
    await page.screenshot({ path: `${PICTURES}/${name}-${size}-${language}.png`, fullPage: true });
  }
  return 2;
}

/** Until nothing has changed for half a second: parts of a screen are loaded when they are shown. */
async function calm(page: Page): Promise<void> {
  const look = async (): Promise<string> => page.evaluate(() => document.body.innerHTML);
  let before = '';
  for (let tries = 0; tries < 20; tries += 1) {
    await page.waitForTimeout(500);
    const now = await look();
    if (now === before) return;
    before = now;
  }
}

async function picturesOfRoutes(
  page: Page,
  role: keyof typeof ROUTES,
  { language, ids }: { readonly language: string; readonly ids: ReadonlyMap<string, string> },
): Promise<number> {
  let made = 0;
  for (const route of ROUTES[role]) {
    const name = route === '/' ? 'home' : route.slice(1).replaceAll('/', '-').replaceAll(':', '');
    const path = `${stage.base}${routePath(route, ids)}`;
    made += await pictures(page, `${role}-${name}`, language, async () => {
      await page.goto(path);
    });
  }
  return made;
}

async function speak(page: Page, language: string): Promise<void> {
  await page.evaluate((chosen) => localStorage.setItem('so-mua.language', chosen), language);
}
