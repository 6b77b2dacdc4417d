/** A PostgreSQL on which the simulated co-op lies: each server process has a store of its own over it, on a line that is cut when it dies. */
import pg from 'pg';
import { COOP_TABLES } from '#server/store/postgres/migrations.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import type { ServerStore } from '#server/store/store.ts';
import { Line } from '../../helpers/line.ts';
import type { OpenedStore } from './server-node.ts';

const CATALOGUE_TABLES = ['coop', 'session', 'invitation', 'setup_token'];
const CONNECTIONS = 3;

export class PostgresPlace {
  /** The operator's own, and that of the checks. */
  readonly store: ServerStore;
  readonly #url: string;
  readonly #sql: pg.Pool;

  private constructor(url: string, store: ServerStore) {
    this.#url = url;
    this.store = store;
    this.#sql = new pg.Pool({ connectionString: url, max: 1 });
  }

  static async open(url: string): Promise<PostgresPlace> {
    return new PostgresPlace(url, await openPostgresStore({ url, connections: 2 }));
  }

  /** For the next run. */
  async empty(): Promise<void> {
    await this.#sql.query(`TRUNCATE ${[...COOP_TABLES, ...CATALOGUE_TABLES].join(', ')}`);
  }

  /** What a process that starts opens. Nothing that it was doing goes on after its death. */
  openForProcess(): OpenedStore {
    const line = Line.to(this.#url);
    const store = line.then(({ url }) => openPostgresStore({ url, connections: CONNECTIONS }));
    const die = async (): Promise<void> => {
      (await line).cut();
      await (await store).close();
    };
    return {
      store,
      die: () => {
        // A process that dies while it starts has no store to close.
        die().catch(() => undefined);
      },
    };
  }

  async close(): Promise<void> {
    await this.#sql.end();
    await this.store.close();
  }
}
