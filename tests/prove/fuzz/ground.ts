/** The server that is shot at: two co-ops side by side in memory, put back to how they were after every batch. */
import Database from 'better-sqlite3';
import { required } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import type { CoopReader, CoopWriter, ServerSession, EmbeddedStore } from '#server/store/store.ts';
import { COOP_MIGRATIONS } from '#server/store/sqlite/migrations.ts';
import { SqliteCoop } from '#server/store/sqlite/sqlite-coop.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { handleSync, type SyncAnswer } from '#server/sync/handle-sync.ts';
import { borrowServerStore } from '../../helpers/store-pool.ts';
import { checkLog, checkRebuild } from '../../sync/sim/checkers.ts';
import { verifyStandIn } from '../../sync/sim/signing.ts';

export const COOP = 'c0ffee0000000001';
/** Whose rows nobody of the first co-op may ever touch. */
export const OTHER_COOP = 'c0ffee0000000002';
export const START_MS = Date.UTC(2026, 10, 2, 1);

export class Ground {
  nowMs = START_MS;
  /** What the server's last mistake was. */
  lastBug: unknown;
  readonly #pooled = borrowServerStore();
  readonly #coops = new Map<string, SqliteCoop>();
  readonly #server: Parameters<typeof handleSync>[0];
  #kept = new Map<string, Buffer>();

  constructor() {
    for (const coop of [COOP, OTHER_COOP]) {
      const database = new Database(':memory:');
      for (const migration of COOP_MIGRATIONS) database.exec(migration);
      this.#coops.set(coop, new SqliteCoop(database, coop));
      this.#pooled.catalogue.addCoop({ coop, name: `HTX ${coop}`, createdAt: START_MS });
    }
    const store: EmbeddedStore = {
      catalogue: this.#pooled.catalogue,
      write: (coop, body) => this.#coop(coop).within('immediate', body),
      read: (coop, body) => this.#coop(coop).within('deferred', body),
      close: () => undefined,
    };
    this.#server = {
      store,
      registry,
      now: () => this.nowMs,
      verify: verifyStandIn,
      onBug: (cause) => {
        this.lastBug = cause;
      },
    };
  }

  addSession(token: string, session: ServerSession): void {
    this.#pooled.catalogue.addSession({
      ...session,
      tokenHash: tokenHash(token),
      deviceName: 'fuzz',
      createdAt: START_MS,
    });
  }

  handle(body: Uint8Array): Promise<SyncAnswer> {
    return handleSync(this.#server, body);
  }

  read<T>(body: (reader: CoopReader) => T): T {
    return this.#coop(COOP).within('deferred', body);
  }

  /** As it is now. */
  keep(): ReadonlyMap<string, Buffer> {
    return new Map([...this.#coops].map(([coop, { db }]) => [coop, db.serialize()]));
  }

  /** From here every batch begins. */
  begin(): void {
    this.#kept = new Map(this.keep());
  }

  putBack(kept: ReadonlyMap<string, Buffer> = this.#kept): void {
    for (const [coop, bytes] of kept) {
      this.#coop(coop).db.close();
      this.#coops.set(coop, new SqliteCoop(new Database(bytes), coop));
    }
  }

  /** Chains and seals are whole, rows are what the log says, and the other co-op is as it was. */
  audit(complain: (text: string) => void): void {
    const server = {
      read: <T>(body: (reader: CoopReader) => T): T => this.read(body),
      tryOut: <T>(body: (writer: CoopWriter) => T): T => this.#tryOut(body),
    };
    checkLog(COOP, server, complain);
    checkRebuild(server, complain);
    const other = this.#kept.get(OTHER_COOP);
    if (other !== undefined && Buffer.compare(other, this.#coop(OTHER_COOP).db.serialize()) !== 0)
      complain('[I16] the other co-op was touched');
    const integrity: unknown = this.#coop(COOP).db.pragma('integrity_check', { simple: true });
    if (integrity !== 'ok') complain(`the file is damaged: ${String(integrity)}`);
  }

  #tryOut<T>(body: (writer: CoopWriter) => T): T {
    const { db } = this.#coop(COOP);
    db.exec('BEGIN');
    try {
      return body(this.#coop(COOP));
    } finally {
      db.exec('ROLLBACK');
    }
  }

  #coop(coop: string): SqliteCoop {
    return required(this.#coops.get(coop), `${coop} is one of the two`);
  }
}
