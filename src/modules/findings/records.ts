import * as z from 'zod/mini';
import { defineTable } from '#kernel/module.ts';
import { isoDate, rowReference } from '#modules/products/index.ts';

/** Letters of a finding or an answer: a page that somebody reads to the end. */
export const MAX_LETTERS = 1_000;

/** As JSON, so that what was not chosen of a disagreement still fits where it is kept (`choices`). */
const MAX_AS_JSON = 1_200;

/** Whether a finding or an answer says more than one may. */
export function isTooLong(text: string): boolean {
  return text.length > MAX_LETTERS || JSON.stringify(text).length > MAX_AS_JSON;
}

const words = z.string().check(
  z.minLength(1),
  z.refine((text) => !isTooLong(text)),
);

/**
 * What the board of control found. Nobody deletes one: who checks must be able to show what was said and what became of
 * it (FD1). It lies in `book`: those who keep the books put right what it says, and an administrator, who holds `admin`,
 * has no business with the co-op's money.
 */
export const findingSchema = z
  .strictObject({
    what: words,
    foundOn: isoDate,
    /** The slip or the register entry that it is about: the table's number and the row. Both or neither. */
    onTable: z.optional(z.int()),
    onRow: z.optional(rowReference),
    /** Absent while it is open. */
    settledOn: z.optional(isoDate),
  })
  .check(z.refine((row) => (row.onTable === undefined) === (row.onRow === undefined), { path: ['onRow'] }));
export type FindingRow = z.infer<typeof findingSchema>;

export const findings = defineTable<FindingRow>({
  name: 'findings',
  number: 17,
  kind: 'record',
  fields: {
    what: { no: 1, kind: 'text' },
    foundOn: { no: 2, kind: 'date' },
    onTable: { no: 3, kind: 'int', onConflict: 'latest' },
    onRow: { no: 4, kind: 'ref', onConflict: 'latest' },
    settledOn: { no: 5, kind: 'date', onConflict: 'latest' },
  },
  schema: findingSchema,
  scope: 'book',
  indexes: ['foundOn', 'onRow'],
});

/** What the director or the chief accountant says to a finding. Never changed: whoever has more to say answers once more. */
export const findingAnswerSchema = z.strictObject({ findingId: rowReference, text: words, answeredOn: isoDate });
export type FindingAnswerRow = z.infer<typeof findingAnswerSchema>;

/** Without `dateField`: an answer moves no figure, so no closed day holds it up and no device leaves old ones out. */
export const findingAnswers = defineTable<FindingAnswerRow>({
  name: 'finding_answers',
  number: 18,
  kind: 'document',
  fields: {
    findingId: { no: 1, kind: 'ref' },
    text: { no: 2, kind: 'text' },
    answeredOn: { no: 3, kind: 'date' },
  },
  schema: findingAnswerSchema,
  scope: 'book',
  indexes: ['findingId'],
  agreements: { findingId: { table: 'findings', agrees: () => true } },
});
