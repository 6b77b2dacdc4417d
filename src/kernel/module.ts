/**
 * What a business module is. Modules are data and pure functions: the local database, the sync server and the app are
 * given the registry and never know a module by name.
 *
 * Two kinds of rows only. Records (members, plots, products) are edited field by field and have no effects. Documents
 * (harvest, sale, confirmation) are written once, corrected by a reversing document, and have effects on totals.
 */
import type * as z from 'zod/mini';
import type { Result } from './result.ts';
import type { Role } from './roles.ts';

/**
 * `text` string · `int` whole number · `ref` row id · `date` YYYY-MM-DD · `flag` boolean · `texts` list of strings ·
 * `set` strings that are added and removed one by one: two people who add or remove at once disagree about nothing.
 */
export type FieldKind = 'text' | 'int' | 'ref' | 'date' | 'flag' | 'texts' | 'set';
export type FieldValue = string | number | boolean | readonly string[];

export interface FieldDefinition {
  /** The field's number on the wire, for ever: never changed, never used again. 0 is the tombstone. */
  readonly no: number;
  readonly kind: FieldKind;
  /** `latest`: when two people wrote at once the later value is shown and nobody is asked. Absent: people are asked. */
  readonly onConflict?: 'latest';
}

/**
 * Tables whose rows the server itself understands (kernel/system-rows.ts). Every other table is only data to it.
 */
export type SystemRole = 'attention' | 'decision' | 'grant' | 'closed-period' | 'photo';

/** Who may hold a row. `member:<row id>` is one member's own. */
export type ScopeRule =
  | 'coop'
  | 'book'
  | 'admin'
  /** The row is itself the member: `member:<own id>`. */
  | 'self'
  /** `member:<value of the field>`; `otherwise` when the field is absent. */
  | { readonly field: string; readonly otherwise: 'book' | 'coop' };

export type TableKind = 'record' | 'document';

export interface TableDefinition<Row extends object = object> {
  readonly name: string;
  /** The table's number on the wire, for ever. */
  readonly number: number;
  readonly kind: TableKind;
  readonly fields: Readonly<Record<string, FieldDefinition>>;
  /** The shown row without id and state; both sides check with it. */
  readonly schema: z.ZodMiniType<Row>;
  /** Index specifications in Dexie's own form: `memberId`, `[memberId+harvestedOn]`. At most three. */
  readonly indexes: readonly string[];
  readonly scope: ScopeRule;
  readonly role?: SystemRole;
  /** Documents: the field that says on which day it counts. Its year is the row's fiscal year; closed days are `late`. */
  readonly dateField?: string;
  /**
   * Documents that people may have written twice: what they share (an index of the table that ends with the day, and
   * further fields) and a number that is alike within 1 %. Flagged for people, never merged.
   */
  readonly sameness?: { readonly index: string; readonly alike: readonly string[]; readonly nearly: string };
  /**
   * One pure function per version step: version = upgrades.length + 1. Each fills what older rows lack and leaves
   * everything else as it is, so running it twice changes nothing.
   */
  readonly upgrades: readonly ((row: Record<string, unknown>) => Record<string, unknown>)[];
  /**
   * At most one standing document may name a given row in this field; a second one is quarantined with the reason.
   * Reversals and confirmations are claims.
   */
  readonly claims: Readonly<Record<string, QuarantineReason>>;
  /**
   * What a row that another one names must be: of which table, and whether the two agree. The server checks it, since a
   * copy that differs from its original would make totals that no document explains.
   */
  readonly agreements: Readonly<Record<string, Agreement>>;
  /**
   * How a row that somebody wrote alone is found again in the co-op that he joins: `self` is his own entry in the
   * register; a function gives what equal rows have in common, and a person confirms the match; absent: always new.
   */
  readonly matching?: 'self' | ((row: Readonly<Record<string, unknown>>) => string);
  /** Whole numbers whose sign a reversal turns; all else but its date and note is as in the document it takes back. */
  readonly negates: readonly string[];
  /** Shown and indexed on the device only, never sent: a folded search key, say. */
  derive?(row: Readonly<Record<string, unknown>>): Readonly<Record<string, string | readonly string[]>>;
  /** Documents only. Reads the document and nothing else (rule W1). */
  effects?(row: Row & { readonly id: string }): readonly Effect[];
}

export interface Agreement {
  /** The table's name, or the field that says its number. */
  readonly table: string | { readonly numberIn: string };
  readonly agrees: (row: Readonly<Record<string, unknown>>, named: Readonly<Record<string, unknown>>) => boolean;
}

export const QUARANTINE_REASONS = [
  'immutable',
  'already-reversed',
  'already-confirmed',
  'late',
  'unenrolled',
  'forbidden',
  'invalid',
  'depends',
  'revoked',
  'limit',
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

/** Why a row waits for people: what the server said, or `witness`: only this device still has it. */
export type AttentionReason = QuarantineReason | 'witness';

/**
 * `waiting`: an own operation is not in the server's state yet. `attention`: an own operation is quarantined.
 * Otherwise `confirmed`: the server has it.
 */
export type Column = 'confirmed' | 'waiting' | 'attention';

/** What the local database adds to every shown row. */
export interface RowMeta {
  readonly id: string;
  readonly column: Column;
  /** The writer's time of the newest operation in the row, ms since 1970 by the hybrid clock. */
  readonly savedAt: number;
  /** Names of fields in which people disagreed: more than one value stands. */
  readonly conflicts: readonly string[];
  /** Why somebody has to look, when `column` is `attention`. */
  readonly reason?: AttentionReason;
  /** The open day on which a late document counts, as the office decided; its own date stays what it was. */
  readonly postedOn?: string;
}

export type Stored<Row> = Row & RowMeta;

/** What a document does to one total. Amounts are integers: đồng, thousandths of a unit, counts. */
export interface Effect {
  readonly projection: string;
  /** Which total, such as `member:<id>`. */
  readonly key: string;
  /** The scope whose grant makes this total complete; a device without that grant does not keep it (rule W5). */
  readonly scope: string;
  readonly amounts: Readonly<Record<string, number>>;
  /** A line of the total's statement: the day it counts for, and what the statement shows. */
  readonly line?: { readonly on: string; readonly details: Readonly<Record<string, string | number>> };
}

export interface ProjectionDefinition {
  readonly name: string;
  readonly measures: readonly string[];
  /** Rises when any module's effects on it change; the totals are then rebuilt from the documents (rule W7). */
  readonly version: number;
}

export type Measures = Readonly<Record<string, number>>;

export interface Total {
  readonly key: string;
  readonly confirmed: Measures;
  readonly waiting: Measures;
  readonly attention: Measures;
}

export interface StatementLine {
  /** `<document id>/<effect number>`. */
  readonly id: string;
  readonly key: string;
  readonly on: string;
  readonly savedAt: number;
  readonly column: Column;
  readonly amounts: Measures;
  readonly details: Readonly<Record<string, string | number>>;
  readonly documentId: string;
  readonly documentTable: string;
}

export type IndexKey = string | number | readonly (string | number)[];

export interface RangeQuery {
  /** One of the table's indexes, or `id`. */
  readonly index: string;
  readonly equals?: IndexKey;
  readonly from?: IndexKey;
  readonly to?: IndexKey;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** Reads what the person sees: server state with own unsent work on top. Deleted rows are left out. */
export interface Reader {
  get<Row extends object>(table: TableDefinition<Row>, id: string): Promise<Stored<Row> | undefined>;
  list<Row extends object>(table: TableDefinition<Row>, range?: RangeQuery): Promise<readonly Stored<Row>[]>;
  count(table: TableDefinition, range?: RangeQuery): Promise<number>;
  total(projection: ProjectionDefinition, key: string): Promise<Total | undefined>;
  totals(
    projection: ProjectionDefinition,
    keys: { readonly from: string; readonly to: string },
  ): Promise<readonly Total[]>;
  lines(
    projection: ProjectionDefinition,
    key: string,
    days?: { readonly from?: string; readonly to?: string; readonly limit?: number; readonly reverse?: boolean },
  ): Promise<readonly StatementLine[]>;
  /** Rows in which people disagree, or that hold an operation in quarantine. */
  needingAttention<Row extends object>(table: TableDefinition<Row>): Promise<readonly Stored<Row>[]>;
  /** Every standing value of a field, with who wrote it and when; more than one is a conflict. */
  heads<Row extends object>(table: TableDefinition<Row>, id: string, field: string): Promise<readonly FieldHead[]>;
  /** The row is here, and nothing but what created it stands in it. */
  isAsCreated(table: TableDefinition, id: string): Promise<boolean>;
}

export interface FieldHead {
  readonly operation: string;
  readonly writer: string;
  readonly value: FieldValue | undefined;
  readonly savedAt: number;
}

export interface Person {
  readonly userId: string;
  /** At least one; their rights and grants add up. */
  readonly roles: readonly Role[];
  /** Whose own rows `own` and `member:self` mean: the member, or the one who is helped. */
  readonly memberId?: string | undefined;
  /** Joined, and not approved yet: what this person writes is kept apart until then. */
  readonly isPending?: boolean | undefined;
}

export interface CommandContext {
  readonly read: Reader;
  /** Local date in UTC+07:00. */
  readonly today: string;
  readonly nowMs: number;
  readonly me: Person;
  /** Whether this person may write such a row at all (permission.ts). */
  may(table: TableDefinition, kind: ChangeKind, row?: Readonly<Record<string, unknown>>): boolean;
  /** The log that this device writes, 16 hex digits. */
  readonly writer: string;
  /** The id of the next row that this command creates. Ids are handed out in order; each must be used. */
  newId(): string;
}

export type Change =
  | { readonly kind: 'create' | 'post'; readonly table: TableDefinition; readonly id: string; readonly row: object }
  /** A complete document that takes another one back. */
  | { readonly kind: 'reverse'; readonly table: TableDefinition; readonly id: string; readonly row: object }
  /** Fields set to `undefined` become empty. */
  | { readonly kind: 'set'; readonly table: TableDefinition; readonly id: string; readonly fields: object }
  /** Chooses one of the standing values; all of them are named as predecessors. */
  | { readonly kind: 'resolve'; readonly table: TableDefinition; readonly id: string; readonly fields: object }
  | { readonly kind: 'delete'; readonly table: TableDefinition; readonly id: string };

export type ChangeKind = Change['kind'];

export interface Decided<Output> {
  readonly changes: readonly Change[];
  readonly output: Output;
}

/** Only decides: reads, and returns changes or a refusal. It has no way to write (decision 0002). */
export interface Command<Input, Output> {
  /** Every table it reads or writes; reading another one fails with nothing written. */
  readonly tables: readonly TableDefinition[];
  /** True for imports: each change stands alone, so that one bad row does not hold the others back. */
  readonly isBatch?: boolean;
  readonly projections?: readonly ProjectionDefinition[];
  readonly decide: (context: CommandContext, input: Input) => Promise<Result<Decided<Output>>>;
}

export function defineCommand<Input, Output>(command: Command<Input, Output>): Command<Input, Output> {
  return command;
}

export interface TablePermission {
  readonly table: TableDefinition;
  readonly roles: readonly Role[];
  readonly kinds: readonly ChangeKind[];
  /** `own`: only rows of the person's own member scope. */
  readonly rows: 'own' | 'all';
  /** A further condition on the row as it would be shown after the change. */
  readonly when?: (row: Readonly<Record<string, unknown>>) => boolean;
}

export interface ModuleDefinition {
  readonly name: string;
  readonly tables: readonly TableDefinition[];
  readonly projections: readonly ProjectionDefinition[];
  readonly permissions: readonly TablePermission[];
  /** Rises when a table or an index is added; the local database's number is the sum over all modules. */
  readonly tablesVersion: number;
}

export function defineTable<Row extends object>(
  table: Omit<TableDefinition<Row>, 'upgrades' | 'claims' | 'indexes' | 'negates' | 'agreements'> &
    Partial<Pick<TableDefinition<Row>, 'upgrades' | 'claims' | 'indexes' | 'negates' | 'agreements'>>,
): TableDefinition<Row> {
  return { upgrades: [], claims: {}, indexes: [], negates: [], agreements: {}, ...table };
}

export function memberScope(memberId: string): string {
  return `member:${memberId}`;
}

/** The scope of a row as its table's rule gives it. */
export function scopeOf(table: TableDefinition, id: string, row: Readonly<Record<string, unknown>>): string {
  const rule = table.scope;
  if (rule === 'self') return memberScope(id);
  if (typeof rule === 'string') return rule;
  const member = row[rule.field];
  return typeof member === 'string' ? memberScope(member) : rule.otherwise;
}

export function addMeasures(left: Measures, right: Measures): Measures {
  const sum: Record<string, number> = { ...left };
  for (const [name, amount] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + amount;
  return sum;
}

export function negateMeasures(measures: Measures): Measures {
  return Object.fromEntries(Object.entries(measures).map(([name, amount]) => [name, amount === 0 ? 0 : -amount]));
}
