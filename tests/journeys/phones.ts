/**
 * Phones as real browser processes with folders of their own, which can be killed at any moment and copied; and what the
 * people at them were told is saved, against what lies on the phones and what the server gives to others.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { readerOver } from '#local-db/index.ts';
import { harvests } from '#modules/harvests/index.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { inviteResponseSchema } from '#protocol/enrol.ts';
import { must } from '../helpers/local-device.ts';
import { colleague, founder, sync, type Peer } from '../prove/peer.ts';
import { installedBrowsers, PHONE } from './browsers.ts';
import { killBrowser } from './kill-browser.ts';
import { goHome, joinByCode, keptOffline, press, type } from './people.ts';
import { see } from './see.ts';
import { Stage } from './stage.ts';

const MEMBER = 'Tẩn Láo Hín';

/** Every harvest of a village has a weight of its own, in whole kilograms, so that it is known again anywhere. */
export class Village {
  readonly stage: Stage;
  readonly #office: Peer;
  readonly #memberId: string;
  readonly #phones: Phone[] = [];
  #lastKg = 0;
  /** Weights of which somebody has read "Đã lưu". */
  readonly told = new Set<number>();
  /** Weights that somebody was about to save. */
  readonly tried = new Set<number>();

  private constructor(parts: { readonly stage: Stage; readonly office: Peer; readonly memberId: string }) {
    this.stage = parts.stage;
    this.#office = parts.office;
    this.#memberId = parts.memberId;
  }

  static async found(): Promise<Village> {
    const stage = await Stage.open();
    const { port, hash } = new URL(stage.setupLink);
    const office = await founder({ port: Number(port) }, hash.slice(1));
    const memberId = await must(office.database, addMember, { name: MEMBER });
    await must(office.database, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
    await sync(office);
    return new Village({ stage, office, memberId });
  }

  nextKg(): number {
    this.#lastKg += 1;
    this.tried.add(this.#lastKg);
    return this.#lastKg;
  }

  /** A phone of the member, enrolled. */
  async phone(): Promise<Phone> {
    const request = { roles: ['member'], memberId: this.#memberId, memberName: MEMBER };
    const response = await fetch(`${this.stage.base}/v1/invite`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#office.token}` },
      body: JSON.stringify(request),
    });
    const { code } = inviteResponseSchema.parse(await response.json());
    const phone = this.#begin(mkdtempSync(join(tmpdir(), 'so-mua-phone-')));
    const page = await phone.open();
    await joinByCode(page, code, MEMBER);
    await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
    // From here on the server may be away; until then no app could be expected to open without it.
    await keptOffline(page);
    return phone;
  }

  /** The folder of a closed phone under another name, as a copied profile. */
  copyOf(phone: Phone): Phone {
    const folder = mkdtempSync(join(tmpdir(), 'so-mua-phone-'));
    cpSync(phone.folder, folder, { recursive: true, filter: (path) => !/[/\\]Singleton[A-Za-z]+$/.test(path) });
    return this.#begin(folder);
  }

  #begin(folder: string): Phone {
    const phone = new Phone(this, folder);
    this.#phones.push(phone);
    return phone;
  }

  /** What is wrong at somebody who has nothing but what the server gives; empty when all is well. */
  async wrongAtServer(): Promise<readonly string[]> {
    const fresh = await colleague(this.#office);
    await sync(fresh);
    const rows = await readerOver(fresh.database.store.reader).list(harvests);
    return this.wrongIn(
      'the server',
      rows.map((row) => row.quantityMilli),
    );
  }

  wrongIn(where: string, quantities: readonly number[]): readonly string[] {
    return differences(this, quantities).map((text) => `${where}: ${text}`);
  }

  async close(): Promise<void> {
    for (const phone of this.#phones) await phone.throwAway();
    await this.stage.close();
  }
}

/** What was said to be saved is there, once; what was being saved may be there, once; nothing else is. */
export function differences(
  { told, tried }: { readonly told: ReadonlySet<number>; readonly tried: ReadonlySet<number> },
  quantities: readonly number[],
): readonly string[] {
  const counts = new Map<number, number>();
  for (const quantity of quantities) counts.set(quantity / 1_000, (counts.get(quantity / 1_000) ?? 0) + 1);
  const lost = [...told].filter((kg) => !counts.has(kg)).map((kg) => `${kg} kg was said to be saved and is gone`);
  const wrong = [...counts].flatMap(([kg, count]) => {
    if (!tried.has(kg)) return `${kg} kg was written by nobody`;
    return count > 1 ? `${kg} kg is there ${count} times` : [];
  });
  return [...lost, ...wrong];
}

export class Phone {
  readonly folder: string;
  readonly #village: Village;
  #context: BrowserContext | undefined;

  constructor(village: Village, folder: string) {
    this.#village = village;
    this.folder = folder;
  }

  /** Starts the browser and gives the app's page. */
  async open(): Promise<Page> {
    const { chromium: executablePath } = installedBrowsers();
    this.#context = await chromium.launchPersistentContext(this.folder, {
      executablePath,
      viewport: PHONE,
      locale: 'vi-VN',
    });
    return this.newPage();
  }

  /** The first tab, or one more. */
  async newPage(): Promise<Page> {
    if (this.#context === undefined) throw new Error('the browser runs');
    const [first] = this.#context.pages();
    const page = first?.url() === 'about:blank' ? first : await this.#context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(this.#village.stage.base);
    return page;
  }

  /** Every process of the browser at once. Gives whether there were any. */
  kill(): boolean {
    return killBrowser(this.folder) > 0;
  }

  async close(): Promise<void> {
    await this.#context?.close();
  }

  async throwAway(): Promise<void> {
    this.kill();
    await this.#context?.close().catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** Records a harvest of a new weight, and notes whether it was said to be saved. */
  async record(page: Page): Promise<void> {
    const kg = this.#village.nextKg();
    const more = page.getByRole('button', { name: 'Ghi thêm' });
    if (await more.isVisible()) await more.click();
    else {
      await goHome(page);
      await press(page, 'Ghi thu hoạch');
    }
    await clearWeight(page);
    await type(page, String(kg));
    await press(page, 'Lưu');
    await see(page.getByText(`Đã lưu: ${kg} kg`)).toBeVisible({ timeout: 30_000 });
    this.#village.told.add(kg);
  }
}

/** What was typed before the browser died is still there; it is taken away figure by figure. */
async function clearWeight(page: Page): Promise<void> {
  const weight = page.getByRole('status', { name: 'Khối lượng' });
  await weight.waitFor();
  while (!/^0?\s*kg$/.test((await weight.innerText()).trim())) await press(page, 'Xóa một số');
}

/** Quantities of all harvests in the page's own database, in thousandths. */
export async function heldBy(page: Page): Promise<readonly number[]> {
  const found: unknown = await page.evaluate(async () => {
    const [database] = (await indexedDB.databases()).filter(({ name }) => name?.startsWith('so-mua-') === true);
    const open = indexedDB.open(database?.name ?? '');
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      open.onsuccess = () => resolve(open.result);
      open.onerror = () => reject(new Error('the database opens'));
    });
    const asked = db.transaction('harvests').objectStore('harvests').getAll();
    const rows = await new Promise<unknown[]>((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(new Error('the harvests are read'));
    });
    db.close();
    return rows.map((row) => (typeof row === 'object' && row !== null ? Reflect.get(row, 'quantityMilli') : undefined));
  });
  return Array.isArray(found) ? found.map(Number) : [];
}

/** Everything has left, and everything is here. The page may be loaded anew meanwhile, so it is asked until it says so. */
export async function settled(page: Page): Promise<void> {
  const chip = page.getByTestId('sync-chip');
  await see(async () => {
    await goHome(page);
    await chip.click({ timeout: 5_000 });
    await page.getByRole('button', { name: 'Gửi ngay', exact: true }).click({ timeout: 5_000 });
    await see(chip).toHaveAttribute('data-unsent', '0', { timeout: 20_000 });
    await see(chip).toHaveAttribute('data-status', 'idle', { timeout: 20_000 });
  }).toPass({ timeout: 120_000 });
}
