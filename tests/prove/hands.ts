/**
 * Hands that press anything: in a practice book, as a member on a phone or as the office on a PC, and in a new co-op with
 * a server, a seeded row of taps, double taps, typed nonsense, keys, steps back, new starts, lost networks and turned
 * phones. After each of them the app has thrown nothing, and shows no broken screen, nothing that is no word of a person,
 * and nothing cut off at the side.
 */
import type { BrowserContext, Page } from '@playwright/test';
import { required } from '#kernel/result.ts';
import { PC, PHONE, PICTURES } from '../journeys/browsers.ts';
import { ROUTES } from '../journeys/filled-coop.ts';
import { addMember, addProduct, foundCoop, press } from '../journeys/people.ts';
import { Random } from '../helpers/random.ts';
import { Stage } from '../journeys/stage.ts';
import type { Proof } from './prove.ts';

const STEPS = 80;
const PATIENCE_MS = 30_000;

const BEGIN = 'Tập thử với sổ mẫu';
const BLANK = 'about:blank';

const ROLES: readonly Role[] = [
  { routes: ROUTES.member, size: PHONE, enter: 'Tập ghi như thành viên', begin: practising },
  { routes: ROUTES.office, size: PC, enter: 'Tập làm việc văn phòng', begin: practising },
  { routes: ROUTES.office, size: PC, enter: 'Tập làm việc văn phòng', begin: founding },
];

interface Role {
  readonly routes: readonly string[];
  readonly size: typeof PHONE | typeof PC;
  /** What the practice book of this role is entered by. */
  readonly enter: string;
  readonly begin: (page: Page, stage: Stage, enter: string) => Promise<void>;
}

async function practising(page: Page, stage: Stage, enter: string): Promise<void> {
  await page.goto(stage.base);
  await page.evaluate(async () => navigator.serviceWorker.ready.then(() => undefined));
  await press(page, BEGIN);
  await press(page, enter);
  await page.getByText('Đây là sổ tập thử').waitFor();
}

/** A real co-op, with a server and somebody in it. */
async function founding(page: Page, stage: Stage): Promise<void> {
  await page.goto(stage.setupLink);
  await foundCoop(page, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await addProduct(page, 'Chè búp tươi');
  await addMember(page, 'Tẩn Láo Hín', 'SV-001');
}

/** What leads out of where something can be broken is pressed more seldom. */
const AWAY = /^(?:Quay lại|Thoát tập thử|Xóa sổ tập|Về trang chính)/;

const TYPED = [
  '0',
  '7',
  '12,5',
  '1.234,5',
  '-3',
  '99999999999999',
  '1e9',
  'Infinity',
  '31/02/2026',
  '29/02/2024',
  '   ',
  'Nguyễn Thị Ánh',
  'e\u0302\u0301 \u202E 😀',
  '<b onclick=x>&amp;$t(common:save)',
  "=1+1'--",
  'a'.repeat(500),
] as const;

const KEYS = ['Tab', 'Tab', 'Shift+Tab', 'Enter', 'Escape', 'Backspace', 'Space', '5', ',', 'ArrowDown'] as const;

/** What no person is to read: a text that is missing, a value that is none. */
const NO_WORDS = /undefined|\bNaN\b|\[object |Invalid Date|\{\{|\b[a-z]+(?:\.[a-z]+){2,}\b/;

interface Hands {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly random: Random;
  readonly role: Role;
  isOffline: boolean;
}

interface Act {
  /** How often, beside the others. */
  readonly weight: number;
  readonly does: (hands: Hands) => Promise<string>;
}

const ACTS: readonly Act[] = [
  { weight: 52, does: pressing },
  { weight: 18, does: typing },
  { weight: 12, does: keys },
  { weight: 6, does: stepping },
  { weight: 5, does: going },
  { weight: 3, does: turning },
  { weight: 2, does: reloading },
  { weight: 2, does: losingTheNetwork },
];

/** `seeds`: so many rows of 80 steps, each as somebody else. */
export async function hands(seeds: number): Promise<Proof> {
  const first = Number(process.env['FIRST_SEED'] ?? 1);
  const failures: string[] = [];
  let checked = 0;
  for (let seed = first; seed < first + seeds; seed += 1) {
    const stage = await Stage.open();
    try {
      const walked = await walk(stage, seed);
      checked += walked.checked;
      for (const failure of walked.failures) failures.push(`seed ${seed}: ${failure}`);
    } finally {
      await stage.close();
    }
  }
  return { checked, failures };
}

async function walk(stage: Stage, seed: number): Promise<Proof> {
  const random = new Random(seed);
  const role = required(ROLES[seed % ROLES.length], 'a role for every seed');
  const context = await stage.browser.newContext({
    viewport: role.size,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    hasTouch: role.size === PHONE,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(`thrown: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      said.push(`console: ${message.text()}`);
  });
  context.on('page', (other) => void other.close());
  page.on('dialog', (dialog) => void dialog.accept().catch(() => undefined));
  page.on('filechooser', () => undefined);
  const failures: string[] = [];
  const done: string[] = [];
  let checked = 0;
  try {
    await role.begin(page, stage, role.enter);
    const at: Hands = { page, context, random, role, isOffline: false };
    while (checked < STEPS && failures.length === 0) {
      // Back from the first page leads out of the app.
      if (page.url() === BLANK) await page.goto(stage.base);
      await page.getByText('Đang mở…').waitFor({ state: 'detached' });
      done.push(await actOf(random).does(at).catch(leftMeanwhile));
      await page.waitForTimeout(random.below(150));
      checked += 1;
      failures.push(...said.splice(0), ...(await wrongOn(page)));
    }
  } catch (cause) {
    failures.push(String(cause));
  } finally {
    if (failures.length > 0) await page.screenshot({ path: `${PICTURES}/hands-${seed}.png` });
    await context.close();
  }
  return {
    checked,
    failures: failures.map(
      (failure) => `${role.begin.name} ${role.size.width}, ${done.slice(-14).join(' → ')}: ${failure}`,
    ),
  };
}

function actOf(random: Random): Act {
  let left = random.below(ACTS.reduce((sum, { weight }) => sum + weight, 0));
  return ACTS.find(({ weight }) => (left -= weight) < 0) ?? { weight: 0, does: pressing };
}

/** The app may load itself anew under the hands: what they were about to do is nothing then. */
function leftMeanwhile(cause: unknown): string {
  if (/context was destroyed|navigat/.test(String(cause))) return 'nothing';
  throw cause;
}

/** One of what can be pressed on the screen, and is not covered; three in twenty are pressed twice. */
async function pressing({ page, random, role }: Hands): Promise<string> {
  // Out of the practice book there is little to press.
  for (const name of [BEGIN, role.enter]) {
    const way = page.getByRole('button', { name });
    if (!(await way.isVisible()) || random.chance(0.5)) continue;
    const isPressed = await way.click({ timeout: 500 }).then(
      () => true,
      () => false,
    );
    return isPressed ? `press “${name}”` : 'press nothing';
  }
  const found = await page.evaluate(() => {
    const wanted = 'button:not(:disabled), a[href], [role="row"], label, summary, select';
    return [...document.querySelectorAll<HTMLElement>(wanted)].flatMap((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const [left, top] = [x + width / 2, y + height / 2];
      const hit = document.elementFromPoint(left, top);
      const isThere = hit !== null && (element.contains(hit) || hit.contains(element));
      const words = (element.getAttribute('aria-label') ?? element.innerText).replace(/\s+/g, ' ').slice(0, 30);
      return isThere ? [{ left, top, words }] : [];
    });
  });
  // On a screen that only scrolls, scrolling is what hands do.
  if (found.length === 0 || random.chance(0.1)) {
    await page.mouse.wheel(0, random.chance(0.7) ? 500 : -500);
    return 'scroll';
  }
  const onward = found.filter(({ words }) => !AWAY.test(words));
  const { left, top, words } = random.pick(onward.length === 0 || random.chance(0.15) ? found : onward);
  const isTwice = random.chance(0.15);
  if (isTwice) await page.mouse.dblclick(left, top);
  else await page.mouse.click(left, top);
  return `${isTwice ? 'press twice' : 'press'} “${words}”`;
}

async function typing({ page, random }: Hands): Promise<string> {
  const fields = await page.locator('input:visible:enabled:not([type=file]), textarea:visible:enabled').all();
  const text = random.pick(TYPED);
  if (fields.length === 0) {
    await page.keyboard.type(text.replace(/\D/g, '').slice(0, 12));
    return `type ${text.slice(0, 12)}`;
  }
  const field = random.pick(fields);
  // Gone or a choice by now: then nothing was typed.
  const isTyped = await field.fill(text, { timeout: 500 }).then(
    () => true,
    () => false,
  );
  return isTyped ? `fill “${text.slice(0, 12)}”` : 'fill nothing';
}

async function keys({ page, random }: Hands): Promise<string> {
  const key = random.pick(KEYS);
  await page.keyboard.press(key);
  return key;
}

async function stepping({ page, random }: Hands): Promise<string> {
  const isBack = random.chance(0.8);
  await page.evaluate((back) => (back ? window.history.back() : window.history.forward()), isBack);
  await page.waitForLoadState();
  return isBack ? 'back' : 'forward';
}

async function going({ page, random, role }: Hands): Promise<string> {
  const path = random.pick(role.routes).replace(/:\w+/g, 'x');
  await page.goto(new URL(path, page.url()).href);
  return `go ${path}`;
}

async function turning({ page, random }: Hands): Promise<string> {
  const size = random.pick([
    PHONE,
    PC,
    { width: 640, height: 360 },
    { width: 320, height: 568 },
    { width: 820, height: 1180 },
  ]);
  await page.setViewportSize(size);
  return `${size.width} × ${size.height}`;
}

async function reloading({ page }: Hands): Promise<string> {
  await page.reload();
  return 'reload';
}

async function losingTheNetwork(hands: Hands): Promise<string> {
  hands.isOffline = !hands.isOffline;
  await hands.context.setOffline(hands.isOffline);
  return hands.isOffline ? 'offline' : 'online';
}

/** What is wrong with the screen as it is now. */
async function wrongOn(page: Page): Promise<readonly string[]> {
  if (page.url() === BLANK) return [];
  const look = async () =>
    page.evaluate(() => ({
      text: document.body.innerText,
      wide: document.documentElement.scrollWidth,
      room: document.documentElement.clientWidth,
    }));
  const seen = await look().catch(async () => {
    await page.waitForLoadState();
    return look();
  });
  // A step back that was still under way has led out of the app meanwhile.
  if (page.url() === BLANK) return [];
  const wrong: string[] = [];
  if (seen.text.trim() === '') wrong.push(`nothing on ${page.url()}`);
  if (/Chưa làm được|Phần này chưa kịp tải/.test(seen.text))
    wrong.push(`broken on ${page.url()}: ${seen.text.slice(0, 300)}`);
  const odd = NO_WORDS.exec(seen.text.replaceAll(/\S*(?:https?:|localhost|@)\S*/g, ''));
  if (odd !== null)
    wrong.push(`on ${page.url()} stands “${seen.text.slice(Math.max(0, odd.index - 40), odd.index + 60)}”`);
  if (seen.wide > seen.room) wrong.push(`${page.url()} is ${seen.wide} px wide in ${seen.room}`);
  return wrong;
}
