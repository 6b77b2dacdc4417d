/**
 * PostgreSQL, for a server of many co-ops: several processes on one database, any of which may die at any moment. The
 * co-op's head row is locked while its log grows, so that a lower sequence is never visible after a higher one
 * (invariant I5). Row-level security is the second wall between co-ops: a transaction sees the one that it names.
 */
import * as z from 'zod/mini';
import { Fault, required } from '#kernel/result.ts';
import { serverChainStart } from '#protocol/chain.ts';
import type { PhotoStore, StoreWithPhotos } from '../photo-store.ts';
import type { Catalogue, CoopHead, CoopReader, CoopWriter } from '../store.ts';
import { PostgresCatalogue } from './catalogue.ts';
import { Database } from './database.ts';
import { Fetched } from './fetched.ts';
import { handOver } from './hand-over.ts';
import type { Query } from './lookups.ts';
import { migrate } from './migrate.ts';
import { OVER_ALL, entering, READ, SIZES } from './statements.ts';
import { PhotoTables } from './photo-tables.ts';
import { WorkingSet } from './working-set.ts';

export interface PostgresOptions {
  /**
   * `postgres://user:password@host:port/database`, several nodes as `host:port,host:port`: the primary is found. The user
   * owns the tables and is no superuser.
   */
  readonly url: string;
  /** Connections of this process. */
  readonly connections?: number;
}

const CONNECTIONS = 10;
/** Whoever waits longer for a co-op's head answers that the server is busy. */
const LOCK_MS = 5_000;
/** So often a transaction is tried that the database has broken off. */
const TRIES = 5;
/** More questions than any body can have: it would go in circles. */
const MOST_ROUNDS = 10_000;

const headRow = z.object({ seq: z.number(), chain: z.string(), safe_seq: z.number(), first_year: z.number() });
const bytesRow = z.object({ bytes: z.number() });

/** Brings the tables up to date. Faults: `server.busy` where there is no database, `server.schemaTooNew`. */
export async function openPostgresStore(options: PostgresOptions): Promise<StoreWithPhotos> {
  const { url, connections = CONNECTIONS } = options;
  const database = new Database({ url, connections, lockMs: LOCK_MS });
  try {
    await guarded(() => migrate(database));
  } catch (cause) {
    await database.end();
    throw cause;
  }
  return new PostgresStore(database);
}

class PostgresStore implements StoreWithPhotos {
  readonly catalogue: Catalogue;
  readonly photos: PhotoStore;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.catalogue = new PostgresCatalogue(database, guarded);
    this.photos = new PhotoTables(database, guarded);
  }

  async write<T>(coop: string, body: (writer: CoopWriter) => T): Promise<T> {
    return this.#within(coop, ['isolation level read committed', READ.lock], async (query, told) => {
      const head = headOf(told) ?? (await begun(coop, query));
      const { value, set } = await run(coop, { query, head, body });
      if (set.changes.isAny) await handOver(query, set.changes);
      return value;
    });
  }

  async read<T>(coop: string, body: (reader: CoopReader) => T): Promise<T> {
    return this.#within(coop, ['isolation level repeatable read read only', READ.head], async (query, told) => {
      const none = { seq: 0, chain: serverChainStart(coop), safeSeq: 0, firstYear: 0 };
      const head = headOf(told) ?? none;
      return (await run(coop, { query, head, body })).value;
    });
  }

  async bytes(coop?: string): Promise<number | undefined> {
    if (coop === undefined) {
      const [row] = await guarded(() => this.#database.run(OVER_ALL.bytes));
      return bytesRow.parse(row).bytes;
    }
    let bytes = 0;
    for (const statement of Object.values(SIZES)) {
      const [row] = await guarded(() => this.#database.alone(entering(coop, ''), { statement, values: [coop] }));
      bytes += bytesRow.parse(row).bytes;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#database.end();
  }

  /** `first`: what is asked together with BEGIN. */
  async #within<T>(
    coop: string,
    [mode, first]: readonly [mode: string, first: string],
    body: (query: Query, told: readonly unknown[]) => Promise<T>,
  ): Promise<T> {
    const opening = { mode: entering(coop, mode), first: { statement: first, values: [coop] } };
    return guarded(() =>
      this.#database.transaction(opening, async (run, told) =>
        body(async (statement, ...values) => run(statement, [coop, ...values]), told),
      ),
    );
  }
}

/** Runs the body until nothing that it asks for is missing. What it wrote in the last run counts. */
async function run<T>(
  coop: string,
  at: { readonly query: Query; readonly head: CoopHead; readonly body: (writer: CoopWriter) => T },
): Promise<{ readonly value: T; readonly set: WorkingSet }> {
  const fetched = new Fetched();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const set = new WorkingSet(coop, fetched, at.head);
    let outcome: { readonly value: T } | undefined;
    try {
      outcome = { value: at.body(set) };
    } catch (cause) {
      // With something missing it may have stumbled over an empty answer.
      if (fetched.isWhole) throw cause;
    }
    if (fetched.isWhole && outcome !== undefined) return { value: outcome.value, set };
    await fetched.fetch(at.query);
  }
  throw new Error('a body asks without end');
}

/** The first that is written of a co-op: two that come at once wait for each other here. */
async function begun(coop: string, query: Query): Promise<CoopHead> {
  await query(READ.begin, serverChainStart(coop));
  return required(headOf(await query(READ.lock)), 'it was begun');
}

function headOf(found: readonly unknown[]): CoopHead | undefined {
  const [row] = found;
  if (row === undefined) return undefined;
  const { seq, chain, safe_seq: safeSeq, first_year: firstYear } = headRow.parse(row);
  return { seq, chain, safeSeq, firstYear };
}

/** Broken off by the database for the sake of others: everything is undone, and it may be tried again. */
const AGAIN: ReadonlySet<string> = new Set(['40001', '40P01']);
const FULL: ReadonlySet<string> = new Set(['53100', '54000']);

/** Tries again what may be tried again, and says the rest in the server's own words. */
async function guarded<T>(body: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await body();
    } catch (cause) {
      const code = codeOf(cause);
      if (code === undefined) throw cause;
      if (AGAIN.has(code) && attempt < TRIES) continue;
      if (FULL.has(code)) throw new Fault('server.storageFull', { cause });
      if (AGAIN.has(code) || isUnreachable(code)) throw new Fault('server.busy', { cause });
      throw cause;
    }
  }
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}

/** Lock not had in time, a follower that takes no writes, no connection (08), no resources (53), shut down (57), or not reached at all. */
function isUnreachable(code: string): boolean {
  return (
    code === '55P03' ||
    code === '25006' ||
    /^(08|53|57)/.test(code) ||
    /^(CONNECT|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT)/.test(code)
  );
}
