/** A cheap phone: a real Chromium of a phone's size with touch, slowed down six times, on a profile folder that stays. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type CDPSession, type Locator, type Page } from '@playwright/test';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { installedBrowsers, PHONE } from '../../journeys/browsers.ts';
import { joinByCode, keptOffline } from '../../journeys/people.ts';
import { PATIENCE_MS, see } from '../../journeys/see.ts';
import { startServer } from '../../journeys/start-server.ts';
import { foundBook } from './book.ts';

const SLOWER = 6;
const FETCH_MS = 300_000;
/** A quick tap of a person; the page draws what is pressed meanwhile. */
const FINGER_DOWN_MS = 80;
const MIB = 1024 * 1024;

export const FIRST_TILE = 'Xác nhận hàng nhận';

export interface KeptPhone {
  /** Of the browser's profile. */
  readonly folder: string;
  /** Where the server was while there was one. */
  readonly base: string;
}

/** Joins a co-op and fetches everything of it; then the server goes away for good. */
export async function joinedPhone(folders: (folder: string) => void, isEmpty: boolean): Promise<KeptPhone> {
  const [dataDir, folder] = ['server', 'phone'].map((name) => mkdtempSync(join(tmpdir(), `so-mua-bench-${name}-`)));
  if (dataDir === undefined || folder === undefined) throw new Error('there are two folders');
  folders(dataDir);
  folders(folder);
  const server = await startServer({ dataDir });
  const base = `http://localhost:${server.port}`;
  const context = await launch(folder);
  try {
    const { code, memberName } = await foundBook(server.port, server.setupToken ?? '', isEmpty);
    const page = await context.newPage();
    await page.goto(base);
    await joinByCode(page, code, memberName);
    await see(page.getByTestId('sync-chip')).toHaveAttribute('data-complete', 'true', { timeout: FETCH_MS });
    await keptOffline(page);
  } finally {
    await context.close();
    await server.kill();
  }
  return { folder, base };
}

async function launch(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: installedBrowsers().chromium,
    viewport: PHONE,
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
  });
}

/** A phone that is switched on, slow and without a server, with the app's home before the person. */
export class SlowPhone {
  readonly page: Page;
  /** From the beginning of the page until its first tile is drawn and answers, ms. */
  readonly usableMs: number;
  readonly #context: BrowserContext;
  readonly #devtools: CDPSession;

  private constructor(parts: {
    readonly context: BrowserContext;
    readonly page: Page;
    readonly devtools: CDPSession;
    readonly usableMs: number;
  }) {
    this.#context = parts.context;
    this.page = parts.page;
    this.#devtools = parts.devtools;
    this.usableMs = parts.usableMs;
  }

  /** Starts a browser of its own each time. */
  static async open({ folder, base }: KeptPhone, script: string): Promise<SlowPhone> {
    const context = await launch(folder);
    await context.addInitScript(script);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.goto(base);
    const shown = `shownAt('li button', ${JSON.stringify(FIRST_TILE)})`;
    return new SlowPhone({ context, page, devtools, usableMs: z.number().parse(await page.evaluate(shown)) });
  }

  /** From the lifting of the finger or the key that `act` makes until something is shown, ms. */
  async shownAfter(act: () => Promise<void>, selector: string, text = ''): Promise<number> {
    await this.page.evaluate(`watchFor(${JSON.stringify(selector)}, ${JSON.stringify(text)})`);
    await act();
    return z.number().parse(await this.page.evaluate('watched()'));
  }

  async tap(name: string): Promise<void> {
    await this.touch(this.page.getByRole('button', { name, exact: true }).first());
  }

  /**
   * Looks for the place first and then touches the glass there, as long as a finger does: Playwright's own tap goes on
   * looking at the page, which as slow as it is pays for that, and lifts the finger in the millisecond in which it came.
   */
  async touch(target: Locator): Promise<void> {
    await target.scrollIntoViewIfNeeded({ timeout: PATIENCE_MS });
    const box = await target.boundingBox();
    if (box === null) throw new Error('what is touched is on the screen');
    const finger = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await this.#devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [finger] });
    await this.page.waitForTimeout(FINGER_DOWN_MS);
    await this.#devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  /** Waits until something is shown, by the page's own eyes. */
  async shows(selector: string, text = ''): Promise<void> {
    await this.page.evaluate(`shownAt(${JSON.stringify(selector)}, ${JSON.stringify(text)})`);
  }

  /** Of everything that was tapped or typed since it was asked last, the longest from the event to the next paint, ms. */
  async longestInteraction(): Promise<number> {
    return z.number().parse(await this.page.evaluate('longestInteraction()'));
  }

  /** Draws a finger over the page. Gives how long the frames meanwhile took, ms. */
  async scroll(distance: number, speed: number): Promise<readonly number[]> {
    await this.page.evaluate('beginFrames()');
    await this.#devtools.send('Input.synthesizeScrollGesture', {
      x: PHONE.width / 2,
      y: PHONE.height / 2,
      yDistance: -distance,
      speed,
      gestureSourceType: 'touch',
      preventFling: false,
    });
    return z.array(z.number()).parse(await this.page.evaluate('endFrames()'));
  }

  /** What JavaScript holds when everything that can go has gone, MiB. */
  async heapMib(): Promise<number> {
    // The second collection takes what the first one's finalisers let go.
    for (let time = 0; time < 2; time += 1) await this.#devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#devtools.send('Runtime.getHeapUsage');
    return usedSize / MIB;
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

/** What every page of the phone runs first. */
export async function pageScript(): Promise<string> {
  const bundle = await build({
    entryPoints: ['tests/bench/device/page.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome109',
    logLevel: 'error',
  });
  return bundle.outputFiles[0]?.text ?? '';
}
