import * as z from 'zod/mini';
import { defineTable } from '#kernel/module.ts';
import { PHOTO_BYTES, PHOTO_SIDE, type PhotoRow } from '#kernel/system-rows.ts';
import { rowReference } from '#modules/products/index.ts';

const side = z.int().check(z.positive(), z.lte(PHOTO_SIDE));

/** One photo of one record. Its bytes travel and lie apart from rows (docs/protocol.md "photos"). */
export const photos = defineTable<PhotoRow>({
  name: 'photos',
  number: 16,
  kind: 'record',
  role: 'photo',
  fields: {
    onTable: { no: 1, kind: 'int', onConflict: 'latest' },
    onRow: { no: 2, kind: 'ref', onConflict: 'latest' },
    sha: { no: 3, kind: 'text', onConflict: 'latest' },
    bytes: { no: 4, kind: 'int', onConflict: 'latest' },
    width: { no: 5, kind: 'int', onConflict: 'latest' },
    height: { no: 6, kind: 'int', onConflict: 'latest' },
    memberId: { no: 7, kind: 'ref', onConflict: 'latest' },
  },
  schema: z.strictObject({
    onTable: z.int(),
    onRow: rowReference,
    sha: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    bytes: z.int().check(z.positive(), z.lte(PHOTO_BYTES)),
    width: side,
    height: side,
    memberId: z.optional(rowReference),
  }),
  scope: { field: 'memberId', otherwise: 'book' },
  indexes: ['onRow', 'sha'],
  agreements: {
    onRow: { table: { numberIn: 'onTable' }, agrees: (photo, record) => photo['memberId'] === record['memberId'] },
  },
});
