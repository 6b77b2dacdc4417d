/** One server process and its disk: it can die between any two statements, and be put back to any of its backups. */
import Database from 'better-sqlite3';
import type { ModuleDefinition } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import type { CoopReader, CoopWriter, ServerStore } from '#server/store/store.ts';
import { COOP_MIGRATIONS } from '#server/store/sqlite/migrations.ts';
import { SqliteCoop } from '#server/store/sqlite/sqlite-coop.ts';
import { handleSync, type SyncAnswer, type SyncServer } from '#server/sync/handle-sync.ts';
import type { VerifySeal } from '#server/sync/receive.ts';
import { borrowServerStore, giveBackServerStore } from '../../helpers/store-pool.ts';

interface Backup {
  readonly bytes: Buffer;
  readonly seq: number;
}

export class ServerNode {
  readonly store: ServerStore;
  readonly #coopId: string;
  readonly #server: SyncServer;
  #coop: SqliteCoop;
  #backups: Backup[] = [];
  /** The transaction that runs next fails before it is durable. */
  #isDying = false;
  restores = 0;

  constructor(parts: {
    readonly coop: string;
    readonly registry: readonly ModuleDefinition[];
    readonly now: () => number;
    readonly verify: VerifySeal;
  }) {
    this.#coopId = parts.coop;
    const database = new Database(':memory:');
    for (const migration of COOP_MIGRATIONS) database.exec(migration);
    this.#coop = new SqliteCoop(database, parts.coop);
    const pooled = borrowServerStore();
    const { catalogue } = pooled;
    this.store = {
      catalogue,
      write: (_coop, body) => this.#write(body),
      read: (_coop, body) => this.#coop.within('deferred', body),
      close: () => {
        this.#coop.db.close();
        giveBackServerStore(pooled);
      },
    };
    this.#server = { store: this.store, registry: parts.registry, now: parts.now, verify: parts.verify };
  }

  handle(body: Uint8Array): SyncAnswer {
    const answer = handleSync(this.#server, body);
    this.#isDying = false;
    return answer;
  }

  /** The next write dies before it is durable: the client gets an error and nothing is stored. */
  dieInNextWrite(): void {
    this.#isDying = true;
  }

  read<T>(body: (reader: CoopReader) => T): T {
    return this.store.read(this.#coopId, body);
  }

  /** Keeps a copy; `isVerified` ones make everything up to their head safe. */
  backUp(isVerified: boolean): void {
    const seq = this.#coop.head().seq;
    this.#backups.push({ bytes: this.#coop.db.serialize(), seq });
    if (isVerified && seq > 0) this.#coop.putSafe(seq);
  }

  get backups(): number {
    return this.#backups.length;
  }

  /**
   * Puts the disk back. Backups of the history that is given up go too: nobody puts a server forward into a history that
   * it has left (docs/protocol.md "what is not promised").
   */
  restore(index: number): void {
    const backup = this.#backups[index];
    if (backup === undefined) return;
    this.#backups = this.#backups.slice(0, index + 1);
    this.#coop.db.close();
    this.#coop = new SqliteCoop(new Database(backup.bytes), this.#coopId);
    this.restores += 1;
  }

  /** Runs the body in a transaction of which nothing stays. */
  tryOut<T>(body: (writer: CoopWriter) => T): T {
    let outcome: { readonly value: T } | undefined;
    try {
      this.#coop.db.transaction(() => {
        outcome = { value: body(this.#coop) };
        throw new Undo();
      })();
    } catch (cause) {
      if (!(cause instanceof Undo)) throw cause;
    }
    if (outcome === undefined) throw new Error('the body did not run');
    return outcome.value;
  }

  #write<T>(body: (writer: CoopWriter) => T): T {
    return this.#coop.within('immediate', (writer) => {
      const value = body(writer);
      if (this.#isDying) {
        this.#isDying = false;
        throw new Fault('server.died');
      }
      return value;
    });
  }
}

class Undo extends Error {}
