/**
 * A PostgreSQL that is asked everything that the simulated server is asked, and has to answer the same, byte for byte:
 * what is proved of the store in memory by many seeds holds for it too.
 */
import pg from 'pg';
import { registry } from '#modules/registry.ts';
import { isAlike, moveCoop } from '#server/admin/migrate.ts';
import { COOP_TABLES } from '#server/store/postgres/migrations.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import type { CoopReader, CoopWriter, ServerStore } from '#server/store/store.ts';
import { handleSync, type SyncAnswer, type SyncServer } from '#server/sync/handle-sync.ts';
import { rulesOf } from '#server/sync/rules.ts';

/** The simulated server's disk, to be copied and compared with. */
export interface Original {
  read<T>(body: (reader: CoopReader) => T): T;
}

export class PostgresTwin {
  readonly #store: ServerStore;
  readonly #sql: pg.Pool;
  #coop = '';
  /** What it answered otherwise. */
  readonly differences: string[] = [];
  answers = 0;

  private constructor(store: ServerStore, url: string) {
    this.#store = store;
    this.#sql = new pg.Pool({ connectionString: url, max: 1 });
  }

  static async open(url: string): Promise<PostgresTwin> {
    return new PostgresTwin(await openPostgresStore({ url, connections: 2 }), url);
  }

  /** Has from now on what the original has: at the beginning, and when that was put back. */
  async become(coop: string, original: Original): Promise<void> {
    this.#coop = coop;
    await this.#sql.query(`TRUNCATE ${COOP_TABLES.join(', ')}`);
    await moveCoop({ read: (_coop, body) => original.read(body) }, this.#store, { coop, rules: rulesOf(registry) });
  }

  async handle(server: Omit<SyncServer, 'onBug'>, body: Uint8Array, original: SyncAnswer): Promise<void> {
    const { catalogue } = server.store;
    const store: ServerStore = {
      catalogue,
      read: (coop, run) => this.#store.read(coop, run),
      write: (coop, run) => this.#store.write(coop, run),
      close: () => undefined,
    };
    const answer = await handleSync({ ...server, store }, body);
    this.answers += 1;
    if (answer.status === original.status && Buffer.compare(answer.body, original.body) === 0) return;
    this.differences.push(
      `answer ${this.answers}: ${answer.status} and ${answer.body.length} bytes, not ${original.status} and ${original.body.length}`,
    );
  }

  async write(body: (writer: CoopWriter) => void): Promise<void> {
    await this.#store.write(this.#coop, body);
  }

  async compare(original: Original): Promise<void> {
    const isSame = await isAlike({ read: (_coop, body) => original.read(body) }, this.#store, this.#coop);
    if (!isSame) this.differences.push('what it keeps at the end is something else');
  }

  async close(): Promise<void> {
    await this.#sql.end();
    await this.#store.close();
  }
}
