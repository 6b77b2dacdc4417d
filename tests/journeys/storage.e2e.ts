/** What happens to a farmer's work when the browser, the disk, other tabs or the clock fail (sync.md 5.13, I12, I22, I23). */
import { setTimeout } from 'node:timers/promises';
import type { BrowserContext, Page, Request } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { breakable } from './broken-database.ts';
import { PC, PHONE, PICTURES } from './browsers.ts';
import {
  addMember,
  addProduct,
  allSent,
  field,
  foundCoop,
  goHome,
  inviteMember,
  joinedPhone,
  keptOffline,
  newPage,
  openAt,
  press,
  savedFile,
  type,
  visit,
  type Visitor,
} from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let office: Visitor;

beforeAll(async () => {
  stage = await Stage.open();
  office = await visit(stage.browser, stage.setupLink, PC);
  await foundCoop(office.page, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await addProduct(office.page, 'Chè búp tươi');
  await allSent(office.page);
});
afterAll(() => stage?.close());

/** A member of the co-op with a phone of his own; `prepare` may break its browser before the app starts. */
async function farmer(name: string, prepare: (context: BrowserContext) => Promise<void> = async () => undefined) {
  await addMember(office.page, name);
  await allSent(office.page);
  const code = await inviteMember(office.page, name, name);
  const context = await stage.browser.newContext({
    viewport: PHONE,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    acceptDownloads: true,
  });
  await prepare(context);
  return { context, page: await joinedPhone(context, stage.base, code, name) };
}

/** Through the form, to what the phone says in the end. */
async function harvest(page: Page, kilos: number): Promise<'saved' | 'refused'> {
  await goHome(page);
  await press(page, 'Ghi thu hoạch');
  const pad = page.getByRole('button', { name: 'Lưu', exact: true });
  const product = page.getByRole('button', { name: /Chè búp tươi/ });
  await see(pad.or(product).first()).toBeVisible();
  if (!(await pad.isVisible())) await product.first().click();
  await type(page, String(kilos));
  await press(page, 'Lưu');
  const saved = page.getByText(`Đã lưu: ${kilos} kg Chè búp tươi`);
  const refused = page.getByText(/CHƯA được lưu|đã lên bản mới/);
  await see(saved.or(refused).first()).toBeVisible();
  return (await saved.isVisible()) ? 'saved' : 'refused';
}

function alert(page: Page, words: string) {
  return page.getByRole('alert').filter({ hasText: words }).first();
}

/** The weights in the farmer's own list, ascending. */
async function weights(page: Page): Promise<readonly number[]> {
  await openAt(page, '/thu-hoach');
  await see(page.getByRole('figure').first()).toBeVisible();
  const rows = await page.getByRole('button', { name: /Chè búp tươi.*kg|kg.*Chè búp tươi/s }).allInnerTexts();
  return numbersIn(rows);
}

/** What the office has of one farmer, ascending. */
async function weightsAtOffice(name: string): Promise<readonly number[]> {
  const { page } = office;
  await goHome(page);
  await allSent(page);
  await openAt(page, '/van-phong/thu-hoach');
  await see(page.getByRole('row').filter({ hasText: name }).first()).toBeVisible();
  return numbersIn(await page.getByRole('row').filter({ hasText: name }).allInnerTexts());
}

function numbersIn(texts: readonly string[]): readonly number[] {
  return texts
    .flatMap((text) =>
      [...text.matchAll(/([\d.,]+) kg/g)].slice(0, 1).map((match) => Number(match[1]?.replace(',', '.'))),
    )
    .sort((left, right) => left - right);
}

async function databaseOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const profile: unknown = JSON.parse(localStorage.getItem('so-mua.profile') ?? '{}');
    const read = (key: string): string => String(Reflect.get(Object(profile), key));
    return `so-mua-${read('coop')}-${read('user')}`;
  });
}

test('[I23] on a full disk nothing is falsely said to be saved, what was said saved stays, and work goes on after', async () => {
  const { page, context } = await farmer('Tẩn Láo Hín');
  const kept: number[] = [];
  for (const kilos of [1, 2, 3]) {
    expect(await harvest(page, kilos)).toBe('saved');
    kept.push(kilos);
  }
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: stage.base, quotaSize: 1 });
  // What lies open already may still take a few.
  let kilos = 10;
  while ((await harvest(page, kilos)) === 'saved') {
    kept.push(kilos);
    kilos += 1;
  }
  await see(alert(page, 'Máy đã đầy')).toContainText('Xóa bớt ảnh');
  await page.screenshot({ path: `${PICTURES}/storage-full.png`, fullPage: true });
  for (let again = 0; again < 3; again += 1) {
    await press(page, 'Lưu');
    await see(page.getByText('CHƯA được lưu').first()).toBeVisible();
    expect(await page.getByText('Đã lưu:').count()).toBe(0);
  }
  await page.reload();
  expect(await weights(page)).toEqual(kept);

  await devtools.send('Storage.overrideQuotaForOrigin', { origin: stage.base });
  await goHome(page);
  await press(page, 'Ghi thu hoạch');
  // What was refused is still typed.
  await see(page.getByRole('status', { name: 'Khối lượng' })).toContainText(String(kilos));
  await press(page, 'Lưu');
  await see(page.getByText(`Đã lưu: ${kilos} kg Chè búp tươi`)).toBeVisible();
  kept.push(kilos);
  expect(await page.getByText('Máy đã đầy').count()).toBe(0);
  expect(await weights(page)).toEqual(kept);
  await allSent(page);
  expect(await weightsAtOffice('Tẩn Láo Hín')).toEqual(kept);
  await context.close();
});

test('[X22] an old tab blocks the upgrade: the new one names it, and opens by itself when the old one is closed', async () => {
  const { page, context } = await farmer('Vũ Ngọc Quý');
  expect(await harvest(page, 4)).toBe('saved');
  const name = await databaseOf(page);
  // Nothing but a page of the same origin, as an app of last year would be: it does not give way.
  const old = await newPage(context, `${stage.base}/health`);
  await page.goto(`${stage.base}/health`);
  await old.evaluate(holdOlderVersion, name);
  await page.goto(stage.base);
  await see(alert(page, 'Còn thẻ Sổ Mùa cũ đang mở')).toBeVisible();
  await see(alert(page, 'Đóng các thẻ')).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/storage-blocked.png`, fullPage: true });
  await old.close();
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  expect(await weights(page)).toEqual([4]);
  expect(await harvest(page, 5)).toBe('saved');
  await context.close();
});

/** Puts the database back to a lower version with everything in it, and holds it open whoever asks. */
async function holdOlderVersion(name: string): Promise<void> {
  const asked = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('failed'));
    });
  const source = await asked(indexedDB.open(name));
  const tables = [...source.objectStoreNames];
  const reading = source.transaction(tables, 'readonly');
  const copies = await Promise.all(
    tables.map(async (table) => {
      const store = reading.objectStore(table);
      const indexes = [...store.indexNames].map((index) => {
        const { keyPath, multiEntry, unique } = store.index(index);
        return { index, keyPath, multiEntry, unique };
      });
      return { table, keyPath: store.keyPath, indexes, records: await asked<unknown[]>(store.getAll()) };
    }),
  );
  const { version } = source;
  source.close();
  await asked(indexedDB.deleteDatabase(name));
  const opening = indexedDB.open(name, version - 10);
  opening.onupgradeneeded = () => {
    for (const { table, keyPath, indexes, records } of copies) {
      const store = opening.result.createObjectStore(table, { keyPath });
      for (const each of indexes) store.createIndex(each.index, each.keyPath, each);
      for (const record of records) store.put(record);
    }
  };
  // Kept alive by the page.
  Object.assign(window, { held: await asked(opening) });
}

test('[X22] a tab with an open form does not vanish under an upgrade: it says why, and keeps what was typed', async () => {
  const { page, context } = await farmer('Lò Thị Mây');
  expect(await harvest(page, 6)).toBe('saved');
  const name = await databaseOf(page);
  await goHome(page);
  await press(page, 'Ghi thu hoạch');
  await type(page, '7');
  const newer = await newPage(context, `${stage.base}/health`);
  await newer.evaluate(async (database) => {
    const known = (await indexedDB.databases()).find((each) => each.name === database)?.version ?? 0;
    await new Promise((resolve, reject) => {
      const opening = indexedDB.open(database, known + 10);
      opening.onsuccess = () => resolve(opening.result.close());
      opening.onerror = () => reject(opening.error ?? new Error('failed'));
    });
  }, name);
  await see(alert(page, 'Sổ đã lên bản mới')).toBeVisible();
  await press(page, 'Lưu');
  await see(alert(page, 'đã lên bản mới')).toBeVisible();
  expect(await page.getByText('Đã lưu:').count()).toBe(0);
  await see(page.getByRole('status', { name: 'Khối lượng' })).toContainText('7');
  await page.screenshot({ path: `${PICTURES}/storage-version.png`, fullPage: true });
  // An app that is older than its database says so, after having looked for a newer one once.
  await page.goto(stage.base);
  await see(alert(page, 'Sổ đã lên bản mới')).toBeVisible();
  await context.close();
});

test('[X21] two tabs save and sync at once: one syncs at a time, and everything arrives once', async () => {
  const { page: first, context } = await farmer('Giàng A Páo');
  const second = await newPage(context, stage.base);
  const traffic = { now: 0, most: 0, requests: 0 };
  for (const page of [first, second]) {
    const isSync = (request: Request): boolean => request.url().endsWith('/v1/sync');
    page.on('request', (request) => {
      if (!isSync(request)) return;
      traffic.requests += 1;
      traffic.now += 1;
      traffic.most = Math.max(traffic.most, traffic.now);
    });
    const ended = (request: Request): void => {
      if (isSync(request)) traffic.now -= 1;
    };
    page.on('requestfinished', ended);
    page.on('requestfailed', ended);
    await page.route('**/v1/sync', async (route) => {
      await setTimeout(300);
      await route.continue();
    });
  }
  const expected: number[] = [];
  const work = async (page: Page, from: number): Promise<void> => {
    for (let kilos = from; kilos < from + 4; kilos += 1) {
      expect(await harvest(page, kilos)).toBe('saved');
      expected.push(kilos);
      await page.getByTestId('sync-chip').click();
      await press(page, 'Gửi ngay');
    }
  };
  await Promise.all([work(first, 10), work(second, 50)]);
  await goHome(first);
  await allSent(first);
  expected.sort((left, right) => left - right);
  expect(await weights(first)).toEqual(expected);
  expect(await weights(second)).toEqual(expected);
  expect(await weightsAtOffice('Giàng A Páo')).toEqual(expected);
  expect(traffic.requests).toBeGreaterThan(4);
  expect(traffic.most).toBe(1);
  await context.close();
});

test('[X21] a frozen tab that holds the turn stops the other one for half a minute', async () => {
  const { page: first, context } = await farmer('Hoàng Văn Tú');
  const second = await newPage(context, stage.base);
  await see(second.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await allSent(second);
  let isHanging = false;
  await first.route('**/v1/sync', () => {
    isHanging = true;
  });
  await first.getByTestId('sync-chip').click();
  await press(first, 'Gửi ngay');
  await expect.poll(() => isHanging, { timeout: 10_000 }).toBe(true);
  const devtools = await context.newCDPSession(first);
  // As a phone freezes what is not in front: nothing in it runs, and its request is never answered.
  await devtools.send('Debugger.enable');
  await devtools.send('Debugger.pause');
  expect(await harvest(second, 9)).toBe('saved');
  const startedAt = Date.now();
  await second.getByTestId('sync-chip').click();
  await press(second, 'Gửi ngay');
  await see(second.getByTestId('sync-chip')).toHaveAttribute('data-unsent', '0', { timeout: 60_000 });
  expect(Date.now() - startedAt).toBeGreaterThan(15_000);
  expect(await weightsAtOffice('Hoàng Văn Tú')).toEqual([9]);
  await context.close();
});

test.each([
  ['1970', 0, 'Lý Láo Sử'],
  ['2100', Date.UTC(2100, 5, 1), 'Sùng A Chứ'],
])('[F7] [I12] a phone whose clock stands at %s saves, sends and is not held up', async (_year, standsAt, name) => {
  const { page, context } = await farmer(name, async (fresh) => {
    await fresh.addInitScript((at) => {
      const Real = Date;
      const shift = at - Real.now();
      window.Date = new Proxy(Real, {
        construct: (target, given: unknown[], made) =>
          Reflect.construct(target, given.length === 0 ? [Real.now() + shift] : given, made),
        get: (target, key) => (key === 'now' ? () => Real.now() + shift : Reflect.get(target, key)),
      });
    }, standsAt);
  });
  expect(await page.evaluate(() => new Date().getUTCFullYear())).toBe(standsAt === 0 ? 1970 : 2100);
  expect(await harvest(page, 11)).toBe('saved');
  await allSent(page);
  expect(await harvest(page, 12)).toBe('saved');
  await keptOffline(page);
  await context.setOffline(true);
  expect(await harvest(page, 13)).toBe('saved');
  await context.setOffline(false);
  await allSent(page);
  expect(await weights(page)).toEqual([11, 12, 13]);
  expect(await weightsAtOffice(name)).toEqual([11, 12, 13]);
  await context.close();
});

async function breakDatabase(page: Page, by: string | undefined): Promise<void> {
  const name = await databaseOf(page);
  await page.evaluate(
    ([database = '', message]) => {
      if (message === undefined) localStorage.removeItem('so-mua.broken');
      else {
        localStorage.setItem('so-mua.broken', database);
        localStorage.setItem('so-mua.broken-by', message);
      }
    },
    [name, by],
  );
  await goHome(page);
}

test('[X24] a book that does not open: work goes into a second one, out as a file, and along when it opens again', async () => {
  const { page, context } = await farmer('Phàn Mùi Nhậy', breakable);
  expect(await harvest(page, 21)).toBe('saved');
  await allSent(page);
  await breakDatabase(page, 'Internal error opening backing store for indexedDB.open.');
  await see(alert(page, 'Không mở được sổ')).toBeVisible();
  await see(alert(page, 'Sổ chưa bị xóa')).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/storage-unavailable.png`, fullPage: true });
  await press(page, 'Ghi tạm vào sổ khác');
  await page.getByLabel('Chè búp tươi').check();
  await press(page, 'Bắt đầu');
  await see(alert(page, 'Đang ghi vào sổ tạm')).toBeVisible();
  expect(await harvestInSecondBook(page, 22)).toBe('saved');
  await press(page, 'Cất sổ chưa gửi ra tệp');
  const file = await savedFile(page, /^Cất \d+ phiếu ra tệp$/);
  expect(file.name).toMatch(/^so-mua-\d{4}-\d\d-\d\d-\d{4}\.somua$/);
  await page.screenshot({ path: `${PICTURES}/storage-capture.png`, fullPage: true });

  await breakDatabase(page, undefined);
  await see(page.getByRole('heading', { name: /Mang sổ cũ vào/ })).toBeVisible();
  await press(page, 'Mang sổ theo');
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await allSent(page);
  expect(await weights(page)).toEqual([21, 22]);
  expect(await weightsAtOffice('Phàn Mùi Nhậy')).toEqual([21, 22]);

  // The same work from the file is known: nothing is doubled.
  await openAt(page, '/tep-so');
  await page.locator('input[type=file]').setInputFiles({ name: file.name, mimeType: '', buffer: file.bytes });
  await press(page, /^Nạp \d+ phiếu vào sổ$/);
  await see(page.getByRole('heading', { name: /Mang sổ cũ vào/ })).toBeVisible();
  await press(page, 'Mang sổ theo');
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await allSent(page);
  expect(await weights(page)).toEqual([21, 22]);
  await context.close();
});

/** The second book asks again after the page was loaded anew, and goes on where it was. */
async function harvestInSecondBook(page: Page, kilos: number): Promise<'saved' | 'refused'> {
  await goHome(page);
  await press(page, 'Ghi tạm vào sổ khác');
  await press(page, 'Ghi thu hoạch');
  await type(page, String(kilos));
  await press(page, 'Lưu');
  await see(page.getByText(`Đã lưu: ${kilos} kg Chè búp tươi`)).toBeVisible();
  return 'saved';
}

test('[X24] [U34] a disk too full to open anything: lines in the page, never called saved, and out as a file', async () => {
  const { page, context } = await farmer('Bàn Thị Sinh', breakable);
  await breakDatabase(page, 'Encountered full disk while opening backing store for indexedDB.open.');
  await see(alert(page, 'Xóa bớt ảnh')).toBeVisible();
  const forHelper = await savedFile(page, 'Gửi cho người hỗ trợ');
  expect(forHelper.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  await see(page.getByText('Đã lưu ảnh vào mục Tải về. Hãy gửi ảnh ấy đi.')).toBeVisible();
  await press(page, 'Ghi tạm vào trang này');
  await see(alert(page, 'CHƯA lưu: chỉ nằm trong trang này')).toBeVisible();
  await field(page, 'Ghi gì?').fill('Bán 40 kg chè cho anh Tú, 30.000 đ/kg');
  await press(page, 'Thêm dòng (chưa lưu)');
  expect(await page.getByText('Đã lưu').count()).toBe(0);
  await page.screenshot({ path: `${PICTURES}/storage-no-room.png`, fullPage: true });
  const file = await savedFile(page, 'Cất 1 dòng ra tệp');
  expect(file.bytes.toString('utf8')).toContain('Bán 40 kg chè cho anh Tú, 30.000 đ/kg');
  await context.close();
});

test('[F2] the browser lost the book: the file brings the unsent work back, and the office has it once', async () => {
  const { page, context } = await farmer('Chảo Láo Tả', breakable);
  expect(await harvest(page, 31)).toBe('saved');
  await allSent(page);
  await page.route('**/v1/sync', (route) => route.abort());
  expect(await harvest(page, 32)).toBe('saved');
  expect(await harvest(page, 33)).toBe('saved');
  await openAt(page, '/tep-so');
  const file = await savedFile(page, 'Cất 2 phiếu ra tệp');
  const name = await databaseOf(page);
  await page.goto(`${stage.base}/health`);
  await page.evaluate(
    (database) =>
      new Promise((resolve, reject) => {
        const gone = indexedDB.deleteDatabase(database);
        gone.onsuccess = resolve;
        gone.onerror = reject;
      }),
    name,
  );
  await page.unroute('**/v1/sync');
  await page.goto(stage.base);
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await allSent(page);
  expect(await weights(page)).toEqual([31]);
  await openAt(page, '/tep-so');
  const choose = async (): Promise<void> =>
    page.locator('input[type=file]').setInputFiles({ name: file.name, mimeType: '', buffer: file.bytes });
  await choose();
  await press(page, 'Nạp 2 phiếu vào sổ');
  await see(page.getByText('Nạp thêm 2 phiếu, 0 phiếu đã có')).toBeVisible();
  await choose();
  await see(page.getByText('Mọi phiếu trong tệp đã có trên máy này.')).toBeVisible();
  await goHome(page);
  await allSent(page);
  expect(await weights(page)).toEqual([31, 32, 33]);
  expect(await weightsAtOffice('Chảo Láo Tả')).toEqual([31, 32, 33]);
  await context.close();
});
