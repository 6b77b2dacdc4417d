/** What stands on the repair desk. */
import * as z from 'zod/mini';
import { parsedJson } from '#kernel/json.ts';
import type { Reader, Stored, TableDefinition } from '#kernel/module.ts';
import { reversedIds } from '#kernel/reversals.ts';
import type { AttentionRow, DecisionRow } from '#kernel/system-rows.ts';
import { members } from '#modules/members/index.ts';
import type { KeptValue } from './commands.ts';
import { attention, choices, decisions, distinctions, type ChoiceRow } from './records.ts';

export type Card = Stored<AttentionRow>;

export interface OpenCard {
  readonly card: Card;
  /** The newest decision about it: on its way to the server, or one with which the server could not let it in. */
  readonly decision: Stored<DecisionRow> | undefined;
}

/** What the server put aside and nobody has settled, oldest first. */
export async function openCards(read: Reader): Promise<readonly OpenCard[]> {
  const cards = await read.list(attention, { index: 'state', equals: 'open' });
  const open = await Promise.all(cards.map(async (card) => ({ card, decision: await decisionAbout(read, card) })));
  return open.sort((left, right) => left.card.writtenAt - right.card.writtenAt);
}

/** What was let in or filed away, newest first. */
export async function settledCards(read: Reader, limit = 50): Promise<readonly OpenCard[]> {
  const found = await Promise.all(
    ['released', 'dismissed'].map((state) => read.list(attention, { index: 'state', equals: state })),
  );
  const newest = found
    .flat()
    .sort((left, right) => right.writtenAt - left.writtenAt)
    .slice(0, limit);
  return Promise.all(newest.map(async (card) => ({ card, decision: await decisionAbout(read, card) })));
}

async function decisionAbout(read: Reader, card: Card): Promise<Stored<DecisionRow> | undefined> {
  const known = await read.list(decisions, { index: 'operation', equals: card.operation });
  return [...known].sort((left, right) => right.savedAt - left.savedAt)[0];
}

/** Two documents that look like one that was written twice. */
export interface Lookalikes {
  readonly table: TableDefinition;
  readonly memberId: string | undefined;
  readonly pair: readonly [Lookalike, Lookalike];
}

export type Lookalike = Stored<Readonly<Record<string, unknown>>>;

/** How far back documents are compared. */
export const LOOKALIKE_DAYS = 45;

/**
 * Documents of a table since a day that share member, day and what else the table names, with a number alike within
 * 1 %; neither is taken back, and nobody has said that they are two. `memberId`: only of this member.
 */
export async function lookalikes(
  read: Reader,
  table: TableDefinition,
  of: { readonly since: string; readonly memberId?: string | undefined },
): Promise<readonly Lookalikes[]> {
  const { sameness } = table;
  if (sameness === undefined) return [];
  const owners = of.memberId === undefined ? (await read.list(members)).map((member) => member.id) : [of.memberId];
  const pairs = await Promise.all(
    owners.map(async (owner) => {
      const range = { index: sameness.index, from: [owner, of.since], to: [owner, '9999-12-31'] };
      // Any table's rows hold the fields that its own definition names.
      const rows = (await read.list(table, range)) as readonly Lookalike[];
      return pairsIn(table, rows).map((pair): Lookalikes => ({ table, memberId: owner, pair }));
    }),
  );
  const told = await Promise.all(pairs.flat().map(async (each) => ({ each, isTold: await isToldApart(read, each) })));
  return told.flatMap(({ each, isTold }) => (isTold ? [] : [each]));
}

function pairsIn(table: TableDefinition, rows: readonly Lookalike[]): readonly (readonly [Lookalike, Lookalike])[] {
  const { sameness, dateField } = table;
  if (sameness === undefined || dateField === undefined) return [];
  const reversed = reversedIds(rows.map((row) => ({ ...row, reversesId: textOf(row['reversesId']) })));
  const standing = rows.filter(
    (row) => row.column !== 'attention' && row['reversesId'] === undefined && !reversed.has(row.id),
  );
  const groups = new Map<string, Lookalike[]>();
  for (const row of standing) {
    const key = JSON.stringify([dateField, ...sameness.alike].map((field) => row[field]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const number = (row: Lookalike): number => Number(row[sameness.nearly]);
  return [...groups.values()].flatMap((group) => {
    const sorted = [...group].sort((left, right) => number(left) - number(right) || left.savedAt - right.savedAt);
    return sorted.slice(1).flatMap((row, index) => {
      const before = sorted[index];
      if (before === undefined || (number(row) - number(before)) * 100 > number(row)) return [];
      return [[before, row] as const];
    });
  });
}

async function isToldApart(read: Reader, { pair }: Lookalikes): Promise<boolean> {
  const [first = '', second] = pair.map((row) => row.id).sort();
  const told = await read.list(distinctions, { index: 'first', equals: first });
  return told.some((each) => each.second === second);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Disagreements that were ended, newest first. */
export async function madeChoices(read: Reader, limit = 30): Promise<readonly Stored<ChoiceRow>[]> {
  const found = await read.list(choices);
  return [...found].sort((left, right) => right.savedAt - left.savedAt).slice(0, limit);
}

const keptSchema = z.object({
  value: z.optional(z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  writer: z.string(),
  savedAt: z.number(),
});

/** The value that was chosen; a text that is no JSON stands for itself. */
export function chosenValue(choice: Pick<ChoiceRow, 'chosen'>): unknown {
  const value = parsedJson(choice.chosen);
  return value === undefined ? choice.chosen : value;
}

/** The values that were not chosen; one that cannot be read is left out. */
export function keptValues(choice: Pick<ChoiceRow, 'lost'>): readonly KeptValue[] {
  return choice.lost.flatMap((text) => {
    const parsed = keptSchema.safeParse(parsedJson(text));
    return parsed.success ? [withoutEmpty(parsed.data)] : [];
  });
}

function withoutEmpty({ value, writer, savedAt }: z.infer<typeof keptSchema>): KeptValue {
  return value === undefined ? { writer, savedAt } : { value, writer, savedAt };
}
