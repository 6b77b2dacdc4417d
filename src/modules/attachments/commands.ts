import { defineCommand, type TableDefinition } from '#kernel/module.ts';
import { ok, refuse } from '#kernel/result.ts';
import type { PhotoRow } from '#kernel/system-rows.ts';
import { photosOf } from './queries.ts';
import { photos } from './records.ts';

/** The record that a photo is of. */
export interface PhotographedRecord {
  readonly table: TableDefinition;
  readonly id: string;
  readonly memberId?: string | undefined;
}

export interface AddPhotoInput {
  readonly on: PhotographedRecord;
  readonly photo: Pick<PhotoRow, 'sha' | 'bytes' | 'width' | 'height'>;
}

/** A slip has two sides, a load one or two more. */
export const PHOTOS_PER_RECORD = 4;

/** Adds a photo to a record (AT1). The same photo a second time changes nothing. Refuses a fifth one. Gives the row's id. */
export const addPhoto = defineCommand({
  tables: [photos],
  async decide(context, { on, photo }: AddPhotoInput) {
    const known = await photosOf(context.read, on.id);
    const same = known.find(({ sha }) => sha === photo.sha);
    if (same !== undefined) return ok({ changes: [], output: same.id });
    if (known.length >= PHOTOS_PER_RECORD) return refuse('attachments.tooMany', { limit: PHOTOS_PER_RECORD });
    const id = context.newId();
    const { sha, bytes, width, height } = photo;
    const row: PhotoRow = {
      onTable: on.table.number,
      onRow: on.id,
      sha,
      bytes,
      width,
      height,
      ...(on.memberId === undefined ? {} : { memberId: on.memberId }),
    };
    return ok({ changes: [{ kind: 'create', table: photos, id, row }], output: id });
  },
});

/** Takes a photo off its record (AT2). The bytes stay where they are until nothing names them. */
export const removePhoto = defineCommand({
  tables: [photos],
  async decide(context, id: string) {
    if ((await context.read.get(photos, id)) === undefined) return refuse('attachments.unknown');
    return ok({ changes: [{ kind: 'delete', table: photos, id }], output: id });
  },
});
