/** The sync over the real network; loaded after the start. */
import { startSyncLoop, type SyncLoop } from '#sync/index.ts';
import { BUILD } from './build.ts';
import type { WayToServer } from './join-first.ts';
import { httpTransport } from './network.ts';
import { requestKeys, type RequestKeyParts } from './request-keys.ts';
import { lockOfTabs } from './sync-lock.ts';

/** Syncs whenever it may help; the sync module says when. `name`: the local database's. `joining`: as in the profile. */
export async function startSync(
  parts: RequestKeyParts & { readonly name: string; readonly joining: string | undefined },
): Promise<SyncLoop> {
  const { database, name, token } = parts;
  const { transport, keys } = await wayToServer(parts);
  const isVisible = (): boolean => document.visibilityState === 'visible';
  const sync = startSyncLoop({
    database,
    transport,
    options: { token, build: BUILD, keys },
    lock: lockOfTabs(name, database),
    isVisible,
  });
  window.addEventListener('online', () => sync.request());
  document.addEventListener('visibilitychange', () => {
    if (isVisible()) sync.request();
  });
  void import('./own-roles.ts').then(({ followOwnRoles }) => followOwnRoles(parts, sync));
  // A part of the shell that is missing is there after the next start; photos wait until then.
  void import('./photos/start-photos.ts').then(
    ({ startPhotos, proven }) => startPhotos({ database, name, sync, authorise: proven(parts) }),
    (cause: unknown) => console.warn('photos', cause),
  );
  return sync;
}

/** How a book's requests get to the server, and what proves them. */
export async function wayToServer(
  parts: RequestKeyParts & { readonly joining: string | undefined },
): Promise<WayToServer> {
  const { database, token, joining } = parts;
  const plain = { transport: httpTransport, keys: requestKeys(parts) };
  if (joining === undefined) return plain;
  const { joiningFirst } = await import('./join-first.ts');
  return joiningFirst({ invitation: joining, user: database.session.person.userId, token }, plain);
}
