/** The sync as the start sees it: it is loaded when the home is there, and asked before that it answers when it has come. */
import type { SyncLoop, SyncReason, SyncStatus } from '#sync/index.ts';

export function lazySync(load: () => Promise<SyncLoop>): SyncLoop {
  const listeners = new Set<() => void>();
  let loop: SyncLoop | undefined;
  let status: SyncStatus = { kind: 'syncing' };
  let isStopped = false;
  let wanted: SyncReason | undefined;
  const say = (): void => {
    for (const listener of listeners) listener();
  };
  load().then(
    (loaded) => {
      if (isStopped) return loaded.stop();
      loop = loaded;
      loaded.subscribe(say);
      if (wanted !== undefined) loaded.request(wanted);
      say();
    },
    () => {
      // The shell is kept whole on the device; where a part of it is missing, work is saved and sent after the next start.
      status = { kind: 'offline' };
      say();
    },
  );
  return {
    request(why = 'now') {
      if (loop === undefined) wanted = why;
      else loop.request(why);
    },
    status: () => loop?.status() ?? status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      isStopped = true;
      loop?.stop();
    },
  };
}
