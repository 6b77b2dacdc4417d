/**
 * What was done on this device, read from the logs that were written here (decision 0028). Nothing is kept for it: a log
 * holds every step as it was saved, from the first one on, until the co-op's verified backup has it and a season has
 * passed (`prune.ts`).
 */
import { isRowId, splitId } from '#kernel/ids.ts';
import type { ChangeKind, FieldValue, TableDefinition } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { TOMBSTONE_FIELD, type FieldWrite } from '#protocol/operation.ts';
import { fieldValue } from '#protocol/shown-row.ts';
import { readLogs, type LocalDatabase } from '../database.ts';
import { asLocalOperation, asLocalRow, isBeginning, type LocalOperation } from '../local-row.ts';
import type { ReadTransaction } from '../store.ts';
import { OPERATIONS } from '../tables.ts';

export interface OwnStep {
  /** The operation's. */
  readonly id: string;
  readonly kind: ChangeKind;
  readonly table: TableDefinition;
  readonly row: string;
  /** What it wrote, by field name; `undefined` where it emptied a field. */
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
  /** ms since 1970, by the hybrid clock. */
  readonly savedAt: number;
  /** `filed`: the office has filed it away, and it counts nowhere. */
  readonly fate: 'device' | 'received' | 'attention' | 'filed';
  /** Somebody has taken it back: a reversal stands, or the row is gone. */
  readonly isUndone: boolean;
}

export interface OwnSteps {
  /** Newest first. */
  readonly steps: readonly OwnStep[];
  /** More than was asked for is kept here. */
  readonly hasMore: boolean;
  /** The logs begin with the first thing that was ever done here. */
  readonly isWhole: boolean;
}

/**
 * The newest steps out of so many operations. What was saved at once is one step, told by its first operation; what
 * takes an own step back is no step of its own but makes that one undone.
 */
export async function ownSteps(database: LocalDatabase, limit: number): Promise<OwnSteps> {
  const { reader } = database.store;
  const logs = await readLogs(reader);
  const ends = await Promise.all(logs.map(({ writer }) => ofLog(reader, writer, { reverse: true, limit: limit + 1 })));
  const beginnings = await Promise.all(logs.map(({ writer }) => ofLog(reader, writer, { limit: 1 })));
  const found = ends.flat().sort((left, right) => right.operation.time.ms - left.operation.time.ms || right.n - left.n);
  const writers = new Set(logs.map(({ writer }) => writer));
  const steps = await Promise.all(
    found.slice(0, limit).map(async (local) => {
      const table = database.catalogue.byNumber.get(local.operation.table);
      if (table === undefined || isTold(local)) return undefined;
      const step = { ...stepOf(table, local), isUndone: await isUndone(reader, table, local) };
      return (await takesBackOwn(reader, step, writers)) ? undefined : step;
    }),
  );
  return {
    steps: steps.filter((step) => step !== undefined),
    hasMore: found.length > limit,
    isWhole: beginnings.every(([first]) => first === undefined || first.n === 1),
  };
}

async function ofLog(
  reader: ReadTransaction,
  writer: string,
  part: { readonly reverse?: boolean; readonly limit: number },
): Promise<readonly LocalOperation[]> {
  const range = { index: 'id', from: [writer, 1], to: [writer, Number.MAX_SAFE_INTEGER], ...part };
  return (await reader.range(OPERATIONS, range)).map(asLocalOperation);
}

/** The first of what was saved at once has said it. */
function isTold({ n, operation }: LocalOperation): boolean {
  return operation.group !== 0 && operation.group !== n;
}

function stepOf(table: TableDefinition, local: LocalOperation): Omit<OwnStep, 'isUndone'> {
  const { operation, row } = local;
  return {
    id: `${local.writer}-${local.n}`,
    kind: operation.kind,
    table,
    row,
    fields: fieldsOf(table, operation.fields),
    savedAt: operation.time.ms,
    fate: fateOf(local),
  };
}

function fateOf(local: LocalOperation): OwnStep['fate'] {
  if (local.isDismissed === 1) return 'filed';
  if (local.attention === 1) return 'attention';
  return local.seq > 0 ? 'received' : 'device';
}

/** Fields of a later version are left out. */
function fieldsOf(
  table: TableDefinition,
  writes: readonly FieldWrite[],
): Readonly<Record<string, FieldValue | undefined>> {
  const names = new Map(Object.entries(table.fields).map(([name, field]) => [field.no, { name, kind: field.kind }]));
  const fields: Record<string, FieldValue | undefined> = {};
  for (const { no, value } of writes) {
    const known = no === TOMBSTONE_FIELD ? undefined : names.get(no);
    if (known !== undefined) fields[known.name] = value === null ? undefined : readable(known.kind, value);
  }
  return fields;
}

/** A value of another kind than its field's was refused by the server for it; it is told as an empty field. */
function readable(...[kind, value]: Parameters<typeof fieldValue>): FieldValue | undefined {
  try {
    return fieldValue(kind, value);
  } catch (cause) {
    if (cause instanceof Fault) return undefined;
    throw cause;
  }
}

async function isUndone(reader: ReadTransaction, table: TableDefinition, local: LocalOperation): Promise<boolean> {
  if (!isBeginning(local.operation)) return false;
  if (table.kind === 'record') return asLocalRow(await reader.get(table.name, local.row))?.deleted === 1;
  const field = reversalField(table);
  if (field === undefined) return false;
  const reversals = await reader.range(table.name, { index: field, equals: local.row });
  return reversals.some((record) => record['column'] !== 'attention' && record['deleted'] !== 1);
}

/** The field in which a reversal names what it takes back. */
function reversalField(table: TableDefinition): string | undefined {
  return Object.entries(table.claims).find(([, reason]) => reason === 'already-reversed')?.[0];
}

/** Whether the step stands on the line of another one that is told here; one that people have to look at does not. */
async function takesBackOwn(reader: ReadTransaction, step: OwnStep, writers: ReadonlySet<string>): Promise<boolean> {
  if (step.fate === 'attention') return false;
  const field = reversalField(step.table);
  const named = step.kind === 'delete' ? step.row : field === undefined ? undefined : step.fields[field];
  if (typeof named !== 'string' || !isRowId(named)) return false;
  const { writer, n } = splitId(named);
  return writers.has(writer) && (await reader.get(OPERATIONS, [writer, n])) !== undefined;
}
