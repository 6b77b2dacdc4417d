/** Reads a QR code off a picture, as the phone that is held before it would. */
import type { Locator, Page } from '@playwright/test';
import jsQr from 'jsqr';
import * as z from 'zod/mini';

const pixelsSchema = z.object({ width: z.int(), height: z.int(), values: z.array(z.int()) });

/** What the code in the picture says; undefined when there is none that can be read. `page` decodes the picture. */
export async function qrInPicture(page: Page, picture: Buffer): Promise<string | undefined> {
  const drawn: unknown = await page.evaluate(
    async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const { width, height } = bitmap;
      const pen = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
      pen?.drawImage(bitmap, 0, 0);
      return { width, height, values: [...(pen?.getImageData(0, 0, width, height).data ?? [])] };
    },
    [...picture],
  );
  const { width, height, values } = pixelsSchema.parse(drawn);
  return jsQr(Uint8ClampedArray.from(values), width, height)?.data;
}

/** What the code that stands there says, as it is drawn. */
export async function qrIn(drawn: Locator): Promise<string | undefined> {
  return qrInPicture(drawn.page(), await drawn.screenshot());
}
