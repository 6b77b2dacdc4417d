/** What tells in a browser that something ran, left, or became more than text. */
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { PAYLOADS } from '../security/attacks/payloads.ts';

/** Watches everything that happens in a context's pages. Gives the list of what should not have happened. */
export async function watched(context: BrowserContext, base: string): Promise<readonly string[]> {
  const happened: string[] = [];
  await context.exposeFunction('__hit', (which: unknown) => void happened.push(`ran: ${String(which)}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const hit: unknown = Reflect.get(window, '__hit');
      if (typeof hit === 'function') hit(`against ${violatedDirective}: ${blockedURI}`);
    });
  });
  context.on('page', (page) => watchPage(page, { base, happened }));
  return happened;
}

function watchPage(page: Page, { base, happened }: { readonly base: string; readonly happened: string[] }): void {
  page.on('dialog', async (dialog) => {
    happened.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('pageerror', (error) => happened.push(`error: ${error.message}`));
  page.on('popup', (popup) => happened.push(`opened: ${popup.url()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(blob:|data:image\/)/.test(url)) happened.push(`asked for: ${url}`);
  });
}

/** Elements that only a name can have brought, and whether names are there as text. */
export async function looksOf(page: Page): Promise<{ readonly planted: readonly string[]; readonly names: number }> {
  return page.evaluate((payloads) => {
    const odd =
      'main script, main iframe, main object, main embed, main base, main meta, main link, main style, main math, main video, main audio, main marquee, main form[action], a[href^="javascript:" i], a[href^="data:" i], a[href*="attacker"], img[src="x"], [style*="attacker"], svg script, svg animate';
    const handlers = [...document.querySelectorAll('*')].filter((element) =>
      element.getAttributeNames().some((name) => name.startsWith('on')),
    );
    const planted = [...document.querySelectorAll(odd), ...handlers].map((element) => element.outerHTML.slice(0, 100));
    const text = document.body.innerText;
    return { planted, names: payloads.filter((payload) => text.includes(payload)).length };
  }, PAYLOADS);
}

/** Until the screen shows its own content. */
export async function opened(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector('main');
    return main !== null && main.children.length > 0 && !/Đang mở/.test(main.innerText);
  });
}

export async function noCookies(context: BrowserContext): Promise<void> {
  expect(await context.cookies()).toEqual([]);
}
