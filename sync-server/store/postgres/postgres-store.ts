/**
 * PostgreSQL, for a server of many co-ops: several processes on one database, any of which may die at any moment. The
 * co-op's head row is locked while its log grows, so that a lower sequence is never visible after a higher one
 * (invariant I5). Row-level security is the second wall between co-ops: a transaction sees the one that it names.
 */
import * as z from 'zod/mini';
import { isWriter } from '#kernel/ids.ts';
import { Fault, required } from '#kernel/result.ts';
import { serverChainStart } from '#protocol/chain.ts';
import type { Catalogue, CoopHead, CoopReader, CoopWriter, ServerStore } from '../store.ts';
import { PostgresCatalogue } from './catalogue.ts';
import { Fetched } from './fetched.ts';
import { handOver } from './hand-over.ts';
import type { Query } from './lookups.ts';
import { migrate } from './migrate.ts';
import { connect, type Sql } from './sql.ts';
import { READ } from './statements.ts';
import { WorkingSet } from './working-set.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. The user owns the tables and is no superuser. */
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

/** Brings the tables up to date. Faults: `server.busy` where there is no database, `server.schemaTooNew`. */
export async function openPostgresStore(options: PostgresOptions): Promise<ServerStore> {
  const sql = connect(options.url, { connections: options.connections ?? CONNECTIONS, lockMs: LOCK_MS });
  try {
    await guarded(() => migrate(sql));
  } catch (cause) {
    await sql.end({ timeout: 1 });
    throw cause;
  }
  return new PostgresStore(sql);
}

class PostgresStore implements ServerStore {
  readonly catalogue: Catalogue;
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.catalogue = new PostgresCatalogue(sql, guarded);
  }

  async write<T>(coop: string, body: (writer: CoopWriter) => T): Promise<T> {
    return this.#within(coop, 'isolation level read committed', async (query) => {
      const [, , locked] = await Promise.all([
        query(READ.enter),
        query(READ.begin, serverChainStart(coop)),
        query(READ.lock),
      ]);
      const { value, set } = await run(coop, { query, head: required(headOf(locked), 'it was locked'), body });
      if (set.changes.isAny) await handOver(query, set.changes);
      return value;
    });
  }

  async read<T>(coop: string, body: (reader: CoopReader) => T): Promise<T> {
    return this.#within(coop, 'isolation level repeatable read read only', async (query) => {
      const [, found] = await Promise.all([query(READ.enter), query(READ.head)]);
      const head = headOf(found) ?? { seq: 0, chain: serverChainStart(coop), safeSeq: 0, firstYear: 0 };
      return (await run(coop, { query, head, body })).value;
    });
  }

  async close(): Promise<void> {
    await this.#sql.end({ timeout: 5 });
  }

  async #within<T>(coop: string, mode: string, body: (query: Query) => Promise<T>): Promise<T> {
    if (!isWriter(coop)) throw new Fault('server.unknownCoop');
    return guarded(async () => {
      // An array of promises is unwrapped by `begin`; an object is left as it is.
      const { value } = await this.#sql.begin(mode, async (transaction) => {
        const query: Query = async (statement, ...values) =>
          transaction.unsafe(statement, [coop, ...values] as never[], { prepare: true });
        return { value: await body(query) };
      });
      return value as T;
    });
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
