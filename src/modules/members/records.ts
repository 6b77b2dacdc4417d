import * as z from 'zod/mini';
import { defineTable } from '#kernel/module.ts';
import { isPartialDate } from '#kernel/calendar.ts';
import { foldText } from '#kernel/text.ts';

const text = (length: number) => z.string().check(z.minLength(1), z.maxLength(length));
const partialDate = z.string().check(z.refine((value) => isPartialDate(value)));
const wholeNumber = (maximum: number) => z.int().check(z.nonnegative(), z.maximum(maximum));

export const MOST_GROUPS = 20;

export const memberSchema = z.strictObject({
  name: text(120),
  code: z.optional(text(40)),
  birth: z.optional(partialDate),
  gender: z.optional(z.enum(['male', 'female'])),
  ethnicity: z.optional(text(60)),
  idNumber: z.optional(z.string().check(z.regex(/^\d{9}(\d{3})?$/))),
  phone: z.optional(z.string().check(z.regex(/^0\d{9}$/))),
  phone2: z.optional(z.string().check(z.regex(/^0\d{9}$/))),
  village: z.optional(text(120)),
  commune: z.optional(text(120)),
  province: z.optional(text(120)),
  /** m² */
  areaM2: z.optional(wholeNumber(1_000_000_000)),
  /** đồng */
  capitalDong: z.optional(wholeNumber(1_000_000_000_000)),
  joinedOn: z.optional(partialDate),
  note: z.optional(text(1_000)),
  importBatch: z.optional(text(60)),
  /** Names of the groups that the member belongs to: production groups, lines of a dryer, a road's neighbours. */
  groups: z.optional(z.array(text(60)).check(z.maxLength(MOST_GROUPS))),
});
export type MemberRow = z.infer<typeof memberSchema>;

export const members = defineTable<MemberRow>({
  name: 'members',
  number: 1,
  kind: 'record',
  fields: {
    name: { no: 1, kind: 'text' },
    code: { no: 2, kind: 'text' },
    birth: { no: 3, kind: 'text' },
    gender: { no: 4, kind: 'text' },
    ethnicity: { no: 5, kind: 'text' },
    idNumber: { no: 6, kind: 'text' },
    phone: { no: 7, kind: 'text' },
    phone2: { no: 8, kind: 'text' },
    village: { no: 9, kind: 'text' },
    commune: { no: 10, kind: 'text' },
    province: { no: 11, kind: 'text' },
    areaM2: { no: 12, kind: 'int' },
    capitalDong: { no: 13, kind: 'int' },
    joinedOn: { no: 14, kind: 'text' },
    note: { no: 15, kind: 'text' },
    importBatch: { no: 16, kind: 'text' },
    groups: { no: 17, kind: 'set' },
  },
  schema: memberSchema,
  scope: 'self',
  matching: 'self',
  indexes: ['*words', 'importBatch'],
  derive: (row) => ({ words: searchWords([row['name'], row['code'], row['village'], row['phone']]) }),
});

/** Name, code and village together, so that namesakes never look alike (rule U15). */
export function memberLabel({ name, code, village }: Pick<MemberRow, 'name' | 'code' | 'village'>): string {
  return [name, code, village].filter((part) => part !== undefined).join(' · ');
}

/** Folded words that a search finds by their beginning, and the ends of digit groups (a phone is found by its last digits). */
export function searchWords(values: readonly unknown[]): readonly string[] {
  const words = new Set<string>();
  for (const value of values) {
    if (typeof value !== 'string') continue;
    for (const word of foldText(value).split(/[^\p{L}\p{N}]+/u)) if (word !== '') words.add(word);
    const digits = value.replace(/\D/g, '');
    for (let start = 1; start + 3 <= digits.length; start += 1) words.add(digits.slice(start));
  }
  return [...words];
}
