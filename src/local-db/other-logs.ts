/**
 * Logs that this device did not write and has to send: they were loaded from a file. Each stands in one record beside
 * this device's own log and leaves it when the server has all of it.
 */
import * as z from 'zod/mini';
import type { LocalDatabase } from './database.ts';
import { asLocalOperation } from './local-row.ts';
import type { ReadTransaction, WriteTransaction } from './store.ts';
import { META, OPERATIONS } from './tables.ts';
import { OTHER_LOGS } from './unsent-of-others.ts';

const otherLogSchema = z.object({
  writer: z.string(),
  /** The last operation's number. */
  n: z.number(),
  /** Every operation up to here is known to be stored or quarantined by the server. */
  acknowledged: z.number(),
});
export type OtherLog = z.infer<typeof otherLogSchema>;
const recordSchema = z.object({ key: z.literal(OTHER_LOGS), logs: z.array(otherLogSchema) });

export async function readOtherLogs(transaction: Pick<ReadTransaction, 'get'>): Promise<readonly OtherLog[]> {
  const record = await transaction.get(META, OTHER_LOGS);
  return record === undefined ? [] : recordSchema.parse(record).logs;
}

export async function writeOtherLogs(transaction: WriteTransaction, logs: readonly OtherLog[]): Promise<void> {
  const unsent = logs.reduce((sum, log) => sum + log.n - log.acknowledged, 0);
  if (logs.length === 0) await transaction.delete(META, [OTHER_LOGS]);
  else await transaction.put(META, [{ key: OTHER_LOGS, logs, unsent }]);
}

const STARTS_KEY = 'logStarts';
const startsSchema = z.object({
  key: z.literal(STARTS_KEY),
  starts: z.array(z.object({ writer: z.string(), n: z.number(), hash: z.string() })),
});
/** A log that begins in its middle on this device: the hash of the operation before, which is not here. */
export type LogStart = z.infer<typeof startsSchema>['starts'][number];

export async function readLogStarts(transaction: Pick<ReadTransaction, 'get'>): Promise<readonly LogStart[]> {
  const record = await transaction.get(META, STARTS_KEY);
  return record === undefined ? [] : startsSchema.parse(record).starts;
}

export async function writeLogStarts(transaction: WriteTransaction, starts: readonly LogStart[]): Promise<void> {
  if (starts.length > 0) await transaction.put(META, [{ key: STARTS_KEY, starts }]);
}

/** The same database with another log's end as its outbox; what comes in is applied to the one database. */
export function withOutboxOf(database: LocalDatabase, log: OtherLog): LocalDatabase {
  const { store } = database;
  const { reader } = store;
  return {
    ...database,
    store: {
      reader: {
        get: async (table, key) => (table === META && key === 'log' ? { key: 'log', ...log } : reader.get(table, key)),
        getMany: (table, keys) => reader.getMany(table, keys),
        range: (table, query) => reader.range(table, query),
        count: (table, query) => reader.count(table, query),
      },
      write: (tables, body) => store.write(tables, body),
      live: (query, listener) => store.live(query, listener),
      close: () => store.close(),
    },
  };
}

/** Notes what the server has by now, and forgets logs that it has whole. */
export async function settleOtherLogs(database: LocalDatabase): Promise<void> {
  await database.store.write([META, OPERATIONS], async (transaction) => {
    const logs: OtherLog[] = [];
    for (const log of await readOtherLogs(transaction)) {
      const unsent = await transaction.range(OPERATIONS, {
        index: 'id',
        from: [log.writer, log.acknowledged + 1],
        to: [log.writer, log.n],
      });
      const first = unsent.map(asLocalOperation).find((local) => local.seq === 0);
      if (first !== undefined) logs.push({ ...log, acknowledged: first.n - 1 });
    }
    await writeOtherLogs(transaction, logs);
  });
}
