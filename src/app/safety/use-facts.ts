/** What this device is found to be, live. Photos are asked for apart: their box is opened by who shows them. */
import { useEffect, useState } from 'react';
import { useDevice, useStorageFault, useSyncStatus, useUnsent } from '#hooks/device.tsx';
import { useLive } from '#hooks/live.ts';
import { askToKeep, storagePromise } from '#hooks/persist.ts';
import { readClock, readLogs, type LocalDatabase } from '#local-db/index.ts';
import { readKeptFile, readReminder } from '../storage/kept-file.ts';
import { browserOf, looksPrivate } from './browser.ts';
import type { SafetyFacts } from './verdict.ts';

export type FactsOfBook = Omit<SafetyFacts, 'photosWaiting' | 'photosRefused'>;

interface Room {
  readonly isPersistent: boolean;
  readonly quota: number | undefined;
  readonly freeBytes: number | undefined;
}

/** `facts`: undefined while they are gathered. `keep` asks the browser for its promise, `again` looks once more. */
export function useSafetyFacts() {
  const { database, sync } = useDevice();
  const unsent = useUnsent();
  const status = useSyncStatus();
  const storageFault = useStorageFault();
  const clock = useLive(({ store }) => readClock(store.reader), 'clock heard', database);
  const ends = useLive(logEnds, 'ends of the logs', database);
  const [room, setRoom] = useState<Room>();
  const [looks, setLooks] = useState(0);
  const [wasDenied, setDenied] = useState(false);
  useEffect(() => {
    void readRoom().then(setRoom);
  }, [looks]);
  const again = (): void => setLooks((number) => number + 1);
  const keep = async (): Promise<void> => {
    setDenied((await askToKeep()) === 'atRisk');
    again();
  };
  const { session, env } = database;
  const file = readKeptFile(session);
  const facts: FactsOfBook | undefined =
    unsent === undefined || clock === undefined || ends === undefined || room === undefined
      ? undefined
      : {
          nowMs: env.now(),
          storageFault,
          isPersistent: room.isPersistent,
          wasDenied,
          hasServer: sync !== undefined,
          sync: status.kind,
          unsent: unsent.count,
          oldestUnsentAt: unsent.oldestAt,
          attention: unsent.attention,
          file: file && {
            at: file.at,
            holdsAll: ends.every(({ writer, n, isSent }) => isSent || (file.upTo[writer] ?? 0) >= n),
          },
          reminder: readReminder(session),
          freeBytes: room.freeBytes,
          looksPrivate: looksPrivate(room.quota, room.isPersistent),
          clockOffMs: clock.heardAt === 0 ? undefined : clock.offset,
          browser: browserOf(navigator.userAgent),
        };
  return { facts, keep, again };
}

/** Where the logs of a book end, and whether the server has all of each. */
export async function logEnds({
  store,
}: LocalDatabase): Promise<readonly { readonly writer: string; readonly n: number; readonly isSent: boolean }[]> {
  const logs = await readLogs(store.reader);
  return logs.map(({ writer, n, acknowledged }) => ({ writer, n, isSent: acknowledged >= n }));
}

async function readRoom(): Promise<Room> {
  const isPersistent = (await storagePromise()) === 'kept';
  // Old browsers do not say.
  if (typeof navigator.storage?.estimate !== 'function')
    return { isPersistent, quota: undefined, freeBytes: undefined };
  const { quota, usage = 0 } = await navigator.storage.estimate();
  return { isPersistent, quota, freeBytes: quota === undefined ? undefined : Math.max(0, quota - usage) };
}
