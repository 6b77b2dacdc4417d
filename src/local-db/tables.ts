/** The store's tables: the local database's own ones, and those that the modules' registry names. */
import type { ModuleDefinition, ProjectionDefinition, TableDefinition, TablePermission } from '#kernel/module.ts';
import { assert, required } from '#kernel/result.ts';
import type { StoreTable } from './store.ts';

export const OPERATIONS = 'operations';
export const META = 'meta';
export const TOTALS = 'totals';
export const LINES = 'lines';
/** Old identities of rows that were re-issued under another writer: `{ id: old, to: new }`. */
export const ALIASES = 'aliases';
/** Rows to fetch again after the server was put back: `{ id, table }`. */
export const REFETCH = 'refetch';
/** Rows of tables that this version does not know, kept for the one that does: `{ id, table, scope, state }`. */
export const UNKNOWN = 'unknown';

const CORE_TABLES: readonly StoreTable[] = [
  { name: OPERATIONS, key: '[writer+n]', indexes: ['row', 'attention'] },
  { name: META, key: 'key', indexes: [] },
  { name: TOTALS, key: 'id', indexes: [] },
  { name: LINES, key: 'id', indexes: ['[account+on]'] },
  { name: ALIASES, key: 'id', indexes: [] },
  { name: REFETCH, key: '[id+table]', indexes: [] },
  { name: UNKNOWN, key: 'id', indexes: ['table'] },
];
const CORE_TABLES_VERSION = 3;

function storeTableOf(table: TableDefinition): StoreTable {
  return { name: table.name, key: 'id', indexes: [...table.indexes, 'needsAttention'] };
}

/** The registry, looked up the ways that the local database needs it. */
export interface Catalogue {
  readonly tables: readonly TableDefinition[];
  readonly byNumber: ReadonlyMap<number, TableDefinition>;
  /** The table of the cards about quarantined operations; its own module brings it. */
  readonly attention: TableDefinition | undefined;
  readonly projections: readonly ProjectionDefinition[];
  readonly permissions: readonly TablePermission[];
  readonly storeTables: readonly StoreTable[];
  /** The sum of the modules' table versions: adding a module or an index raises it by itself. */
  readonly version: number;
}

const catalogues = new WeakMap<readonly ModuleDefinition[], Catalogue>();

/** The same for the same registry: every database that is opened asks for it. */
export function catalogueOf(registry: readonly ModuleDefinition[]): Catalogue {
  const catalogue = catalogues.get(registry) ?? newCatalogue(registry);
  catalogues.set(registry, catalogue);
  return catalogue;
}

function newCatalogue(registry: readonly ModuleDefinition[]): Catalogue {
  const tables = registry.flatMap((module) => module.tables);
  const names = new Set(tables.map((table) => table.name));
  assert(names.size === tables.length, 'every table has a name of its own');
  const byNumber = new Map(tables.map((table) => [table.number, table]));
  assert(byNumber.size === tables.length, 'every table has a number of its own');
  return {
    tables,
    byNumber,
    attention: tables.find((table) => table.role === 'attention'),
    projections: registry.flatMap((module) => module.projections),
    permissions: registry.flatMap((module) => module.permissions),
    storeTables: [...CORE_TABLES, ...tables.map(storeTableOf)],
    version: registry.reduce((sum, module) => sum + module.tablesVersion, CORE_TABLES_VERSION),
  };
}

export function tableOfNumber(catalogue: Catalogue, number: number): TableDefinition {
  return required(catalogue.byNumber.get(number), `table ${number} is known`);
}

/** Which tables hold documents whose effects fold into totals. */
export function effectTables(catalogue: Catalogue): readonly TableDefinition[] {
  return catalogue.tables.filter((table) => table.effects !== undefined);
}
