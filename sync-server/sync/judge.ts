/**
 * What becomes of an operation: stored, or quarantined with a reason. Nothing is refused and nothing is dropped. The
 * operations of one group are judged together, each seeing what the ones before it would do.
 */
import { isOff } from '#kernel/ablation.ts';
import { scopeOf, type Person, type QuarantineReason, type TableDefinition } from '#kernel/module.ts';
import { operationId } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { mayChange } from '#protocol/authorise.ts';
import { isOwnRow } from '#protocol/chain.ts';
import { applyOperation } from '#protocol/merge.ts';
import { isReference, LIMITS, POSTED_ON_FIELD, TOMBSTONE_FIELD, type Operation } from '#protocol/operation.ts';
import type { RowState } from '#protocol/row-state.ts';
import { fieldValue, shownRow } from '#protocol/shown-row.ts';
import type { CoopReader } from '../store/store.ts';
import { closedThrough, mayWriteIn, type Access } from './access.ts';
import type { Rules } from './rules.ts';

export type Verdict =
  | {
      readonly reason: QuarantineReason;
      /** What a `depends` waits for: the id of a row, or of an operation saved together with it. */
      readonly waitsFor?: string;
    }
  | { readonly after: RowState; readonly claims: readonly string[] };

export interface Court {
  readonly rules: Rules;
  readonly person: Person;
  readonly access: Access;
  readonly reader: Pick<CoopReader, 'row' | 'claim' | 'pointer' | 'hasOperation'>;
  /**
   * When somebody lets in what was put aside: what either of the two may write is let in, so a director lets in a late
   * slip of the storekeeper and writes none himself; the scope must be the decider's. A late document gets a day.
   */
  readonly release?: { readonly by: Person; readonly access: Access; readonly postedOn?: string | undefined };
}

export function judge(court: Court, group: readonly Operation[]): readonly Verdict[] {
  const pending = new Map<string, RowState>();
  const taken = new Set<string>();
  const closed = closedThrough(court.reader, court.rules);
  const verdicts = group.map((operation): Verdict => {
    const outcome = judgeOne(court, operation, { pending, taken, closed });
    if (typeof outcome === 'string')
      return outcome === 'depends' ? { reason: outcome, waitsFor: operation.row } : { reason: outcome };
    if ('reason' in outcome) return outcome;
    pending.set(operation.row, outcome.after);
    for (const claim of outcome.claims) taken.add(claim);
    return outcome;
  });
  const bad = verdicts.findIndex((verdict) => 'reason' in verdict);
  const culprit = group[bad];
  if (culprit === undefined || group.length === 1) return verdicts;
  // Saved together is put aside together, and comes back together.
  const mate = { reason: 'depends', waitsFor: operationId(culprit.writer, culprit.n) } as const;
  return verdicts.map((verdict) => ('reason' in verdict ? verdict : mate));
}

function judgeOne(
  court: Court,
  operation: Operation,
  before: {
    readonly pending: ReadonlyMap<string, RowState>;
    readonly taken: ReadonlySet<string>;
    readonly closed: string;
  },
): QuarantineReason | Verdict {
  if (court.release === undefined && court.access.state === 'revoked') return 'revoked';
  if (court.release === undefined && court.access.state === 'pending') return 'unenrolled';
  const table = court.rules.tables.get(operation.table);
  if (table === undefined || table.role === 'attention') return table === undefined ? 'invalid' : 'forbidden';
  const rowOf = (id: string): RowState | undefined => before.pending.get(id) ?? court.reader.row(id);
  const standing = rowOf(operation.row);
  const kindReason = judgeKind(table, operation, standing);
  if (kindReason !== undefined) return kindReason;
  if (!hasKnownFields(table, operation)) return 'invalid';

  const after = applyOperation(standing, operation, { seq: 0 });
  if (isOverLimit(table, after)) return 'limit';
  const row = shownRow(table, after);
  if (operation.kind !== 'delete' && !table.schema.safeParse(row).success) return 'invalid';
  const scope = scopeOf(table, operation.row, row);
  if (operation.scope !== scope || (standing !== undefined && standing.scope !== scope)) return 'invalid';
  const { person, access } = court.release === undefined ? court : { ...court.release, person: court.release.by };
  const question = { permissions: court.rules.permissions, table, kind: operation.kind, row, scope };
  const may = mayChange({ ...question, person }) || mayChange({ ...question, person: court.person });
  if (!isOff('rights') && (!may || !mayWriteIn(access, person, scope))) return 'forbidden';
  if (isLate(table, row, { closed: before.closed, postedOn: court.release?.postedOn })) return 'late';
  // What takes back says so, and what says so takes back: a `post` that names a document would go unchecked.
  const takesBackSomething = row['reversesId'] !== undefined;
  if (table.kind === 'document' && (operation.kind === 'reverse') !== takesBackSomething) return 'invalid';

  const claims: string[] = [];
  for (const [field, reason] of Object.entries(table.claims)) {
    const named = row[field];
    if (typeof named !== 'string') continue;
    // A row of somebody else is answered like one that does not exist.
    const target = rowOf(named);
    if (target?.scope !== scope || (field === 'reversesId' && target.table !== table.number))
      return { reason: 'depends', waitsFor: named };
    const claim = claimKey(table, field, named);
    if (before.taken.has(claim) || court.reader.claim(claim) !== undefined) return reason;
    claims.push(claim);
  }
  for (const [field, agreement] of Object.entries(table.agreements)) {
    const named = row[field];
    const target = typeof named === 'string' ? rowOf(named) : undefined;
    const targetTable = target === undefined ? undefined : court.rules.tables.get(target.table);
    if (target === undefined || targetTable === undefined) continue;
    const isOfTable =
      typeof agreement.table === 'string'
        ? targetTable.name === agreement.table
        : targetTable.number === row[agreement.table.numberIn];
    if (!isOfTable || !agreement.agrees(row, shownRow(targetTable, target))) return 'invalid';
  }
  // A decision about what has not come yet waits for it.
  if (table.role === 'decision' && !court.reader.hasOperation(String(row['operation'])))
    return { reason: 'depends', waitsFor: String(row['operation']) };
  if (operation.kind === 'reverse' && !takesBack(table, row, rowOf(String(row['reversesId'])))) return 'invalid';
  return { after, claims };
}

/**
 * A reversal and its document sum to zero (I10): numbers with the sign turned, everything else as it was. True also
 * when the document is not here, which the claim then answers, and false for the reversal of a reversal.
 */
function takesBack(
  table: TableDefinition,
  reversal: Readonly<Record<string, unknown>>,
  original: RowState | undefined,
): boolean {
  if (original === undefined || original.table !== table.number) return true;
  const taken: Readonly<Record<string, unknown>> = shownRow(table, original);
  if (taken['reversesId'] !== undefined) return false;
  return Object.entries(table.fields).every(([name, { kind }]) => {
    if (kind === 'date' || name === 'note' || name === 'reversesId') return true;
    const [before, after] = [taken[name], reversal[name]];
    if (table.negates.includes(name)) return Number(before) + Number(after) === 0;
    return JSON.stringify(before) === JSON.stringify(after);
  });
}

function judgeKind(
  table: TableDefinition,
  operation: Operation,
  standing: RowState | undefined,
): QuarantineReason | undefined {
  switch (operation.kind) {
    case 'create':
      if (!isOwnRow(operation) || standing !== undefined) return 'immutable';
      return table.kind === 'record' ? undefined : 'invalid';
    case 'post':
    case 'reverse':
      if (!isOwnRow(operation) || standing !== undefined) return 'immutable';
      return table.kind === 'document' ? undefined : 'invalid';
    case 'set':
    case 'resolve':
    case 'delete':
      if (table.kind === 'document') return 'immutable';
      if (standing === undefined) return 'depends';
      return standing.table === table.number ? undefined : 'invalid';
  }
}

function claimKey(table: TableDefinition, field: string, named: string): string {
  return `${table.number}/${field}/${named}`;
}

/** What a row that counts has claimed. */
export function claimsOf(table: TableDefinition, row: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(table.claims).flatMap((field) => {
    const named = row[field];
    return typeof named === 'string' ? claimKey(table, field, named) : [];
  });
}

/**
 * Beyond this many values side by side nobody can choose; the operation is kept apart and nothing is lost. A row of more
 * fields than that could be written and never be read, and would stop everybody's pull.
 */
function isOverLimit(table: TableDefinition, after: RowState): boolean {
  if (after.fields.size - (after.fields.has(TOMBSTONE_FIELD) ? 1 : 0) > LIMITS.fieldsPerRow) return true;
  const sets = new Set(Object.values(table.fields).flatMap(({ no, kind }) => (kind === 'set' ? no : [])));
  return [...after.fields].some(
    ([no, heads]) => heads.length > (sets.has(no) ? LIMITS.headsPerSet : LIMITS.headsPerField),
  );
}

/** A document of a closed day, unless the office gave it an open one. */
function isLate(
  table: TableDefinition,
  row: Readonly<Record<string, unknown>>,
  days: { readonly closed: string; readonly postedOn: string | undefined },
): boolean {
  if (table.dateField === undefined) return false;
  const day = days.postedOn ?? row[table.dateField];
  return typeof day === 'string' && day <= days.closed;
}

/** The document's fiscal year; 0 for a record. */
export function yearOf(table: TableDefinition, row: Readonly<Record<string, unknown>>): number {
  const day = table.dateField === undefined ? undefined : row[table.dateField];
  return typeof day === 'string' ? Number(day.slice(0, 4)) : 0;
}

/**
 * Every field is one of the table's and of its kind; the tombstone only in a deletion, and nothing else there. Fields of
 * a later version than ours are kept as they are: they say nothing to us and must outlive us.
 */
function hasKnownFields(table: TableDefinition, operation: Operation): boolean {
  const isNewer = operation.schemaVersion > table.upgrades.length + 1;
  const kinds = new Map(Object.values(table.fields).map((definition) => [definition.no, definition.kind]));
  return operation.fields.every((field) => {
    if (operation.kind === 'delete') return field.no === TOMBSTONE_FIELD && isListOfReferences(field.value);
    const kind = kinds.get(field.no);
    if (kind === undefined) return isNewer && field.no !== TOMBSTONE_FIELD && field.no !== POSTED_ON_FIELD;
    if (field.value === null) return true;
    try {
      fieldValue(kind, field.value);
      return true;
    } catch (cause) {
      if (cause instanceof Fault) return false;
      throw cause;
    }
  });
}

function isListOfReferences(value: Operation['fields'][number]['value']): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && isReference(item));
}
