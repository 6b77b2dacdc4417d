/** How somebody works a page: with a thumb on glass, or with nothing but a keyboard. By the words that he reads, in both cases. */
import type { Locator, Page } from '@playwright/test';
import { see } from './see.ts';

export interface Hands {
  /** A button, by its words. */
  readonly press: (page: Page, name: string | RegExp) => Promise<void>;
  /** A field that letters are typed into, by its label. */
  readonly fill: (page: Page, label: string | RegExp, text: string) => Promise<void>;
  /** A number on the app's own keypad; `12,5` has a comma. */
  readonly type: (page: Page, number: string) => Promise<void>;
}

/** Firefox is spoken to by a protocol that knows no touch: there the thumb is a mouse. */
async function tap(target: Locator): Promise<void> {
  if (process.env['JOURNEY_BROWSER'] === 'firefox') await target.click();
  else await target.tap();
}

export const THUMB: Hands = {
  async press(page, name) {
    await tap(button(page, name));
  },
  async fill(page, label, text) {
    const field = page.getByRole('textbox', { name: label }).first();
    await tap(field);
    await field.fill(text);
  },
  async type(page, number) {
    for (const key of number) await tap(button(page, key === ',' ? 'Dấu phẩy' : key));
  },
};

/** Tab until it has the focus, then Enter; nothing is ever pointed at. */
export const KEYBOARD: Hands = {
  async press(page, name) {
    await see(button(page, name)).toBeVisible();
    await tabTo(page, name, button(page, name));
    await page.keyboard.press('Enter');
  },
  async fill(page, label, text) {
    const field = page.getByRole('textbox', { name: label }).first();
    await see(field).toBeVisible();
    await tabTo(page, label, field);
    await page.keyboard.type(text);
  },
  async type(page, number) {
    await see(page.getByRole('group')).toBeVisible();
    await page.keyboard.type(number);
  },
};

function button(page: Page, name: string | RegExp) {
  return page.getByRole('button', { name, exact: typeof name === 'string' }).first();
}

const MOST_TABS = 120;

/** Presses Tab until what has the focus is called so; it must be seen that it has it (WCAG 2.4.7). */
async function tabTo(page: Page, name: string | RegExp, target: Locator): Promise<void> {
  const isIt = (words: string): boolean => (typeof name === 'string' ? words === name : name.test(words));
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    const focused = await page.evaluate(nameOfFocused);
    if (focused.isMarked && focused.names.some(isIt)) return;
    // What lies before is reached backwards: not every browser comes round at the end of a page.
    const isBefore = await target.evaluate(
      (element) =>
        document.activeElement !== null &&
        document.activeElement !== document.body &&
        (document.activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0,
    );
    await page.keyboard.press(isBefore ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`${String(name)} is reached by ${MOST_TABS} presses of Tab`);
}

/** Runs in the page: what a screen reader would call the element that has the focus, and whether it is outlined. */
function nameOfFocused(): { readonly names: readonly string[]; readonly isMarked: boolean } {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return { names: [], isMarked: false };
  const plain = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();
  const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
  const names = [
    plain(element.getAttribute('aria-label')),
    plain(element.innerText),
    ...labels.map((label) => plain(label.innerText)),
  ];
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return { names, isMarked: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 };
}
