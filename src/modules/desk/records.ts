import * as z from 'zod/mini';
import { defineTable, QUARANTINE_REASONS } from '#kernel/module.ts';
import { parseGrant } from '#kernel/grants.ts';
import type { AttentionRow, DecisionRow, GrantRow } from '#kernel/system-rows.ts';
import { isoDate, rowReference } from '#modules/products/index.ts';

const user = z.string().check(z.regex(/^[0-9a-f]{16}$/));

/** Written by the server alone: what it put aside, and what became of it. */
export const attention = defineTable<AttentionRow>({
  name: 'attention',
  number: 10,
  kind: 'record',
  role: 'attention',
  fields: {
    operation: { no: 1, kind: 'ref' },
    why: { no: 2, kind: 'text' },
    state: { no: 3, kind: 'text' },
    author: { no: 4, kind: 'text' },
    kind: { no: 5, kind: 'text' },
    onTable: { no: 6, kind: 'int' },
    onRow: { no: 7, kind: 'ref' },
    payload: { no: 8, kind: 'texts' },
    writtenAt: { no: 9, kind: 'int' },
  },
  schema: z.strictObject({
    operation: rowReference,
    why: z.enum(QUARANTINE_REASONS),
    state: z.enum(['open', 'released', 'dismissed']),
    author: user,
    kind: z.string().check(z.maxLength(20)),
    onTable: z.int(),
    onRow: rowReference,
    payload: z.array(z.string()),
    writtenAt: z.int(),
  }),
  scope: 'admin',
  indexes: ['state', 'operation'],
});

/** The office lets in what was put aside, or files it away (rules DK1, DK2). */
export const decisions = defineTable<DecisionRow>({
  name: 'decisions',
  number: 11,
  kind: 'document',
  role: 'decision',
  fields: {
    operation: { no: 1, kind: 'ref' },
    action: { no: 2, kind: 'text' },
    postOn: { no: 3, kind: 'date' },
    note: { no: 4, kind: 'text' },
    decidedOn: { no: 5, kind: 'date' },
  },
  schema: z.strictObject({
    operation: rowReference,
    action: z.enum(['release', 'dismiss']),
    postOn: z.optional(isoDate),
    note: z.optional(z.string().check(z.maxLength(500))),
    decidedOn: isoDate,
  }),
  scope: 'admin',
  indexes: ['operation'],
});

/** Two documents look like one that was written twice, and somebody said that they are two (rule DK4). */
export interface DistinctionRow {
  readonly first: string;
  readonly second: string;
  /** Whose documents they are. */
  readonly memberId?: string | undefined;
}

export const distinctions = defineTable<DistinctionRow>({
  name: 'distinctions',
  number: 14,
  kind: 'record',
  fields: {
    first: { no: 1, kind: 'ref', onConflict: 'latest' },
    second: { no: 2, kind: 'ref', onConflict: 'latest' },
    memberId: { no: 3, kind: 'ref', onConflict: 'latest' },
  },
  schema: z.strictObject({ first: rowReference, second: rowReference, memberId: z.optional(rowReference) }),
  scope: { field: 'memberId', otherwise: 'book' },
  indexes: ['first'],
});

const keptValue = z.string().check(z.maxLength(1_300));

/** One end of a disagreement, with what was not chosen, so that it can be brought back (rules U35, DK5). */
export interface ChoiceRow {
  readonly onTable: number;
  readonly onRow: string;
  readonly field: string;
  /** The value as JSON text; `null` when the field was emptied. */
  readonly chosen: string;
  /** What was not chosen: JSON texts of `KeptValue`. */
  readonly lost: readonly string[];
  readonly memberId?: string | undefined;
}

export const choices = defineTable<ChoiceRow>({
  name: 'choices',
  number: 15,
  kind: 'document',
  fields: {
    onTable: { no: 1, kind: 'int' },
    onRow: { no: 2, kind: 'ref' },
    field: { no: 3, kind: 'text' },
    chosen: { no: 4, kind: 'text' },
    lost: { no: 5, kind: 'texts' },
    memberId: { no: 6, kind: 'ref' },
  },
  schema: z.strictObject({
    onTable: z.int(),
    onRow: rowReference,
    field: z.string().check(z.maxLength(60)),
    chosen: keptValue,
    lost: z.array(keptValue).check(z.maxLength(16)),
    memberId: z.optional(rowReference),
  }),
  scope: { field: 'memberId', otherwise: 'book' },
});

/** What a user's devices may hold; the newest row of a user decides, and an empty list takes everything away. */
export const grants = defineTable<GrantRow>({
  name: 'grants',
  number: 12,
  kind: 'record',
  role: 'grant',
  fields: {
    userId: { no: 1, kind: 'text', onConflict: 'latest' },
    patterns: { no: 2, kind: 'texts', onConflict: 'latest' },
  },
  schema: z.strictObject({
    userId: user,
    patterns: z.array(z.string().check(z.refine((text) => parseGrant(text) !== undefined))).check(z.maxLength(16)),
  }),
  scope: 'admin',
  indexes: ['userId'],
});
