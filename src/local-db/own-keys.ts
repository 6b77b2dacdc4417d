import { readLogs, type LocalDatabase } from './database.ts';
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
