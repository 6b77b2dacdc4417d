/** Rows that others name. Were they taken away, a slip would name nobody while what is owed for it stayed. */
import type { TakenBack } from './batches.ts';
import type { Change, Decided, Reader, TableDefinition } from './module.ts';
import { ok, refuse, type Result } from './result.ts';

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

/**
 * Takes the rows of an import back that are not among the `named` and that nobody has changed since; the others stay.
 * Refused as `refusal` when that is no row of them.
 */
export async function takingBack(
  read: Reader,
  rows: readonly { readonly id: string }[],
  at: { readonly table: TableDefinition; readonly named: ReadonlySet<string>; readonly refusal: string },
): Promise<Result<Decided<TakenBack>>> {
  const unused: string[] = [];
  for (const { id } of rows) if (!at.named.has(id) && (await read.isAsCreated(at.table, id))) unused.push(id);
  const kept = rows.length - unused.length;
  if (unused.length === 0 && kept > 0) return refuse(at.refusal, { kept });
  const changes = unused.map((id): Change => ({ kind: 'delete', table: at.table, id }));
  return ok({ changes, output: { gone: changes.length, kept } });
}
