/** Sends the logs that were loaded from a file, each as if it were this device's own. */
import { openRescue, unsentOfOthers, type LocalDatabase } from '#local-db/index.ts';
import { Fault } from '#kernel/result.ts';
import { exchange, syncUntilComplete, type ExchangeOptions } from './exchange.ts';
import type { Transport } from './transport.ts';

/**
 * The loaded logs, then this device's own and the pull. Faults: those of `exchange`, and `sync.otherLogRefused` when the
 * server takes a loaded log from nobody here, which holds nothing else up.
 */
export async function syncEveryLog(
  database: LocalDatabase,
  transport: Transport,
  options: ExchangeOptions,
): Promise<void> {
  const hasOthers = (await unsentOfOthers(database)) > 0;
  const refused = hasOthers ? await pushOtherLogs(database, (view) => exchange(view, transport, options)) : undefined;
  await syncUntilComplete(database, transport, options);
  if (refused !== undefined) throw refused;
}

async function pushOtherLogs(
  database: LocalDatabase,
  send: (view: LocalDatabase) => Promise<unknown>,
): Promise<Fault | undefined> {
  const { readOtherLogs } = await openRescue();
  let refused: Fault | undefined;
  for (const { writer } of await readOtherLogs(database.store.reader)) {
    try {
      await pushLog(database, writer, send);
    } catch (cause) {
      if (!(cause instanceof Fault) || !REFUSALS.includes(cause.code)) throw cause;
      refused = new Fault('sync.otherLogRefused', { cause });
    }
  }
  return refused;
}

/** The server knows the log as another person's, or in another form. */
const REFUSALS = ['sync.unauthorised', 'sync.chainBroken'];

async function pushLog(
  database: LocalDatabase,
  writer: string,
  send: (view: LocalDatabase) => Promise<unknown>,
): Promise<void> {
  const { readOtherLogs, settleOtherLogs, withOutboxOf } = await openRescue();
  let left = Number.POSITIVE_INFINITY;
  // A log that makes no progress ends its turn.
  for (;;) {
    const log = (await readOtherLogs(database.store.reader)).find((each) => each.writer === writer);
    if (log === undefined || log.n - log.acknowledged >= left) return;
    left = log.n - log.acknowledged;
    await send(withOutboxOf(database, log));
    await settleOtherLogs(database);
  }
}
