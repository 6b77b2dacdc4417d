/** Rows that others name. Were they taken away, a slip would name nobody while what is owed for it stayed. */
import type { Reader, TableDefinition } from './module.ts';

/** The tables whose rows name another one in this field. */
export function tablesNaming(tables: readonly TableDefinition[], field: string): readonly TableDefinition[] {
  return tables.filter(({ fields }) => fields[field]?.kind === 'ref');
}

/** Which of these rows some row of the tables names in the field: by its index where there is one, else by a look at all. */
export async function namedAmong(
  read: Reader,
  ids: readonly string[],
  by: { readonly tables: readonly TableDefinition[]; readonly field: string },
): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for (const table of by.tables) {
    const index = table.indexes.find((each) => each === by.field || each.startsWith(`[${by.field}+`));
    if (index === undefined) {
      for (const row of await read.list(table)) {
        const { [by.field]: id }: Readonly<Record<string, unknown>> = { ...row };
        if (typeof id === 'string') named.add(id);
      }
      continue;
    }
    for (const id of ids) {
      if (named.has(id)) continue;
      const range = index === by.field ? { index, equals: id } : { index, from: [id, ''], to: [id, '\uffff'] };
      if ((await read.list(table, range)).length > 0) named.add(id);
    }
  }
  return new Set(ids.filter((id) => named.has(id)));
}

/** Of an import's rows, those that nothing names and nobody has changed since: only they may be taken back. */
export async function unusedOf<Row extends { readonly id: string }>(
  read: Reader,
  rows: readonly Row[],
  at: { readonly table: TableDefinition; readonly named: ReadonlySet<string> },
): Promise<readonly Row[]> {
  const unused: Row[] = [];
  for (const row of rows) if (!at.named.has(row.id) && (await read.isAsCreated(at.table, row.id))) unused.push(row);
  return unused;
}
