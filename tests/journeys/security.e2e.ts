/** Somebody wishes a co-op ill: by what things are called, and by a page of his own. In real Chromium. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PAYLOADS } from '../security/attacks/payloads.ts';
import { post } from '../security/target.ts';
import { PC, PHONE } from './browsers.ts';
import { ROUTES, routePath } from './filled-coop.ts';
import { hostileCoop, type HostileCoop } from './hostile-coop.ts';
import { looksOf, noCookies, opened, watched } from './hostile-page.ts';
import { field, newPage, openAt, press, sent } from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let coop: HostileCoop;
let office: { readonly context: BrowserContext; readonly page: Page; readonly happened: readonly string[] };

beforeAll(async () => {
  stage = await Stage.open();
  coop = await hostileCoop(stage);
  office = await entered(coop.officeCode, PC);
});
afterAll(() => stage?.close());

async function entered(code: string, size: typeof PC | typeof PHONE): Promise<typeof office> {
  const context = await stage.browser.newContext({ viewport: size, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' });
  const happened = await watched(context, stage.base);
  const page = await newPage(context, `${stage.base}/vao#${code}`);
  await press(page, 'Xem mã');
  await see(page.getByText('Mã này dành cho')).toBeVisible();
  const own = field(page, 'Tên của bạn');
  if (await own.isVisible()) await own.fill('<img src=x onerror=__hit(99)>');
  await press(page, 'Đúng là tôi');
  await see(page.getByTestId('sync-chip')).toBeVisible();
  await sent(page);
  return { context, page, happened };
}

/** Every route once. Gives on how many of them names of the list stood as text. */
async function walk(page: Page, routes: readonly string[]): Promise<number> {
  let named = 0;
  const planted: string[] = [];
  for (const route of routes) {
    await page.goto(`${stage.base}${routePath(route, coop.ids)}`);
    await opened(page);
    const looks = await looksOf(page);
    planted.push(...looks.planted.map((what) => `${route}: ${what}`));
    if (looks.names > 0) named += 1;
  }
  expect(planted).toEqual([]);
  return named;
}

describe('names that are more than names', () => {
  test('run nowhere in the office, call nobody, and stand there as text', async () => {
    const { page, context, happened } = office;
    expect(await walk(page, ROUTES.office)).toBeGreaterThan(10);
    await openAt(page, '/thanh-vien');
    for (const name of ['{{constructor', '<svg onload', 'javascript:', '=cmd', 'DROP TABLE']) {
      await field(page, 'Tìm theo tên, mã, số điện thoại').fill(name);
      const whole = PAYLOADS.find((payload) => payload.startsWith(name) || payload.includes(name)) ?? '';
      await see(page.getByRole('cell', { name: whole, exact: true }).first()).toBeVisible();
    }
    expect(happened).toEqual([]);
    await noCookies(context);
  });

  test('typed into the forms themselves are kept as they were typed', async () => {
    const { page, happened } = office;
    await openAt(page, '/khach-hang');
    const name = '"><img src=x onerror=__hit(98)>{{constructor}}';
    await field(page, 'Tên khách hàng').fill(name);
    await press(page, 'Thêm khách hàng');
    await page.getByRole('cell', { name, exact: true }).click();
    await see(page.getByRole('heading', { name })).toBeVisible();
    await sent(page);
    expect((await looksOf(page)).planted).toEqual([]);
    expect(happened).toEqual([]);
  });

  test('would not run if one of them were taken for more: the page’s policy stops it, and this journey sees it', async () => {
    const { page, context, happened } = await entered(coop.laterCode, PC);
    expect(happened).toEqual([]);
    await page.evaluate(
      (names) => {
        for (const name of names) document.body.insertAdjacentHTML('beforeend', name);
      },
      PAYLOADS.filter((name) => /^<(img|svg|iframe|object|a |input|form)/.test(name)),
    );
    expect((await looksOf(page)).planted.length).toBeGreaterThan(5);
    // How many of them a browser tells of differs: Chromium 109 says four, today's more.
    await see
      .poll(() => happened.filter((what) => what.startsWith('ran: against script-src')).length)
      .toBeGreaterThanOrEqual(process.env['JOURNEY_BROWSER'] === 'chromium109' ? 4 : 6);
    expect(happened.filter((what) => !what.startsWith('ran: against '))).toEqual([]);
    await context.close();
  });

  test('run nowhere on the page of who runs the server', async () => {
    const { page, happened } = office;
    await page.goto(`${stage.base}/quan-tri`);
    await see(page.getByText(coop.coopName)).toBeVisible();
    expect((await looksOf(page)).planted).toEqual([]);
    await page.getByRole('link', { name: coop.coopName }).click();
    await see(page.getByText(coop.deviceName)).toBeVisible();
    expect((await looksOf(page)).planted).toEqual([]);
    expect(happened).toEqual([]);
  });

  test('run nowhere on the member’s phone, nor on paper, nor in the picture of a slip', async () => {
    const { page, context, happened } = await entered(coop.memberCode, PHONE);
    expect(await walk(page, ROUTES.member)).toBeGreaterThan(3);
    await openAt(page, routePath('/ban-hang/:sale', coop.ids));
    const waiting = page.waitForEvent('download');
    await press(page, 'Lưu thành ảnh');
    expect((await waiting).suggestedFilename()).toMatch(/^[2-9A-Z]{6}\.png$/);
    await page.emulateMedia({ media: 'print' });
    expect((await looksOf(page)).planted).toEqual([]);
    expect(happened).toEqual([]);
    await noCookies(context);
    await context.close();
  });
});

describe('a page from elsewhere, in the browser of somebody who is in', () => {
  let elsewhere: Server;
  let page: Page;

  beforeAll(async () => {
    elsewhere = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>elsewhere</title><body></body>'),
    );
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  });
  // Each from a page of its own: what one has begun is no trouble of the next.
  beforeEach(async () => {
    const address = elsewhere.address();
    page = await office.context.newPage();
    await page.goto(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`);
  });
  afterEach(async () => page.close());
  afterAll(() => elsewhere?.close());

  test('reads nothing and writes nothing, whatever it sends', async () => {
    const outcomes = await page.evaluate(async (base) => {
      const said = async (work: Promise<Response>): Promise<string> =>
        work.then(
          (response) => `${response.type} ${response.status}`,
          () => 'refused',
        );
      const json = { 'content-type': 'application/json' };
      const bytes = { 'content-type': 'application/octet-stream' };
      const text = { 'content-type': 'text/plain' };
      const post = { method: 'POST', body: '{"kind":"look","code":"ABCDEF"}' };
      return Promise.all([
        said(fetch(`${base}/`)),
        said(fetch(`${base}/health`, { credentials: 'include' })),
        said(fetch(`${base}/v1/enrol`, { ...post, headers: json })),
        said(fetch(`${base}/v1/invite`, { ...post, headers: { ...json, authorization: 'Bearer x' } })),
        said(fetch(`${base}/v1/sync`, { ...post, headers: bytes })),
        said(fetch(`${base}/v1/sync`, { ...post, headers: text })),
        said(fetch(`${base}/v1/sync`, { method: 'OPTIONS' })),
        said(fetch(`${base}/v1/sync`, { method: 'PUT' })),
      ]);
    }, stage.base);
    expect(outcomes).toEqual(outcomes.map(() => 'refused'));
  });

  test('joins nobody by a form or a simple request, though it knows the code', async () => {
    const code = coop.spareCode;
    const proof = 'ab'.repeat(16);
    const posted = page.waitForRequest(
      (request) => request.isNavigationRequest() && request.url().endsWith('/v1/enrol'),
    );
    await page.evaluate(
      async ([base = '', letters = '', own = '']) => {
        const body = JSON.stringify({ kind: 'join', code: letters, deviceName: '=', proof: own });
        await fetch(`${base}/v1/enrol`, {
          method: 'POST',
          mode: 'no-cors',
          body,
          headers: { 'content-type': 'text/plain' },
        }).catch(() => undefined);
        await fetch(`${base}/v1/enrol`, { method: 'POST', mode: 'no-cors', body: new Blob([body]) }).catch(
          () => undefined,
        );
        navigator.sendBeacon(`${base}/v1/enrol`, body);
        document.body.append(Object.assign(document.createElement('iframe'), { name: 'taken' }));
        const form = document.body.appendChild(document.createElement('form'));
        Object.assign(form, { method: 'post', action: `${base}/v1/enrol`, enctype: 'text/plain', target: 'taken' });
        const input = form.appendChild(document.createElement('input'));
        // As a form writes it: name, `=`, value. Together they are what a device would send.
        const [name = '', value = ''] = body.split('=');
        Object.assign(input, { name, value });
        form.submit();
      },
      [stage.base, code, proof],
    );
    expect((await (await posted).response())?.status()).toBe(400);
    const look = await post(Number(new URL(stage.base).port), '/v1/enrol', {
      body: JSON.stringify({ kind: 'look', code }),
    });
    expect(look.status).toBe(200);
  });

  test('shows the app in no frame, takes none of its files, and loses hold of a window that it opens', async () => {
    const refused = [`${stage.base}/main.js`, `${stage.base}/icon-192.png`].map(async (url) =>
      page.waitForEvent('requestfailed', (request) => request.url() === url),
    );
    await page.evaluate((base) => {
      document.body.append(Object.assign(document.createElement('script'), { src: `${base}/main.js` }));
      document.body.append(Object.assign(document.createElement('img'), { src: `${base}/icon-192.png` }));
    }, stage.base);
    for (const request of await Promise.all(refused))
      expect(request.failure()?.errorText).toBe('net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin');
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page.evaluate((base) => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      frame.src = `${base}/`;
    }, stage.base);
    await see.poll(() => said.join('\n')).toMatch(/frame-ancestors 'none'/);
    const popup = page.waitForEvent('popup');
    await page.evaluate((base) => void Reflect.set(window, 'taken', window.open(`${base}/`)), stage.base);
    await opened(await popup);
    await see.poll(async () => page.evaluate(() => Reflect.get(Reflect.get(window, 'taken'), 'closed'))).toBe(true);
    await (await popup).close();
  });
});

test('what is served holds the app and the server, no tests, no tools and no map to the sources', () => {
  const dist = new URL('../../dist/', import.meta.url);
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(js|mjs|css|html|map)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(50);
  const tools = /vitest|playwright|fast-check|axe-core|lighthouse|happy-dom|fake-indexeddb/;
  // The server has the list of packages with it, for its version: what counts there is their code.
  const theirs = new RegExp(`(?:node_modules/|from "|require\\(")@?(?:${tools.source})`);
  const found = files.filter((file) => {
    const text = readFileSync(file, 'utf8');
    const hasTools = (file.endsWith('server.js') ? theirs : tools).test(text);
    return hasTools || file.endsWith('.map') || text.includes('sourceMappingURL=');
  });
  expect(found).toEqual([]);
});
