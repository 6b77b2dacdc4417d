/**
 * When to sync: at the start, soon after a save, when the network may be back, by hand, and by itself with growing
 * pauses. `navigator.onLine` is never believed: only an answer of the server is a connection.
 */
import type { LocalDatabase } from '#local-db/index.ts';
import { Fault } from '#kernel/result.ts';
import { syncUntilComplete, type ExchangeOptions } from './exchange.ts';
import type { Transport } from './transport.ts';

export type SyncStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'syncing' }
  /** No server answers; normal out in the field. */
  | { readonly kind: 'offline' }
  /** The server says no; somebody has to look. */
  | { readonly kind: 'refused'; readonly code: string };

export interface SyncLoop {
  /** Soon: after a save, a click, a return of the network. */
  request(): void;
  status(): SyncStatus;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

export const FIRST_PAUSE_MS = 5_000;
export const LONGEST_PAUSE_MS = 15 * 60_000;

export function startSyncLoop(database: LocalDatabase, transport: Transport, options: ExchangeOptions): SyncLoop {
  const listeners = new Set<() => void>();
  let status: SyncStatus = { kind: 'idle' };
  let isStopped = false;
  let isWanted = false;
  let wake: () => void = () => undefined;
  const say = (next: SyncStatus): void => {
    status = next;
    for (const listener of listeners) listener();
  };

  const run = async (): Promise<void> => {
    let pauseMs = FIRST_PAUSE_MS;
    while (!isStopped) {
      isWanted = false;
      const outcome = await attempt(database, transport, { options, say });
      pauseMs = outcome === 'done' ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      if (isWanted) continue;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const longest = outcome === 'done' ? LONGEST_PAUSE_MS : Math.ceil(pauseMs * (0.5 + database.env.random() / 2));
      await Promise.race([woken, database.env.sleep(longest)]);
    }
  };
  run().catch((cause: unknown) =>
    say({ kind: 'refused', code: cause instanceof Fault ? cause.code : 'sync.internal' }),
  );

  return {
    request() {
      isWanted = true;
      wake();
    },
    status: () => status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      isStopped = true;
      wake();
    },
  };
}

async function attempt(
  database: LocalDatabase,
  transport: Transport,
  parts: { readonly options: ExchangeOptions; readonly say: (status: SyncStatus) => void },
): Promise<'done' | 'failed'> {
  parts.say({ kind: 'syncing' });
  try {
    await syncUntilComplete(database, transport, parts.options);
    parts.say({ kind: 'idle' });
    return 'done';
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    const isAway = cause.code === 'sync.offline' || cause.code === 'sync.malformed' || cause.code === 'sync.busy';
    parts.say(isAway ? { kind: 'offline' } : { kind: 'refused', code: cause.code });
    return 'failed';
  }
}
