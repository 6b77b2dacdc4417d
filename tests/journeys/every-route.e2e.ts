/** Rules that hold on every route and on every screen of the lock (design ux.md U1 to U5, U8, U10): sizes, text, no sideways scrolling, axe, taps. */
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from './axe.ts';
import { withBoard, type CoopWithBoard } from './board.ts';
import { PC, PHONE } from './browsers.ts';
import { filledCoop, ROUTES, routePath } from './filled-coop.ts';
import { guardBook, LOCK_STEPS, openLockStep, unguardBook } from './lock-steps.ts';
import { goHome, keptOffline, newPage, press, type } from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';
import { fillDesk } from './trouble.ts';

type Size = { readonly width: number; readonly height: number };

const NARROW: Size = { width: 320, height: 640 };
/** The second is where a table just has its room, or has not. */
const TABLETS: readonly Size[] = [
  { width: 720, height: 1_024 },
  { width: 820, height: 1_180 },
  { width: 1_024, height: 720 },
];

/** For one screen in every size, text, theme and language, on a busy machine. */
const SCREEN_PATIENCE_MS = 60_000;

let stage: Stage;
let coop: CoopWithBoard;

beforeAll(async () => {
  stage = await Stage.open();
  coop = await withBoard(stage, await filledCoop(stage));
  await fillDesk(coop);
});
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
const VIEWS = ['stranger', 'member', 'office', 'board', 'locked'] as const;
type View = (typeof VIEWS)[number];

async function pageOf(view: View): Promise<Page> {
  if (view === 'office' || view === 'board') return coop[view].page;
  if (view !== 'stranger') return coop.farmer.page;
  const context = await stage.browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
  return newPage(context, stage.base);
}

/** What is wrong with the screens of one view, by rule. */
interface Findings {
  readonly sizes: string[];
  readonly cuts: string[];
  readonly axe: string[];
}

async function chooseLanguage(page: Page, language: 'vi' | 'en'): Promise<void> {
  await page.goto(`${stage.base}/`);
  await page.evaluate((chosen) => localStorage.setItem('so-mua.language', chosen), language);
}

/** As the settings do it, on the screen as it is. */
async function dress(
  page: Page,
  look: {
    readonly text?: 'normal' | 'very-large';
    readonly theme?: 'paper' | 'sun';
    readonly hand?: 'left' | 'right';
  },
) {
  await page.evaluate((chosen) => Object.assign(document.documentElement.dataset, chosen), { ...look });
  await drawn(page);
}

async function resize(page: Page, size: Size): Promise<void> {
  await page.setViewportSize(size);
  await drawn(page);
}

/** Two frames on: what follows from a change of size or of style is on the screen. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  });
}

/** Looks at one screen in every size, text and theme; it was opened for the narrowest phone. */
async function lookAt(page: Page, screen: Shown, language: 'vi' | 'en', found: Findings, sizes: readonly Size[]) {
  for (const text of ['very-large', 'normal'] as const) {
    // The left hand with the largest text: what runs the other way must fit as well.
    await dress(page, { text, hand: text === 'very-large' ? 'left' : 'right' });
    for (const size of language === 'vi' ? [NARROW, ...TABLETS] : [NARROW]) {
      await resize(page, size);
      for (const problem of await page.evaluate(cutProblems))
        found.cuts.push(`${screen.name} ${language} ${text} ${size.width}: ${problem}`);
    }
  }
  await resize(page, PHONE);
  const least = screen.name.endsWith('/ghi') ? 56 : 48;
  if (language === 'vi')
    for (const problem of [...(await page.evaluate(targetProblems, least)), ...(await page.evaluate(textProblems))])
      found.sizes.push(`${screen.name}: ${problem}`);
  for (const size of language === 'vi' ? sizes : [PHONE]) {
    await resize(page, size);
    for (const violation of await axeViolations(page))
      found.axe.push(`${screen.name} ${language} ${size.width}: ${violation}`);
  }
  await dress(page, { theme: 'sun' });
  for (const violation of await axeViolations(page, ['color-contrast', 'link-in-text-block']))
    found.axe.push(`${screen.name} ${language} in the sun: ${violation}`);
}

describe.each(VIEWS)('every screen of the %s', (view) => {
  const screens = screensOf(view);
  const found: Findings = { sizes: [], cuts: [], axe: [] };
  const looked: string[] = [];

  beforeAll(async () => {
    const page = await pageOf(view);
    if (view === 'locked') await guardBook(page, '2580');
    for (const language of ['en', 'vi'] as const) {
      await chooseLanguage(page, language);
      for (const screen of screens) {
        await page.setViewportSize(NARROW);
        await screen.show(page);
        await lookAt(
          page,
          screen,
          language,
          found,
          view === 'office' || view === 'board' || view === 'locked' ? [PC, PHONE] : [PHONE],
        );
        looked.push(`${screen.name} ${language}`);
      }
    }
    if (view === 'locked') await unguardBook(page, '2580');
  }, SCREEN_PATIENCE_MS * screens.length);

  test('is looked at in both languages', () => {
    expect(new Set(looked).size).toBe(2 * screens.length);
  });

  test('[U1] [U2] [U3] targets are for a wet thumb and apart; text is 18 px, never under 14; key numbers are 28', () => {
    expect(found.sizes).toEqual([]);
  });

  test('[U4] [U8] at 320 px, on tablets, in both languages and with very large text, nothing is cut and nothing scrolls sideways', () => {
    expect(found.cuts).toEqual([]);
  });

  test('axe finds nothing, on the phone and on the PC, in both languages and both themes', () => {
    expect(found.axe).toEqual([]);
  });
});

test('axe, cut words and small targets are seen where they are planted', async () => {
  const page = await pageOf('stranger');
  await page.setViewportSize(NARROW);
  await show(page, '/');
  await page.evaluate(() => {
    const main = document.querySelector('main');
    main?.insertAdjacentHTML(
      'beforeend',
      '<img src="/icon.svg"><p style="width: 900px">x</p><button style="min-height: 0; height: 20px">x</button>',
    );
  });
  expect((await axeViolations(page)).join('\n')).toContain('image-alt');
  expect(await page.evaluate(cutProblems)).not.toEqual([]);
  expect(await page.evaluate(targetProblems, 48)).not.toEqual([]);
  await page.context().close();
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

test('[U10] [U17] the daily job is at most three taps from home to the first number, a repeat at most six and the digits', async () => {
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
