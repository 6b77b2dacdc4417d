import type { Reader, Stored } from '#kernel/module.ts';
import type { PhotoRow } from '#kernel/system-rows.ts';
import { photos } from './records.ts';

export type Photo = Stored<PhotoRow>;

/** A record's photos, in the order in which they were taken. */
export async function photosOf(read: Reader, recordId: string): Promise<readonly Photo[]> {
  const found = await read.list(photos, { index: 'onRow', equals: recordId });
  return [...found].sort((left, right) => left.savedAt - right.savedAt || (left.id < right.id ? -1 : 1));
}

/** The rows that name a photo, which may be of several records. */
export async function rowsNaming(read: Reader, sha: string): Promise<readonly Photo[]> {
  return read.list(photos, { index: 'sha', equals: sha });
}
