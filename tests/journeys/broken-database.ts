/** A database that does not open, as browsers have it now and then. */
import type { BrowserContext } from '@playwright/test';

/** Opening the database named in `so-mua.broken` fails with the message in `so-mua.broken-by`. */
export async function breakable(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const open = indexedDB.open.bind(indexedDB);
    IDBFactory.prototype.open = (name: string, version?: number): IDBOpenDBRequest => {
      if (localStorage.getItem('so-mua.broken') === name)
        throw new DOMException(localStorage.getItem('so-mua.broken-by') ?? '', 'UnknownError');
      return version === undefined ? open(name) : open(name, version);
    };
  });
}
