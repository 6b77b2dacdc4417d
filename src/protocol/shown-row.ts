/**
 * Between a row's wire state (field numbers, day numbers, tagged references) and the row that modules speak of
 * (names, ISO dates, ids). Used alike by the device and the server.
 */
import { dayNumberOf, isoDateOf } from '#kernel/calendar.ts';
import type { FieldKind, FieldValue, TableDefinition } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { isConflict, shownHead } from './merge.ts';
import { isReference, type FieldWrite, type WireValue } from './operation.ts';
import type { Head, RowState } from './row-state.ts';

/**
 * The row that a state shows, brought up to the table's version; empty and unknown fields are absent.
 * Fault `sync.malformed` for a value of a wrong kind.
 */
export function shownRow(table: TableDefinition, state: RowState): Record<string, FieldValue> {
  const row: Record<string, FieldValue> = {};
  for (const [name, definition] of Object.entries(table.fields)) {
    const heads = state.fields.get(definition.no);
    const value = definition.kind === 'set' ? elementsOf(heads) : shownHead(heads)?.value;
    if (value !== undefined && value !== null) row[name] = fieldValue(definition.kind, value);
  }
  // An upgrade only adds fields, of the kinds that the table's schema then checks.
  return table.upgrades.reduce((older, upgrade) => upgrade(older), row as Record<string, unknown>) as typeof row;
}

/** Everything that somebody added and nobody removed, each once, in order; undefined when there is nothing. */
function elementsOf(heads: readonly Head[] | undefined): readonly string[] | undefined {
  const elements = new Set<string>();
  for (const { value } of heads ?? []) {
    if (typeof value !== 'object' || value === null || isReference(value)) continue;
    for (const item of value) if (typeof item === 'string') elements.add(item);
  }
  return elements.size === 0 ? undefined : [...elements].sort();
}

/** Names of the fields in which people disagree. */
export function conflictsOf(table: TableDefinition, state: RowState): readonly string[] {
  const names: string[] = [];
  for (const [name, definition] of Object.entries(table.fields)) {
    const heads = state.fields.get(definition.no);
    if (definition.kind === 'set' || definition.onConflict === 'latest') continue;
    if (heads !== undefined && heads.length > 1 && isConflict(heads)) names.push(name);
  }
  return names;
}

/**
 * What writes the given fields, ascending by number. `undefined` empties a field where `preds` names a value that
 * stands, and is left out where nothing stands.
 */
export function fieldWrites(
  table: TableDefinition,
  row: Readonly<Record<string, unknown>>,
  preds: (field: number) => readonly string[],
): readonly FieldWrite[] {
  const writes: FieldWrite[] = [];
  for (const [name, value] of Object.entries(row)) {
    const definition = table.fields[name];
    if (definition === undefined)
      throw new Fault('commit.unknownField', { values: { table: table.name, field: name } });
    const standing = preds(definition.no);
    if (value !== undefined)
      writes.push({ no: definition.no, value: wireValue(definition.kind, value), preds: standing });
    else if (standing.length > 0) writes.push({ no: definition.no, value: null, preds: standing });
  }
  return writes.sort((left, right) => left.no - right.no);
}

/** A field's value as it travels. Fault `sync.malformed` when it is not of the kind. */
export function wireValue(kind: FieldKind, value: unknown): WireValue {
  switch (kind) {
    case 'text':
      if (typeof value === 'string') return value;
      break;
    case 'int':
      if (Number.isSafeInteger(value)) return Number(value);
      break;
    case 'ref':
      if (typeof value === 'string') return { ref: value };
      break;
    case 'date':
      if (typeof value === 'string') return dayNumberOf(value);
      break;
    case 'flag':
      if (typeof value === 'boolean') return value ? 1 : 0;
      break;
    case 'texts':
    case 'set':
      if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
      break;
  }
  throw new Fault('sync.malformed', { values: { kind } });
}

/** A travelled value as modules speak of it. Fault `sync.malformed` when it is not of the kind. */
export function fieldValue(kind: FieldKind, value: WireValue): FieldValue {
  switch (kind) {
    case 'text':
      if (typeof value === 'string') return value;
      break;
    case 'int':
      if (typeof value === 'number') return value;
      break;
    case 'ref':
      if (isReference(value)) return value.ref;
      break;
    case 'date':
      if (typeof value === 'number') return isoDateOf(value);
      break;
    case 'flag':
      if (value === 0 || value === 1) return value === 1;
      break;
    case 'texts':
    case 'set': {
      if (typeof value !== 'object' || isReference(value)) break;
      const texts = value.filter((item) => typeof item === 'string');
      if (texts.length === value.length) return texts;
      break;
    }
  }
  throw new Fault('sync.malformed', { values: { kind } });
}
