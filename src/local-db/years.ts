/** Which years' documents a device wants: earlier ones come only on request (design 5.11). */
import type { LocalDatabase } from './database.ts';
import { fromYearRecord } from './cursor.ts';
import { META, OPERATIONS } from './tables.ts';

/** A device that has nothing yet begins with the documents of this year; on any other nothing changes. */
export async function beginWithYear(database: LocalDatabase, year: number): Promise<void> {
  await database.store.write([META, OPERATIONS], async (transaction) => {
    const [cursor, years] = await transaction.getMany(META, ['cursor', 'years']);
    const isFresh = cursor === undefined && years === undefined && (await transaction.count(OPERATIONS)) === 0;
    if (isFresh) await transaction.put(META, [fromYearRecord(year)]);
  });
}

/** Everything that the person may hold is wanted from now on; the next answers bring it, page by page. */
export async function askForAllYears(database: LocalDatabase): Promise<void> {
  await database.store.write([META], (transaction) => transaction.put(META, [fromYearRecord(0)]));
}
