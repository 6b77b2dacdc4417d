/** What an operation says that the server put aside, read from its card. */
import type { FieldValue, TableDefinition } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import type { AttentionRow } from '#kernel/system-rows.ts';
import { decodePayload } from '#protocol/canonical.ts';
import { TOMBSTONE_FIELD, type WireValue } from '#protocol/operation.ts';
import { fieldValue } from '#protocol/shown-row.ts';
import type { Catalogue } from '../tables.ts';

export interface CardContent {
  /** Absent: a table of a later version. */
  readonly table: TableDefinition | undefined;
  /** The fields that it writes, by name; `undefined` where it empties one. */
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
}

/** Fields of a later version are left out, and so is everything of a payload that cannot be read. */
export function contentOf(
  catalogue: Pick<Catalogue, 'byNumber'>,
  card: Pick<AttentionRow, 'onTable' | 'payload'>,
): CardContent {
  const table = catalogue.byNumber.get(card.onTable);
  if (table === undefined) return { table, fields: {} };
  const names = new Map(Object.entries(table.fields).map(([name, field]) => [field.no, { name, kind: field.kind }]));
  const fields: Record<string, FieldValue | undefined> = {};
  for (const { no, value } of writesIn(card.payload)) {
    const known = no === TOMBSTONE_FIELD ? undefined : names.get(no);
    if (known !== undefined) fields[known.name] = value === null ? undefined : readable(known.kind, value);
  }
  return { table, fields };
}

function writesIn(pieces: readonly string[]) {
  try {
    const binary = atob(pieces.join(''));
    return decodePayload(Uint8Array.from(binary, (letter) => letter.charCodeAt(0))).fields;
  } catch {
    // The card itself still says who, when and why.
    return [];
  }
}

/** A value of another kind than its field's is why the server put it aside: it is shown as it came. */
function readable(kind: Parameters<typeof fieldValue>[0], value: WireValue): FieldValue {
  try {
    return fieldValue(kind, value);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return typeof value === 'object' ? JSON.stringify(value) : value;
  }
}
