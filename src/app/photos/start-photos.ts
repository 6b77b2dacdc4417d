/** Photos on their way, once the sync runs; loaded after the home. */
import { mayUseMobile, photoDeskOf } from '#hooks/photos.ts';
import { readerOver, unsentSummary, type LocalDatabase } from '#local-db/index.ts';
import type { PhotoBox } from '#local-db/photos/index.ts';
import { photos } from '#modules/attachments/index.ts';
import { rowsNaming } from '#modules/attachments/queries.ts';
import type { SyncLoop } from '#sync/index.ts';
import { PhotoUploads } from '#sync/photos/index.ts';
import { lockOfTabs } from '../sync-lock.ts';
import { costOf, isPhone, onConnectionChange, readConnection } from './connection.ts';
import { PhotosLeave } from './photos-leave.ts';
import { photoNetwork, type Authorise } from './photo-network.ts';

export { proven } from './photo-network.ts';

export interface StartedFrom {
  readonly database: LocalDatabase;
  /** The local database's name, for the turns of several tabs. */
  readonly name: string;
  readonly sync: SyncLoop;
  readonly authorise: Authorise;
}

/** Sends what waits, now and whenever it may be sent; and takes away what this person may not see any more. */
export async function startPhotos({ database, name, sync, authorise }: StartedFrom): Promise<void> {
  const read = readerOver(database.store.reader);
  const desk = photoDeskOf(database);
  const network = photoNetwork(database.session.coop, authorise);
  const begin = (box: PhotoBox): PhotoUploads => {
    const uploads = new PhotoUploads({
      env: database.env,
      box,
      network,
      rowOf: async (sha) => (await rowsNaming(read, sha)).find(({ column }) => column === 'confirmed')?.id,
      hasUnsentOperations: async () => (await unsentSummary(database)).count > 0,
      cost: () => (mayUseMobile() || desk.mayGoNow ? 'free' : costOf(readConnection(), { isPhone: isPhone() })),
      // Without Web Locks the sync's lease would be shared; two tabs that send the same photo do no harm.
      ...('locks' in navigator && 'BroadcastChannel' in window ? { lock: lockOfTabs(`${name}.photos`, database) } : {}),
    });
    const held = new PhotosLeave(database, box);
    sync.subscribe(() => {
      if (sync.status().kind !== 'idle') return;
      uploads.request();
      void held.look();
    });
    onConnectionChange(() => {
      desk.mayGoNow = false;
      uploads.request();
    });
    void held.look();
    uploads.run().catch((cause: unknown) => console.warn('photos', cause));
    return uploads;
  };
  desk.connect({ fetch: (row) => network.fetch(row), begin });
  // A book without photos has no box.
  if ((await read.count(photos)) > 0) await desk.box();
}
