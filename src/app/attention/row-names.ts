/** What rows are called that a card names: the member, the product, the slip that is taken back. */
import type { FieldValue, Reader, Stored, TableDefinition } from '#kernel/module.ts';
import { attentionScreens } from './resolvers.ts';

/** Names by row id; a row that is not here has none. */
export type RowNames = ReadonlyMap<string, string>;

export async function rowNames(
  read: Reader,
  rows: readonly { readonly table: TableDefinition | undefined; readonly fields: Readonly<Record<string, unknown>> }[],
): Promise<RowNames> {
  const ids = new Set(rows.flatMap(({ table, fields }) => (table === undefined ? [] : references(table, fields))));
  const named = await Promise.all([...ids].map(async (id) => [id, await nameOf(read, id)] as const));
  return new Map(named.flatMap(([id, name]) => (name === undefined ? [] : [[id, name] as const])));
}

function references(table: TableDefinition, fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(table.fields).flatMap(([name, { kind }]) => {
    const value = fields[name];
    return kind === 'ref' && typeof value === 'string' ? [value] : [];
  });
}

async function nameOf(read: Reader, id: string): Promise<string | undefined> {
  for (const screen of attentionScreens.values()) {
    const row = await read.get(screen.table, id);
    // The screen is of the row's own table.
    if (row !== undefined) return screen.nameOf(row as Stored<Readonly<Record<string, unknown>>>);
  }
  return undefined;
}

/** The lines of a card: label and value, fields in the order that the table's module gives. */
export function linesOf(
  table: TableDefinition,
  fields: Readonly<Record<string, unknown>>,
  say: { readonly t: (key: string) => string; readonly names: RowNames },
): readonly (readonly [label: string, value: string])[] {
  const screen = attentionScreens.get(table.name);
  if (screen === undefined) return [];
  const { namespace } = screen;
  const lines = screen.lines ?? Object.keys(table.fields).map((name) => [name, `field.${name}`] as const);
  return lines.flatMap(([name, label]) =>
    name in fields && !(screen.lines !== undefined && fields[name] === undefined)
      ? [[say.t(`${namespace}:${label}`), valueText(table, { name, value: fields[name], row: fields }, say)] as const]
      : [],
  );
}

/** One field's value as people read it. */
export function valueText(
  table: TableDefinition,
  of: { readonly name: string; readonly value: unknown; readonly row: Readonly<Record<string, unknown>> },
  say: { readonly t: (key: string) => string; readonly names: RowNames },
): string {
  const screen = attentionScreens.get(table.name);
  const { name, row } = of;
  // Rows hold values of their fields' kinds.
  const value = of.value as FieldValue | undefined;
  if (table.fields[name]?.kind === 'ref' && typeof value === 'string') return say.names.get(value) ?? '…';
  const t = (key: string): string => say.t(`${screen?.namespace ?? 'common'}:${key}`);
  return screen?.textOf(name, value, row, t) ?? String(value);
}
