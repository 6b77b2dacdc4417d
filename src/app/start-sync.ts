/** The sync over the real network; loaded after the start. */
import type { LocalDatabase } from '#local-db/index.ts';
import { startSyncLoop, type SyncLoop } from '#sync/index.ts';
import { httpTransport } from './network.ts';
import { lockOfTabs } from './sync-lock.ts';

/** Syncs whenever it may help; the sync module says when. */
export function startSync(database: LocalDatabase, name: string, token: string): SyncLoop {
  const isVisible = (): boolean => document.visibilityState === 'visible';
  const sync = startSyncLoop({
    database,
    transport: httpTransport,
    options: { token, build: '0.1.0' },
    lock: lockOfTabs(name, database),
    isVisible,
  });
  window.addEventListener('online', () => sync.request());
  document.addEventListener('visibilitychange', () => {
    if (isVisible()) sync.request();
  });
  return sync;
}
