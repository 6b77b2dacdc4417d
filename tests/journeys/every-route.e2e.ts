/** Rules that hold on every route and on every screen of the lock (design ux.md U1 to U5, U8, U10): sizes, text, no sideways scrolling, axe, taps. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect as see, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PC, PHONE } from './browsers.ts';
import { filledCoop, ROUTES, routePath, type FilledCoop } from './filled-coop.ts';
import { guardBook, LOCK_STEPS, openLockStep, unguardBook } from './lock-steps.ts';
import { goHome, keptOffline, press, type } from './people.ts';
import { Stage } from './stage.ts';
import { fillDesk } from './trouble.ts';

let stage: Stage;
let coop: FilledCoop;

beforeAll(async () => {
  stage = await Stage.open();
  coop = await filledCoop(stage);
  await fillDesk(coop);
}, 120_000);
afterAll(() => stage?.close());

async function show(page: Page, route: string): Promise<void> {
  await page.goto(`${stage.base}${routePath(route, coop.ids)}`);
  await settled(page);
}

interface Shown {
  readonly name: string;
  show(page: Page): Promise<void>;
}

function screensOf(view: View): readonly Shown[] {
  if (view === 'locked')
    return LOCK_STEPS.map((step) => ({ name: `lock, ${step}`, show: async (page) => openLockStep(page, step) }));
  return ROUTES[view].map((route) => ({ name: route, show: async (page) => show(page, route) }));
}

/** Until the screen shows its own content, not that it is loading. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector('main');
    return main !== null && main.children.length > 0 && !/Đang mở|Opening…|Opening the book/.test(main.innerText);
  });
}

/** The farmer comes last once more, with a PIN: the screens that ask who it is. */
const VIEWS = ['stranger', 'member', 'office', 'locked'] as const;
type View = (typeof VIEWS)[number];

async function pageOf(view: View): Promise<Page> {
  if (view !== 'stranger') return (view === 'office' ? coop.office : coop.farmer).page;
  const context = await stage.browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
  return context.newPage();
}

describe.each(VIEWS)('every screen of the %s', (view) => {
  const screens = screensOf(view);
  let page: Page;
  beforeAll(async () => {
    page = await pageOf(view);
    if (view === 'locked') await guardBook(page, '2580');
  });
  afterAll(async () => {
    if (view === 'locked') await unguardBook(page, '2580');
  });

  test('[U1] [U2] [U3] targets are for a wet thumb and apart; text is 18 px, never under 14; key numbers are 28', async () => {
    await page.setViewportSize(PHONE);
    const found: string[] = [];
    for (const screen of screens) {
      await screen.show(page);
      const least = screen.name.endsWith('/ghi') ? 56 : 48;
      const problems = [...(await page.evaluate(targetProblems, least)), ...(await page.evaluate(textProblems))];
      for (const problem of problems) found.push(`${screen.name}: ${problem}`);
    }
    expect(found).toEqual([]);
  });

  test('[U4] [U8] at 320 px, in both languages and with very large text, nothing is cut and nothing scrolls sideways', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    const found: string[] = [];
    for (const language of ['vi', 'en']) {
      for (const size of ['normal', 'very-large']) {
        await page.goto(`${stage.base}/`);
        await page.evaluate(
          ([chosen = '', text = '']) => {
            localStorage.setItem('so-mua.language', chosen);
            localStorage.setItem('so-mua.appearance', `${text} paper`);
          },
          [language, size],
        );
        for (const screen of screens) {
          await screen.show(page);
          for (const problem of await page.evaluate(cutProblems))
            found.push(`${screen.name} ${language} ${size}: ${problem}`);
        }
      }
    }
    await page.evaluate(() => {
      localStorage.setItem('so-mua.language', 'vi');
      localStorage.removeItem('so-mua.appearance');
    });
    expect(found).toEqual([]);
  });

  test('axe finds nothing serious, on the phone and on the PC', async () => {
    const found: string[] = [];
    for (const size of view === 'office' || view === 'locked' ? [PC, PHONE] : [PHONE]) {
      await page.setViewportSize(size);
      for (const screen of screens) {
        await screen.show(page);
        const { violations } = await axe(page);
        for (const { id, impact, nodes } of violations)
          if (impact === 'serious' || impact === 'critical')
            found.push(`${screen.name} ${size.width}: ${id} ${nodes[0]?.html.slice(0, 120)}`);
      }
    }
    expect(found).toEqual([]);
  });
});

test('[U21] every key of the keypad is seen without scrolling on a phone of 640 px, sent or not', async () => {
  const { page, context } = coop.farmer;
  await page.setViewportSize(PHONE);
  const hidden: string[] = [];
  const look = async (where: string): Promise<void> => {
    await settled(page);
    for (const key of await page.getByRole('group').getByRole('button').all()) {
      const box = await key.boundingBox();
      if (box === null || box.y < 0 || box.y + box.height > PHONE.height)
        hidden.push(`${where}: ${await key.innerText()} ends at ${box === null ? '?' : box.y + box.height}`);
    }
  };
  await show(page, '/thu-hoach/ghi');
  await look('harvest');
  await keptOffline(page);
  await context.setOffline(true);
  await type(page, '7');
  await press(page, 'Lưu');
  await press(page, 'Ghi thêm');
  await look('harvest, not sent');
  await goHome(page);
  await press(page, 'Bán hàng');
  await look('sale, quantity');
  await type(page, '100');
  await press(page, 'Tiếp');
  await see(page.getByText('hai triệu tám trăm nghìn đồng')).toBeVisible();
  await look('sale, price');
  await context.setOffline(false);
  expect(hidden).toEqual([]);
});

/** The package's types name another copy of Playwright than the one in use; the object is the same. */
async function axe(page: Page) {
  return new AxeBuilder({ page: page as never }).analyze();
}

test('[U10] the daily job is at most three taps from home to the first number, a repeat at most six and the digits', async () => {
  const { page } = coop.farmer;
  await page.setViewportSize(PHONE);
  await goHome(page);
  let taps = 0;
  const tap = async (name: string): Promise<void> => {
    taps += 1;
    await page.getByRole('button', { name, exact: true }).click();
  };
  await tap('Ghi thu hoạch');
  await tap('8');
  expect(taps).toBeLessThanOrEqual(3);
  await tap('Lưu');
  await see(page.getByText('Đã lưu: 8 kg Chè búp tươi')).toBeVisible();
  expect(taps - 1).toBeLessThanOrEqual(6);
  // From there the next one is a tap nearer.
  taps = 0;
  await tap('Ghi thêm');
  await tap('9');
  await tap('Lưu');
  await see(page.getByText('Đã lưu: 9 kg Chè búp tươi')).toBeVisible();
  expect(taps - 1).toBeLessThanOrEqual(2);
});

/** Runs in the page: targets that are too small, or closer to each other than 8 px. */
function targetProblems(least: number): readonly string[] {
  const isShown = (element: Element): boolean =>
    element.checkVisibility() && element.closest('thead') === null && element.closest('[hidden]') === null;
  const all = [...document.querySelectorAll('button, a[href], input, select, textarea, summary')].filter(isShown);
  const boxes = all.map((element) => {
    const label = element instanceof HTMLInputElement && element.type === 'checkbox' ? element.closest('label') : null;
    const { left, top, right, bottom, width, height } = (label ?? element).getBoundingClientRect();
    const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return { element: label ?? element, name: name.slice(0, 40), left, top, right, bottom, width, height };
  });
  const problems = boxes
    .filter(({ width, height }) => width < least - 0.5 || height < least - 0.5)
    .map(({ name, width, height }) => `"${name}" is ${Math.round(width)}×${Math.round(height)}`);
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const apart = Math.max(
        Math.max(one.left, other.left) - Math.min(one.right, other.right),
        Math.max(one.top, other.top) - Math.min(one.bottom, other.bottom),
      );
      // What sticks to the top lies over what scrolls below it.
      const isSticky = (element: Element): boolean => element.closest('header') !== null;
      if (apart < 7.5 && isSticky(one.element) === isSticky(other.element))
        problems.push(`"${one.name}" and "${other.name}" are ${Math.round(apart)} px apart`);
    }
  });
  return problems;
}

/** Runs in the page: text under 14 px, running text under 18, lines too tight, key numbers under 28. */
function textProblems(): readonly string[] {
  const problems: string[] = [];
  const px = (element: Element): number => Number.parseFloat(getComputedStyle(element).fontSize);
  if (px(document.body) < 18) problems.push(`the page's text is ${px(document.body)} px`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '' || !element.checkVisibility() || element.closest('noscript') !== null) continue;
    const style = getComputedStyle(element);
    if (px(element) < 14) problems.push(`"${text.slice(0, 30)}" is ${px(element)} px`);
    const lineHeight = Number.parseFloat(style.lineHeight);
    if (lineHeight < px(element) * 1.45) problems.push(`"${text.slice(0, 30)}" has lines of ${lineHeight} px`);
  }
  for (const number of document.querySelectorAll('figure p:first-of-type, output span:first-child'))
    if (px(number) < 28) problems.push(`the number "${number.textContent}" is ${px(number)} px`);
  return problems;
}

/** Runs in the page: sideways scrolling, and words that do not fit their box. */
function cutProblems(): readonly string[] {
  const problems: string[] = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) problems.push(`the page is ${scrollWidth} px wide`);
  for (const element of document.querySelectorAll('main *, header *')) {
    if (!(element instanceof HTMLElement) || !element.checkVisibility() || element.closest('thead') !== null) continue;
    const style = getComputedStyle(element);
    const hides = style.overflowX === 'hidden' || style.textOverflow === 'ellipsis';
    if (hides && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1)
      problems.push(`"${element.textContent?.slice(0, 40)}" is cut`);
    const { left, right, width } = element.getBoundingClientRect();
    if (width > 1 && (right > window.innerWidth + 1 || left < -1))
      problems.push(`"${(element.textContent ?? element.tagName).slice(0, 40)}" leaves the screen`);
  }
  return [...new Set(problems)].slice(0, 5);
}
