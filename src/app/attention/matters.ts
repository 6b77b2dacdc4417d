/** Everything that stands on the repair desk, gathered from cards, rows and pairs. */
import type { Catalogue } from '#local-db/index.ts';
import { contentOf, type CardContent } from '#local-db/repair/index.ts';
import { addDays } from '#kernel/calendar.ts';
import { splitId } from '#kernel/ids.ts';
import type { FieldValue, Person, QuarantineReason, Reader } from '#kernel/module.ts';
import { worksForCoop } from '#kernel/roles.ts';
import type { Stored } from '#kernel/module.ts';
import type { ChoiceRow } from '#modules/desk/index.ts';
import {
  chosenValue,
  keptValues,
  LOOKALIKE_DAYS,
  lookalikes,
  madeChoices,
  openCards,
  settledCards,
  type Lookalikes,
  type OpenCard,
} from '#modules/desk/queries.ts';
import { nameOfWriter } from '#modules/people/index.ts';
import { registry } from '#modules/registry.ts';
import { rowNames, type RowNames } from './row-names.ts';
import { disagreements, rowsToSee, type Disagreement, type RowToSee } from './use-attention.ts';

/** Cards that are drawn at once; the oldest come first, and settling them brings the next. */
const MOST_CARDS = 100;

export interface CardToSee extends OpenCard, CardContent {
  /** The name of who wrote it, as far as this device knows. */
  readonly writer: string | undefined;
}

export interface Desk {
  readonly cards: readonly CardToSee[];
  readonly cardCount: number;
  /** Own rows in quarantine whose card has not come yet. */
  readonly withoutCard: readonly RowToSee[];
  readonly witnesses: readonly RowToSee[];
  /** Those that this person can end. */
  readonly conflicts: readonly Disagreement[];
  readonly names: RowNames;
}

export async function readDesk(
  read: Reader,
  catalogue: Catalogue,
  may: Parameters<typeof disagreements>[1],
): Promise<Desk> {
  const open = await openCards(read);
  const cards = await Promise.all(open.slice(0, MOST_CARDS).map((each) => toSee(read, catalogue, each)));
  const onCards = new Set(open.map(({ card }) => card.onRow));
  const rows = await rowsToSee(read);
  const witnesses = rows.filter(({ row }) => row.reason === 'witness');
  return {
    cards,
    cardCount: open.length,
    withoutCard: rows.filter(
      ({ row }) => row.column === 'attention' && row.reason !== 'witness' && !onCards.has(row.id),
    ),
    // What others name comes first, so that it has its new id when they are entered.
    witnesses: [...witnesses].sort(
      (left, right) => order(left.table.kind) - order(right.table.kind) || left.row.savedAt - right.row.savedAt,
    ),
    conflicts: disagreements(rows, may),
    names: await rowNames(read, [
      ...cards.map(({ table, fields }) => ({ table, fields })),
      ...rows.map(({ table, row }) => ({ table, fields: { ...row } })),
    ]),
  };
}

function order(kind: 'record' | 'document'): number {
  return kind === 'record' ? 0 : 1;
}

async function toSee(read: Reader, catalogue: Catalogue, open: OpenCard): Promise<CardToSee> {
  const { card } = open;
  const writer = await nameOfWriter(read, splitId(card.operation).writer);
  return { ...open, ...contentOf(catalogue, card), writer };
}

export interface Settled {
  readonly cards: readonly (CardToSee & { readonly postedOn: string | undefined })[];
  readonly choices: readonly SettledChoice[];
  readonly names: RowNames;
}

export interface SettledChoice {
  readonly choice: Stored<ChoiceRow>;
  /** The row about which people disagreed; absent when it is not here any more. */
  readonly about: RowToSee | undefined;
  readonly by: string | undefined;
  readonly kept: readonly {
    readonly value: FieldValue | undefined;
    readonly savedAt: number;
    readonly by: string | undefined;
  }[];
}

/** What became of what stood here, newest first. */
export async function readSettled(read: Reader, catalogue: Catalogue): Promise<Settled> {
  const cards = await Promise.all(
    (await settledCards(read)).map(async (each) => {
      const seen = await toSee(read, catalogue, each);
      const row = seen.table === undefined ? undefined : await read.get(seen.table, each.card.onRow);
      return { ...seen, postedOn: row?.postedOn };
    }),
  );
  const newest = new Map<string, Stored<ChoiceRow>>();
  for (const choice of await madeChoices(read)) {
    const key = `${choice.onRow} ${choice.field}`;
    if (!newest.has(key)) newest.set(key, choice);
  }
  const choices = await Promise.all([...newest.values()].map((choice) => settledChoice(read, catalogue, choice)));
  return {
    cards,
    choices,
    names: await rowNames(read, [
      ...cards.map(({ table, fields }) => ({ table, fields })),
      ...choices.flatMap(({ about, choice, kept }) =>
        about === undefined
          ? []
          : [...kept.map(({ value }) => value), chosenValue(choice)].map((value) => ({
              table: about.table,
              fields: { [choice.field]: value },
            })),
      ),
    ]),
  };
}

async function settledChoice(read: Reader, catalogue: Catalogue, choice: Stored<ChoiceRow>): Promise<SettledChoice> {
  const table = catalogue.byNumber.get(choice.onTable);
  const row = table === undefined ? undefined : await read.get(table, choice.onRow);
  return {
    choice,
    about: table === undefined || row === undefined ? undefined : { table, row },
    by: await nameOfWriter(read, splitId(choice.id).writer),
    kept: await Promise.all(
      keptValues(choice).map(async ({ value, savedAt, writer }) => ({
        value,
        savedAt,
        by: await nameOfWriter(read, writer),
      })),
    ),
  };
}

export interface LookalikesToSee {
  readonly pairs: readonly Lookalikes[];
  readonly names: RowNames;
  /** Who wrote which document, by its id. */
  readonly writers: ReadonlyMap<string, string | undefined>;
}

/** Documents of the last weeks that may have been written twice: everybody's for the office, else one's own. */
export async function readLookalikes(
  read: Reader,
  of: { readonly person: Person; readonly today: string },
): Promise<LookalikesToSee> {
  const { memberId } = of.person;
  const since = addDays(of.today, -LOOKALIKE_DAYS);
  const owner = worksForCoop(of.person) ? {} : { memberId: memberId ?? '' };
  const found = await Promise.all(tables.map((table) => lookalikes(read, table, { since, ...owner })));
  const pairs = found.flat();
  const rows = pairs.flatMap(({ table, pair }) => pair.map((row) => ({ table, row })));
  const writers = await Promise.all(
    rows.map(async ({ row }) => [row.id, await nameOfWriter(read, splitId(row.id).writer)] as const),
  );
  return {
    pairs,
    writers: new Map(writers),
    names: await rowNames(
      read,
      rows.map(({ table, row }) => ({ table, fields: row })),
    ),
  };
}

const tables = registry.flatMap((module) => module.tables).filter((table) => table.sameness !== undefined);

/** Reasons for which the office can let something in; the others stand against the books themselves. */
export const RELEASABLE: ReadonlySet<QuarantineReason> = new Set([
  'late',
  'unenrolled',
  'forbidden',
  'revoked',
  'limit',
]);
