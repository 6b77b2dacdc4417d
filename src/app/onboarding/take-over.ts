/** The book of somebody who wrote alone, beside the co-op's lists: what is matched, and what comes along as new. */
import { ownOperations, readerOver, takeOver, type LocalDatabase } from '#local-db/index.ts';
import { bringPhotos } from '#local-db/photos/index.ts';
import type { TableDefinition } from '#kernel/module.ts';
import { photos } from '#modules/attachments/index.ts';
import type { Operation } from '#protocol/operation.ts';
import { openDatabase } from '../device.ts';
import { databaseName, type Book } from '../profile.ts';

export interface OwnRow {
  readonly id: string;
  readonly table: TableDefinition;
  readonly name: string;
  readonly key: string;
}

export interface OldBook {
  readonly operations: readonly Operation[];
  /** Products and plots that the co-op may have already. */
  readonly rows: readonly OwnRow[];
  /** Own entries that stand for the person in the register. */
  readonly selves: readonly string[];
  /** Harvests, sales and their reversals. */
  readonly documents: number;
}

/** Reads a book of this device without changing it. Faults: those of the store. */
export async function readOldBook(book: Book): Promise<OldBook> {
  const database = await openDatabase({ ...book, roles: ['member'] });
  try {
    const operations = await ownOperations(database);
    const documents = operations.filter(({ kind }) => kind === 'post' || kind === 'reverse').length;
    return { operations, rows: await matchableRows(database), selves: await ownEntries(database), documents };
  } finally {
    database.store.close();
  }
}

/** Rows of a database that can stand for each other: those whose table says what equal ones have in common. */
export async function matchableRows(database: LocalDatabase): Promise<readonly OwnRow[]> {
  const read = readerOver(database.store.reader);
  const rows: OwnRow[] = [];
  for (const table of database.catalogue.tables) {
    const { matching } = table;
    if (typeof matching !== 'function') continue;
    for (const row of await read.list(table)) {
      const fields: Readonly<Record<string, unknown>> = { ...row };
      rows.push({ id: row.id, table, name: String(fields['name']), key: matching(fields) });
    }
  }
  return rows;
}

async function ownEntries(database: LocalDatabase): Promise<readonly string[]> {
  const read = readerOver(database.store.reader);
  const tables = database.catalogue.tables.filter((table) => table.matching === 'self');
  const found = await Promise.all(tables.map(async (table) => read.list(table)));
  return found.flat().map((row) => row.id);
}

/** The co-op's row that an own one most likely is: the same name, written the same but for marks and capitals. */
export function suggestionFor(own: OwnRow, theirs: readonly OwnRow[]): string | undefined {
  return theirs.find((row) => row.table.name === own.table.name && row.key === own.key)?.id;
}

/**
 * Brings the book along, once. `chosen`: own row id to the co-op's row id; what is not named comes as new.
 * Faults: those of the store.
 */
export async function bringAlong(
  database: LocalDatabase,
  bringing: { readonly book: Book; readonly old: OldBook; readonly chosen: ReadonlyMap<string, string> },
): Promise<void> {
  const { coop, person } = database.session;
  const { memberId } = person;
  // Before the rows that name them: done once more it changes nothing.
  if (bringing.old.operations.some(({ table }) => table === photos.number))
    await bringPhotos(bringing.book, { coop, user: person.userId }, database.env);
  const selves = memberId === undefined ? [] : bringing.old.selves.map((id): [string, string] => [id, memberId]);
  await takeOver(database, {
    from: databaseName(bringing.book),
    operations: bringing.old.operations,
    mapping: new Map([...selves, ...bringing.chosen]),
  });
}
