/** What a page saves. Chromium puts it into a folder and tells of it; Firefox, under its protocol, saves nothing, so what it is given is caught. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import * as z from 'zod/mini';

export interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const caughtSchema = z.object({ name: z.string(), base64: z.string() });

/** The file that comes of what somebody does. */
export async function savedBy(page: Page, act: () => Promise<void>): Promise<SavedFile> {
  if (process.env['JOURNEY_BROWSER'] === 'firefox') return caughtBy(page, act);
  const waiting = page.waitForEvent('download');
  await act();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

async function caughtBy(page: Page, act: () => Promise<void>): Promise<SavedFile> {
  await page.evaluate(catchNextFile);
  await act();
  const { name, base64 } = caughtSchema.parse(
    await page.evaluate(async () => Reflect.get(window, 'nextFile') as unknown),
  );
  return { name, bytes: Buffer.from(base64, 'base64') };
}

/** Runs in the page: the next file that a link saves becomes `window.nextFile`, a promise. */
function catchNextFile(): void {
  const blobs = new Map<string, Blob>();
  const create = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob: Blob): string => {
    const address = create(blob);
    blobs.set(address, blob);
    return address;
  };
  const toBase64 = async (blob: Blob): Promise<string> =>
    new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result.replace(/^[^,]*,/, '') : '');
      reader.readAsDataURL(blob);
    });
  const nextFile = new Promise((resolve) => {
    HTMLAnchorElement.prototype.click = function click(this: HTMLAnchorElement): void {
      const blob = blobs.get(this.href);
      if (blob !== undefined) void toBase64(blob).then((base64) => resolve({ name: this.download, base64 }));
    };
  });
  Object.assign(window, { nextFile });
}
