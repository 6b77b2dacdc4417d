/**
 * Connections to PostgreSQL: a pool for each node that the address names, and the one in use is the primary. A node that
 * dies takes its connections with it; the next transaction looks for the primary anew.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { Fault } from '#kernel/result.ts';

/** Runs one statement, prepared once on each connection. Several may be asked together: they go out as they come. */
export type Run = (statement: string, values?: readonly unknown[]) => Promise<readonly unknown[]>;

export interface Question {
  readonly statement: string;
  readonly values: readonly unknown[];
}

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`; several nodes as `host:port,host:port`. */
  readonly url: string;
  /** To each node. */
  readonly connections: number;
  /** Longest wait for a lock, ms. */
  readonly lockMs: number;
}

const BIGINT = 20;
const CONNECT_MS = 5_000;

export class Database {
  readonly #pools: readonly pg.Pool[];
  readonly #checked = new WeakSet<pg.PoolClient>();
  #current = 0;

  constructor({ url, connections, lockMs }: DatabaseOptions) {
    this.#pools = addressesOf(url).map((connectionString) => {
      const pool = new pg.Pool({
        connectionString,
        max: connections,
        lock_timeout: lockMs,
        connectionTimeoutMillis: CONNECT_MS,
        pipeline: true,
        application_name: 'so-mua',
        types: { getTypeParser: parserOf },
      });
      // A connection that dies is told to whoever uses it; nobody else has to hear.
      pool.on('error', () => undefined);
      pool.on('connect', (client) => client.on('error', () => undefined));
      return pool;
    });
  }

  /**
   * All or nothing. `mode`: what follows BEGIN. `first`: asked together with it; it may only read, since there might be no
   * transaction yet.
   */
  async transaction<T>(
    { mode, first }: { readonly mode: string; readonly first?: Question },
    body: (run: Run, told: readonly unknown[]) => Promise<T>,
  ): Promise<T> {
    const client = await this.#take();
    let isBroken = false;
    try {
      const [, told] = await Promise.all([
        client.query(`BEGIN ${mode}`),
        first === undefined ? [] : asked(client, first.statement, first.values),
      ]);
      const value = await body((statement, values = []) => asked(client, statement, values), told);
      await client.query('COMMIT');
      return value;
    } catch (cause) {
      isBroken = !(await client.query('ROLLBACK').then(
        () => true,
        () => false,
      ));
      throw isBroken && !(cause instanceof pg.DatabaseError) ? new Fault('server.busy', { cause }) : cause;
    } finally {
      client.release(isBroken);
    }
  }

  /**
   * A transaction of one statement, asked in one go. What makes it be in none leaves it without the co-op that `mode`
   * enters, and so without rows to see or to change.
   */
  async alone(mode: string, { statement, values }: Question): Promise<readonly unknown[]> {
    const client = await this.#take();
    let isBroken = false;
    try {
      const [begun, answer, ended] = await Promise.allSettled([
        client.query(`BEGIN ${mode}`),
        asked(client, statement, values),
        client.query('COMMIT'),
      ]);
      isBroken = begun.status === 'rejected' || ended.status === 'rejected';
      if (answer.status === 'rejected') throw answer.reason;
      if (ended.status === 'rejected') throw ended.reason;
      return answer.value;
    } finally {
      client.release(isBroken);
    }
  }

  async run(statement: string, values: readonly unknown[] = []): Promise<readonly unknown[]> {
    const client = await this.#take();
    try {
      return await asked(client, statement, values);
    } finally {
      client.release();
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
  }

  /** A connection to the node that can be written to. Fault `server.busy` when there is none now. */
  async #take(): Promise<pg.PoolClient> {
    let cause: unknown;
    for (let step = 0; step < this.#pools.length; step += 1) {
      const index = (this.#current + step) % this.#pools.length;
      try {
        const client = await this.#pools[index]?.connect();
        if (client === undefined) continue;
        if (await this.#isPrimary(client)) {
          this.#current = index;
          return client;
        }
        client.release(true);
      } catch (error) {
        cause = error;
      }
    }
    throw new Fault('server.busy', { cause });
  }

  /** Asked once: a primary that is no longer one closes its connections. */
  async #isPrimary(client: pg.PoolClient): Promise<boolean> {
    if (this.#pools.length === 1 || this.#checked.has(client)) return true;
    const { rows } = await client.query<{ follows: boolean }>('SELECT pg_is_in_recovery() AS follows');
    if (rows[0]?.follows !== false) return false;
    this.#checked.add(client);
    return true;
  }
}

async function asked(
  client: pg.PoolClient,
  statement: string,
  values: readonly unknown[],
): Promise<readonly unknown[]> {
  try {
    return (await client.query<object>({ name: nameOf(statement), text: statement, values: [...values] })).rows;
  } catch (cause) {
    // What the database itself says has a code; anything else is a connection that is gone.
    throw cause instanceof pg.DatabaseError ? cause : new Fault('server.busy', { cause });
  }
}

const names = new Map<string, string>();

function nameOf(statement: string): string {
  const known = names.get(statement);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(statement).digest('hex').slice(0, 16);
  names.set(statement, name);
  return name;
}

/** Sequences and times are numbers: they stay far below 2^53. */
function parserOf(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === BIGINT) return Number;
  const parse: unknown = pg.types.getTypeParser(oid, format);
  return parse as (text: string) => unknown;
}

/** One address for each node that is named. */
function addressesOf(url: string): readonly string[] {
  const parts = /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?]+)(.*)$/.exec(url);
  if (parts === null) throw new Fault('server.databaseUrl');
  const [, before = '', hosts = '', after = ''] = parts;
  return hosts.split(',').map((host) => `${before}${host}${after}`);
}
