/**
 * What becomes of an operation: stored, or quarantined with a reason. Nothing is refused and nothing is dropped. The
 * operations of one group are judged together, each seeing what the ones before it would do.
 */
import {
  scopeOf,
  type ModuleDefinition,
  type Person,
  type QuarantineReason,
  type TableDefinition,
  type TablePermission,
} from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { mayChange } from '#protocol/authorise.ts';
import { isOwnRow } from '#protocol/chain.ts';
import { applyOperation } from '#protocol/merge.ts';
import { isReference, LIMITS, TOMBSTONE_FIELD, type Operation } from '#protocol/operation.ts';
import type { RowState } from '#protocol/row-state.ts';
import { fieldValue, shownRow } from '#protocol/shown-row.ts';
import type { CoopReader } from '../store/store.ts';

export interface Rules {
  readonly tables: ReadonlyMap<number, TableDefinition>;
  readonly permissions: readonly TablePermission[];
}

const rulesByRegistry = new WeakMap<readonly ModuleDefinition[], Rules>();

/** The same for the same registry: every request that pushes asks for them. */
export function rulesOf(registry: readonly ModuleDefinition[]): Rules {
  const rules = rulesByRegistry.get(registry) ?? {
    tables: new Map(registry.flatMap((module) => module.tables).map((table) => [table.number, table])),
    permissions: registry.flatMap((module) => module.permissions),
  };
  rulesByRegistry.set(registry, rules);
  return rules;
}

export interface Judged {
  readonly reasons: readonly (QuarantineReason | undefined)[];
  /** Claims that a stored operation takes, by operation. */
  readonly claims: readonly (readonly string[])[];
}

interface Court {
  readonly rules: Rules;
  readonly person: Person;
  readonly reader: CoopReader;
}

export function judge(court: Court, group: readonly Operation[]): Judged {
  const pending = new Map<string, RowState>();
  const taken = new Set<string>();
  const reasons: (QuarantineReason | undefined)[] = [];
  const claims: (readonly string[])[] = [];
  for (const operation of group) {
    const verdict = judgeOne(court, operation, { pending, taken });
    reasons.push(typeof verdict === 'string' ? verdict : undefined);
    claims.push(typeof verdict === 'string' ? [] : verdict.claims);
    if (typeof verdict === 'string') continue;
    pending.set(operation.row, verdict.after);
    for (const claim of verdict.claims) taken.add(claim);
  }
  if (group.length > 1 && reasons.some((reason) => reason !== undefined)) {
    return { reasons: reasons.map((reason) => reason ?? 'depends'), claims: group.map(() => []) };
  }
  return { reasons, claims };
}

function judgeOne(
  court: Court,
  operation: Operation,
  before: { readonly pending: ReadonlyMap<string, RowState>; readonly taken: ReadonlySet<string> },
): QuarantineReason | { readonly after: RowState; readonly claims: readonly string[] } {
  const table = court.rules.tables.get(operation.table);
  if (table === undefined) return 'invalid';
  const rowOf = (id: string): RowState | undefined => before.pending.get(id) ?? court.reader.row(id);
  const standing = rowOf(operation.row);
  const kindReason = judgeKind(table, operation, standing);
  if (kindReason !== undefined) return kindReason;
  if (!hasKnownFields(table, operation)) return 'invalid';

  const after = applyOperation(standing, operation, { seq: 0 });
  // Beyond this many values side by side nobody can choose; the operation is kept apart and nothing is lost.
  if ([...after.fields.values()].some((heads) => heads.length > LIMITS.headsPerField)) return 'limit';
  const row = shownRow(table, after);
  if (operation.kind !== 'delete' && !table.schema.safeParse(row).success) return 'invalid';
  const scope = scopeOf(table, operation.row, row);
  if (operation.scope !== scope || (standing !== undefined && standing.scope !== scope)) return 'invalid';
  const question = {
    permissions: court.rules.permissions,
    person: court.person,
    table,
    kind: operation.kind,
    row,
    scope,
  };
  if (!mayChange(question)) return 'forbidden';
  // What takes back says so, and what says so takes back: a `post` that names a document would go unchecked.
  const takesBackSomething = row['reversesId'] !== undefined;
  if (table.kind === 'document' && (operation.kind === 'reverse') !== takesBackSomething) return 'invalid';

  const claims: string[] = [];
  for (const [field, reason] of Object.entries(table.claims)) {
    const named = row[field];
    if (typeof named !== 'string') continue;
    // A row of somebody else is answered like one that does not exist.
    const target = rowOf(named);
    if (target?.scope !== scope || (field === 'reversesId' && target.table !== table.number)) return 'depends';
    const claim = `${table.number}/${field}/${named}`;
    if (before.taken.has(claim) || court.reader.claim(claim) !== undefined) return reason;
    claims.push(claim);
  }
  for (const [field, agreement] of Object.entries(table.agreements)) {
    const named = row[field];
    const target = typeof named === 'string' ? rowOf(named) : undefined;
    const targetTable = target === undefined ? undefined : court.rules.tables.get(target.table);
    if (target === undefined || targetTable === undefined) continue;
    if (targetTable.name !== agreement.table || !agreement.agrees(row, shownRow(targetTable, target))) return 'invalid';
  }
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

/** Every field is one of the table's and of its kind; the tombstone only in a deletion, and nothing else there. */
function hasKnownFields(table: TableDefinition, operation: Operation): boolean {
  const kinds = new Map(Object.values(table.fields).map((definition) => [definition.no, definition.kind]));
  return operation.fields.every((field) => {
    if (operation.kind === 'delete') return field.no === TOMBSTONE_FIELD && isListOfReferences(field.value);
    const kind = kinds.get(field.no);
    if (kind === undefined) return false;
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
