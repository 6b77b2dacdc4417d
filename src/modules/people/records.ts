import * as z from 'zod/mini';
import { defineTable } from '#kernel/module.ts';
import { rowReference } from '#modules/products/index.ts';

/** Whose log a writer is: the row's id begins with the writer that it introduces. */
export const writerSchema = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(120)),
  /** Absent for the office, whose name everybody may see. */
  memberId: z.optional(rowReference),
});
export type WriterRow = z.infer<typeof writerSchema>;

export const writers = defineTable<WriterRow>({
  name: 'writers',
  number: 9,
  kind: 'record',
  fields: { name: { no: 1, kind: 'text' }, memberId: { no: 2, kind: 'ref' } },
  schema: writerSchema,
  scope: { field: 'memberId', otherwise: 'coop' },
});
