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
  return sync;
}
