import { readLogs, type LocalDatabase } from './database.ts';
import { writerKey } from './outbox.ts';
import { META } from './tables.ts';

/** Keys of own logs that the server knows: whoever has one can prove to be this person (rule P37). */
export async function ownKeys(
  database: LocalDatabase,
): Promise<readonly { readonly writer: string; readonly privateKey: unknown }[]> {
  const { reader } = database.store;
  const known = (await readLogs(reader)).filter((log) => log.acknowledged > 0);
  const keys = await Promise.all(
    known.map(async ({ writer }) => ({ writer, key: await reader.get(META, `key:${writer}`) })),
  );
  return keys.flatMap(({ writer, key }) => (key === undefined ? [] : [{ writer, privateKey: key['privateKey'] }]));
}

/**
 * The key of the present log, or of another one that the server knows already, for signing something besides a log.
 * Undefined where the device can make none.
 */
export async function signingKey(
  database: LocalDatabase,
): Promise<{ readonly writer: string; readonly privateKey: unknown } | undefined> {
  const known = (await ownKeys(database)).at(-1);
  if (known !== undefined) return known;
  const log = (await readLogs(database.store.reader)).find(({ key }) => key === 'log');
  const key = log === undefined ? undefined : await writerKey(database, log.writer);
  return log === undefined || key === undefined ? undefined : { writer: log.writer, privateKey: key.privateKey };
}
