/** The front door of the photos on this device; loaded when there are any. */
import type { Env } from '#kernel/env.ts';
import type { Session } from '../database.ts';
import { openDexieStore } from '../dexie-store.ts';
import { PHOTO_BOX_TABLES, PhotoBox } from './photo-box.ts';

export { CACHE_BYTES, PhotoBox, type KeptPhoto, type PhotoStanding } from './photo-box.ts';

type BoxOwner = Pick<Session, 'coop'> & { readonly user: string };

/** Opens the box of one person in one co-op. Faults: `storage.…`. */
export async function openPhotoBox({ coop, user }: BoxOwner, env: Pick<Env, 'now'>): Promise<PhotoBox> {
  const store = await openDexieStore({ name: `so-mua-photos-${coop}-${user}`, tables: PHOTO_BOX_TABLES, version: 1 });
  return new PhotoBox(store, env);
}

/** Brings along what waits in one box to another; the first stays as it is. Faults: `storage.…`. */
export async function bringPhotos(from: BoxOwner, to: BoxOwner, env: Pick<Env, 'now'>): Promise<void> {
  const [old, box] = [await openPhotoBox(from, env), await openPhotoBox(to, env)];
  try {
    for (const { sha } of await old.waiting()) {
      const bytes = await old.bytesOf(sha);
      if (bytes !== undefined) await box.keep(sha, bytes);
    }
  } finally {
    old.close();
    box.close();
  }
}
