/** What a person does at the phone while it is measured. */
import type { Locator } from '@playwright/test';
import { see } from '../../journeys/see.ts';
import { SALES } from './book.ts';
import { FIRST_TILE, type SlowPhone } from './phone.ts';

/** Of each thing that was done several times, ms. */
export type Times<What extends string> = Readonly<Record<What, readonly number[]>>;

export const TAPS = [
  'tile of a form',
  'key of the keypad',
  'save',
  'tile of 1,000 members',
  'tile of 10,000 sales',
  'row of 10,000 sales',
  'back to 10,000 sales',
  'back to the home',
] as const;
export type Tap = (typeof TAPS)[number];

export const SEARCHES = ['1,000 members', '10,000 sales', 'newest 2,000 harvests'] as const;
export type Search = (typeof SEARCHES)[number];

const ROW = 'tbody tr[data-index]';
const TAP_ROUNDS = 5;
const SAVES = 15;
const SEARCH_ROUNDS = 3;
const LOOK_MS = 500;
const STILL_LOOKS = 4;
const SCROLLS = 6;
/** A hard flick: ten screens, at more than four screens a second. */
const SCROLL_PX = 6_400;
const SCROLL_PX_PER_SECOND = 3_000;

/** Longest interaction by what was tapped. */
export async function taps(phone: SlowPhone): Promise<Times<Exclude<Tap, 'save'>>> {
  const times: Record<Exclude<Tap, 'save'>, number[]> = {
    'tile of a form': [],
    'key of the keypad': [],
    'tile of 1,000 members': [],
    'tile of 10,000 sales': [],
    'row of 10,000 sales': [],
    'back to 10,000 sales': [],
    'back to the home': [],
  };
  const tap = async (what: keyof typeof times, target: string | Locator): Promise<void> => {
    await phone.longestInteraction();
    await (typeof target === 'string' ? phone.tap(target) : phone.touch(target));
    times[what].push(await phone.longestInteraction());
  };
  const home = async (): Promise<void> => {
    await tap('back to the home', 'Quay lại');
    await phone.shows('li button', FIRST_TILE);
  };
  for (let round = 0; round < TAP_ROUNDS; round += 1) {
    await tap('tile of a form', 'Ghi thu hoạch');
    await phone.shows('output');
    await tap('key of the keypad', '7');
    await tap('key of the keypad', 'Xóa một số');
    await home();
    await tap('tile of 1,000 members', 'Thành viên');
    await phone.shows(ROW);
    await home();
    await tap('tile of 10,000 sales', 'Mua bán');
    await phone.shows(ROW);
    await tap('row of 10,000 sales', phone.page.locator(ROW).first());
    await phone.shows('button', 'Chia sẻ');
    await tap('back to 10,000 sales', 'Quay lại');
    await phone.shows(ROW);
    await home();
  }
  return times;
}

/** From the tap on "Lưu" until "Đã lưu" is shown, and the longest interaction among these taps. */
export async function saves(
  phone: SlowPhone,
): Promise<{ readonly saved: readonly number[]; readonly taps: readonly number[] }> {
  const saved: number[] = [];
  const longest: number[] = [];
  await phone.tap('Ghi thu hoạch');
  await phone.shows('output');
  for (let round = 0; round < SAVES; round += 1) {
    for (const digit of String(11 + round)) await phone.tap(digit);
    await phone.longestInteraction();
    saved.push(await phone.shownAfter(async () => phone.tap('Lưu'), '[role="status"]', 'Đã lưu: '));
    longest.push(await phone.longestInteraction());
    await phone.tap('Ghi thêm');
    await phone.shows('output');
  }
  await phone.tap('Quay lại');
  await phone.shows('li button', FIRST_TILE);
  return { saved, taps: longest };
}

/**
 * From each key typed into a search until its result is shown. Typed once to learn what each key finds, and then again
 * to measure; a key that finds as many as the one before it cannot be told from it and is left out.
 */
export async function searches(phone: SlowPhone): Promise<Times<Search>> {
  const times: Record<Search, readonly number[]> = {
    '1,000 members': [],
    '10,000 sales': [],
    'newest 2,000 harvests': [],
  };
  for (const [what, tile, text] of [
    ['1,000 members', 'Thành viên', 'chao thi ta'],
    ['10,000 sales', 'Mua bán', 'ca phe ban'],
    ['newest 2,000 harvests', 'Xem thu hoạch', 'sung sau'],
  ] as const) {
    await phone.tap(tile);
    await phone.shows(ROW);
    times[what] = await searched(phone, text);
    await phone.tap('Quay lại');
    await phone.shows('li button', FIRST_TILE);
  }
  return times;
}

async function searched(phone: SlowPhone, text: string): Promise<readonly number[]> {
  const field = phone.page.getByRole('search').getByRole('textbox');
  const { keyboard } = phone.page;
  const all = await settledCount(phone);
  await phone.touch(field);
  const counts: number[] = [];
  for (const key of text) {
    await keyboard.press(key);
    counts.push(await settledCount(phone));
  }
  const times: number[] = [];
  for (let round = 0; round < SEARCH_ROUNDS; round += 1) {
    await phone.tap('Xóa');
    await rowCount(phone, all);
    await phone.touch(field);
    for (const [index, key] of text.split('').entries()) {
      const [before = all, count = 0] = [counts[index - 1], counts[index]];
      if (count === before) await keyboard.press(key);
      else times.push(await phone.shownAfter(async () => keyboard.press(key), `table[aria-rowcount="${count}"]`));
      await rowCount(phone, count);
    }
  }
  return times;
}

/** How many rows the table says that it has, when that has not changed for a while. */
async function settledCount({ page }: SlowPhone): Promise<number> {
  const seen: string[] = [];
  while (seen.length < STILL_LOOKS || new Set(seen.slice(-STILL_LOOKS)).size > 1) {
    seen.push((await page.getByRole('table').getAttribute('aria-rowcount')) ?? '');
    await page.waitForTimeout(LOOK_MS);
  }
  return Number(seen.at(-1));
}

/** How long the longest frame of each drag over 10,000 rows took. */
export async function scrolls(phone: SlowPhone): Promise<readonly number[]> {
  await phone.tap('Mua bán');
  await rowCount(phone, SALES);
  const longest: number[] = [];
  for (let round = 0; round < SCROLLS; round += 1) {
    const frames = await phone.scroll(round % 3 === 2 ? -SCROLL_PX : SCROLL_PX, SCROLL_PX_PER_SECOND);
    longest.push(Math.max(...frames));
  }
  return longest;
}

async function rowCount(phone: SlowPhone, count: number): Promise<void> {
  await see(phone.page.getByRole('table')).toHaveAttribute('aria-rowcount', String(count));
}
