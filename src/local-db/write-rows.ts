/**
 * The one writer under saving, acknowledging and pulling (rule W3): it takes away what a row gave to the totals before,
 * adds what it gives now, grouped by total, and writes rows and totals in the caller's transaction.
 */
import { isOff } from '#kernel/ablation.ts';
import {
  addMeasures,
  negateMeasures,
  type Column,
  type Effect,
  type Measures,
  type TableDefinition,
} from '#kernel/module.ts';
import { isGranted, type LocalDatabase } from './database.ts';
import { rowKey, type LocalRow } from './local-row.ts';
import type { StoreRecord, WriteTransaction } from './store.ts';
import { LINES, TOTALS } from './tables.ts';

export interface RowEdit {
  readonly table: TableDefinition;
  readonly before: LocalRow | undefined;
  /** Absent: the row leaves this device. */
  readonly after: LocalRow | undefined;
}

export interface TotalRecord extends StoreRecord {
  readonly id: string;
  readonly projection: string;
  readonly key: string;
  readonly confirmed: Measures;
  readonly waiting: Measures;
  readonly attention: Measures;
}

export interface RowWrites {
  readonly rows: readonly {
    readonly table: string;
    readonly records: readonly LocalRow[];
    readonly gone: readonly string[];
  }[];
  readonly totals: readonly TotalRecord[];
  readonly emptyTotals: readonly string[];
  readonly lines: readonly StoreRecord[];
  readonly goneLines: readonly string[];
}

/** Whether this device holds everything of a scope, so that a total over it is complete (rule W5). */
export type IsGranted = (scope: string) => boolean;

/** Reads what it must; the caller writes the outcome last (decision 0002). */
export async function planRowWrites(
  transaction: Pick<WriteTransaction, 'getMany'>,
  edits: readonly RowEdit[],
  isGranted: IsGranted,
): Promise<RowWrites> {
  const changes = new Map<string, TotalChange>();
  const lines: StoreRecord[] = [];
  const goneLines = new Set<string>();
  for (const edit of edits) {
    const gone = isOff('take-away') ? [] : effectsOf(edit.table, edit.before, isGranted);
    for (const { effect, line } of gone) {
      change(changes, effect, columnOf(edit.before), negateMeasures(effect.amounts));
      if (line !== undefined) goneLines.add(line.id);
    }
    for (const { effect, line } of effectsOf(edit.table, edit.after, isGranted)) {
      change(changes, effect, columnOf(edit.after), effect.amounts);
      if (line === undefined) continue;
      goneLines.delete(line.id);
      lines.push(line);
    }
  }
  const standing = await transaction.getMany(TOTALS, [...changes.keys()]);
  const totals: TotalRecord[] = [];
  const emptyTotals: string[] = [];
  [...changes].forEach(([id, delta], index) => {
    const total = addTotals(asTotal(standing[index]), id, delta);
    if (isEmpty(total)) emptyTotals.push(id);
    else totals.push(total);
  });
  return { rows: groupRows(edits), totals, emptyTotals, lines, goneLines: [...goneLines] };
}

/** Rows and their totals, written in the caller's transaction. */
export async function writeRows(
  { session }: Pick<LocalDatabase, 'session'>,
  transaction: WriteTransaction,
  edits: readonly RowEdit[],
): Promise<void> {
  await writePlanned(transaction, await planRowWrites(transaction, edits, (scope) => isGranted(session, scope)));
}

/** All writes are handed over at once: the transaction keeps them together, and waiting for each costs a turn. */
export async function writePlanned(transaction: WriteTransaction, writes: RowWrites): Promise<void> {
  await Promise.all([
    ...writes.rows.map(({ table, records }) => transaction.put(table, records)),
    ...writes.rows.map(({ table, gone }) => transaction.delete(table, gone)),
    transaction.put(TOTALS, writes.totals),
    transaction.delete(TOTALS, writes.emptyTotals),
    transaction.put(LINES, writes.lines),
    transaction.delete(LINES, writes.goneLines),
  ]);
}

interface TotalChange {
  readonly projection: string;
  readonly key: string;
  readonly columns: Record<Column, Measures>;
}

function change(changes: Map<string, TotalChange>, effect: Effect, column: Column, amounts: Measures): void {
  const id = totalId(effect.projection, effect.key);
  const known = changes.get(id) ?? {
    projection: effect.projection,
    key: effect.key,
    columns: { confirmed: {}, waiting: {}, attention: {} },
  };
  known.columns[column] = addMeasures(known.columns[column], amounts);
  changes.set(id, known);
}

export function totalId(projection: string, key: string): string {
  return `${projection}|${key}`;
}

export function accountOf(projection: string, key: string): string {
  return totalId(projection, key);
}

/** A row's effects that this device keeps, each with its statement line. */
function effectsOf(
  table: TableDefinition,
  row: LocalRow | undefined,
  isGranted: IsGranted,
): readonly { effect: Effect; line: (StoreRecord & { readonly id: string }) | undefined }[] {
  if (row === undefined || row.deleted === 1 || table.effects === undefined) return [];
  const kept: { effect: Effect; line: (StoreRecord & { readonly id: string }) | undefined }[] = [];
  table.effects(row).forEach((effect, index) => {
    if (isGranted(effect.scope) && isWhole(effect.amounts))
      kept.push({ effect, line: lineOf(table, row, { effect, index }) });
  });
  return kept;
}

/** A pulled document that lacks what its effects need gives no number, and that would stay in its total for ever. */
function isWhole(amounts: Measures): boolean {
  return Object.values(amounts).every(Number.isSafeInteger);
}

function lineOf(
  table: TableDefinition,
  row: LocalRow,
  { effect, index }: { readonly effect: Effect; readonly index: number },
): (StoreRecord & { readonly id: string }) | undefined {
  if (effect.line === undefined) return undefined;
  return {
    // Two histories may have rows of two tables under one id.
    id: `${rowKey(table.number, row.id)}/${index}`,
    account: accountOf(effect.projection, effect.key),
    key: effect.key,
    // A late document counts on the open day that the office gave it.
    on: row.postedOn ?? effect.line.on,
    savedAt: row.savedAt,
    column: row.column,
    amounts: effect.amounts,
    details: effect.line.details,
    documentId: row.id,
    documentTable: table.name,
  };
}

function columnOf(row: LocalRow | undefined): Column {
  return row?.column ?? 'confirmed';
}

/** Totals are made here and nowhere else. */
function asTotal(record: StoreRecord | undefined): TotalRecord | undefined {
  return record as TotalRecord | undefined;
}

function addTotals(standing: TotalRecord | undefined, id: string, delta: TotalChange): TotalRecord {
  const sum = (column: Column): Measures => withoutZeros(addMeasures(standing?.[column] ?? {}, delta.columns[column]));
  return {
    id,
    projection: delta.projection,
    key: delta.key,
    confirmed: sum('confirmed'),
    waiting: sum('waiting'),
    attention: sum('attention'),
  };
}

function withoutZeros(measures: Measures): Measures {
  return Object.fromEntries(Object.entries(measures).filter(([, amount]) => amount !== 0));
}

function isEmpty(total: TotalRecord): boolean {
  return [total.confirmed, total.waiting, total.attention].every((measures) => Object.keys(measures).length === 0);
}

function groupRows(edits: readonly RowEdit[]): RowWrites['rows'] {
  const byTable = new Map<string, Map<string, LocalRow | undefined>>();
  for (const { table, before, after } of edits) {
    const id = after?.id ?? before?.id;
    if (id === undefined) continue;
    const rows = byTable.get(table.name) ?? new Map<string, LocalRow | undefined>();
    rows.set(id, after);
    byTable.set(table.name, rows);
  }
  return [...byTable].map(([table, rows]) => ({
    table,
    records: [...rows.values()].filter((row) => row !== undefined),
    gone: [...rows].flatMap(([id, row]) => (row === undefined ? [id] : [])),
  }));
}
