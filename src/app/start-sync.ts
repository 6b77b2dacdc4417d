/** The sync over the real network; loaded after the start. */
import { startSyncLoop, type SyncLoop } from '#sync/index.ts';
import { httpTransport } from './network.ts';
import { requestKeys, type RequestKeyParts } from './request-keys.ts';
import { lockOfTabs } from './sync-lock.ts';

/** What the server is told about this app. */
export const BUILD = '0.1.0';

/** Syncs whenever it may help; the sync module says when. `name`: the local database's. */
export function startSync(parts: RequestKeyParts & { readonly name: string }): SyncLoop {
  const { database, name, token } = parts;
  const isVisible = (): boolean => document.visibilityState === 'visible';
  const sync = startSyncLoop({
    database,
    transport: httpTransport,
    options: { token, build: BUILD, keys: requestKeys(parts) },
    lock: lockOfTabs(name, database),
    isVisible,
  });
  window.addEventListener('online', () => sync.request());
  document.addEventListener('visibilitychange', () => {
    if (isVisible()) sync.request();
  });
  // A part of the shell that is missing is there after the next start; photos wait until then.
  void import('./photos/start-photos.ts').then(
    ({ startPhotos, proven }) => startPhotos({ database, name, sync, authorise: proven(parts) }),
    (cause: unknown) => console.warn('photos', cause),
  );
  return sync;
}
