/** The whole book of this device as tables that any office program opens (feature m6). */
import type { SheetCell, SheetTable } from '#files/write-table.ts';
import { stateOf } from '#hooks/record-state.ts';
import { dateAt, isIsoDate, timeOfDayAt } from '#kernel/calendar.ts';
import type { FieldKind, FieldValue, Reader, Stored, TableDefinition } from '#kernel/module.ts';
import { registry } from '#modules/registry.ts';
import { attentionScreens } from '../attention/resolvers.ts';

export interface BookWords {
  /** Speaks every module's namespace; gives `otherwise` for a text that is not there. */
  readonly t: (key: string, otherwise: string) => string;
  /** Says of practice that it is practice. */
  readonly marked: (name: string) => string;
}

type Row = Stored<Readonly<Record<string, unknown>>>;

/** Not the cards of what the server put aside: they hold what is no part of the book, in the log's own form. */
export const BOOK_TABLES: readonly TableDefinition[] = registry
  .flatMap((module) => module.tables)
  .filter(({ role }) => role !== 'attention');

interface Held {
  readonly table: TableDefinition;
  readonly rows: readonly Row[];
}

/**
 * A table for each of the book's own that has rows here: every field of every row, what it names by its name and by its
 * id, where the row is, and when it was written. Money, quantities and days are numbers and days.
 */
export async function tablesOfBook(read: Reader, words: BookWords): Promise<readonly SheetTable[]> {
  const held: Held[] = [];
  for (const table of BOOK_TABLES) {
    const rows = await read.list(table, { index: 'id' });
    // Rows hold values of their fields' kinds.
    if (rows.length > 0) held.push({ table, rows: rows as readonly Row[] });
  }
  const names = new Map(held.flatMap(namesIn));
  return held.map((each) => tableOf(each, names, words));
}

function namesIn({ table, rows }: Held): readonly (readonly [id: string, name: string])[] {
  const screen = attentionScreens.get(table.name);
  return screen === undefined ? [] : rows.map((row) => [row.id, screen.nameOf(row)] as const);
}

function tableOf({ table, rows }: Held, names: ReadonlyMap<string, string>, words: BookWords): SheetTable {
  const { t, marked } = words;
  const fields = Object.entries(table.fields).map(([name, { kind }]) => ({
    name,
    kind,
    label: labelOf(table, name, t),
  }));
  const idOf = (label: string): string => `${label} (${t('storage:whole.id', 'id')})`;
  return {
    name: marked(t(`common:records.${table.name}`, table.name)),
    headings: [
      t('storage:whole.id', 'id'),
      ...fields.flatMap(({ kind, label }) => (kind === 'ref' ? [label, idOf(label)] : [label])),
      t('storage:whole.state', 'state'),
      t('storage:whole.savedAt', 'saved at'),
    ],
    rows: rows.map((row) => [
      row.id,
      ...fields.flatMap(({ name, kind }) =>
        kind === 'ref'
          ? [names.get(String(row[name])) ?? null, cellOf(table, { name, kind, row }, t)]
          : [cellOf(table, { name, kind, row }, t)],
      ),
      t(`ui-kit:state.${stateOf(row)}`, row.column),
      `${dateAt(row.savedAt)} ${timeOfDayAt(row.savedAt)}`,
    ]),
  };
}

/** What people call a field. */
export function labelOf(table: TableDefinition, name: string, t: BookWords['t']): string {
  const screen = attentionScreens.get(table.name);
  const key = screen?.lines?.find(([field]) => field === name)?.[1] ?? `field.${name}`;
  return t(`${screen?.namespace ?? 'common'}:${key}`, name);
}

function cellOf(
  table: TableDefinition,
  { name, kind, row }: { readonly name: string; readonly kind: FieldKind; readonly row: Row },
  t: BookWords['t'],
): SheetCell {
  // Rows hold values of their fields' kinds.
  const value = row[name] as FieldValue | undefined;
  if (value === undefined) return null;
  if (typeof value === 'number') {
    if (name.endsWith('Dong')) return { dong: value };
    return name.endsWith('Milli') ? { milli: value } : value;
  }
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return value.join(', ');
  if (kind === 'date' && isIsoDate(value)) return { day: value };
  const screen = attentionScreens.get(table.name);
  if (kind !== 'text' || screen === undefined) return value;
  return screen.textOf(name, value, row, (key) => t(`${screen.namespace}:${key}`, value));
}
