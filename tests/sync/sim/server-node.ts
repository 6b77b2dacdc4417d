/** One server process and its disk: it can die in any transaction, be put back to any of its backups, and moved to another store. */
import type { ModuleDefinition } from '#kernel/module.ts';
import { assert, Fault } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { isAlike, moveCoop } from '#server/admin/migrate.ts';
import type { Answer, CoopReader, CoopWriter, EmbeddedStore, ServerStore } from '#server/store/store.ts';
import { handleSync, type SyncAnswer, type SyncServer } from '#server/sync/handle-sync.ts';
import type { VerifySeal } from '#server/sync/receive.ts';
import { rulesOf } from '#server/sync/rules.ts';
import type { PostgresTwin } from './postgres-twin.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { openData, type DiskKind, type ServerData, type ServerDisk } from './server-disk.ts';

/** Another engine that is asked the same; `hold`: the simulated world stands still until it has answered. */
export interface Twin {
  readonly twin: PostgresTwin;
  readonly hold: <T>(work: Promise<T>) => Promise<T>;
}

/** What a process that starts has opened, and what becomes of it when the process dies. */
export interface OpenedStore {
  readonly store: Answer<ServerStore>;
  readonly die: () => void;
}

export class ServerNode {
  readonly store: EmbeddedStore;
  readonly #server: SyncServer;
  #data: ServerData;
  /** Where the co-op has moved to, at last. */
  #postgres: PostgresPlace | undefined;
  #disk: ServerDisk;
  /** What opens each of them as a disk. */
  #backups: (() => ServerDisk)[] = [];
  /** The transaction that runs next fails before it is durable. */
  #isDying = false;
  restores = 0;
  readonly #twin: Twin | undefined;
  readonly #coop: string;
  /** The disk was changed otherwise than by requests. */
  #isTwinBehind = true;

  constructor(parts: {
    readonly coop: string;
    readonly disk: DiskKind;
    /** Opens a disk that something is on already. Absent: an empty one. */
    readonly open?: (() => ServerDisk) | undefined;
    readonly registry: readonly ModuleDefinition[];
    readonly now: () => number;
    readonly verify: VerifySeal;
    readonly twin?: Twin | undefined;
  }) {
    this.#coop = parts.coop;
    this.#twin = parts.twin;
    this.#data = openData(parts.disk, parts.coop, parts.open);
    this.#disk = this.#data.disk;
    const catalogueNow = (): EmbeddedStore['catalogue'] => this.#data.catalogue;
    this.store = {
      get catalogue() {
        return catalogueNow();
      },
      write: (_coop, body) => this.#write(body),
      read: (_coop, body) => this.#disk.read(body),
      close: () => this.#close(),
    };
    this.#server = { store: this.store, registry: parts.registry, now: parts.now, verify: parts.verify };
  }

  /** What the data lies on now. */
  get kind(): DiskKind | 'postgres' {
    return this.#postgres === undefined ? this.#data.kind : 'postgres';
  }

  /** For a process that starts: on SQLite the one that had the files open has died. */
  openForProcess(): OpenedStore {
    if (this.#postgres !== undefined) return this.#postgres.openForProcess();
    this.#disk = this.#disk.reopened();
    const store: ServerStore = {
      catalogue: this.#data.catalogue,
      read: (_coop, body) => this.#disk.read(body),
      write: (_coop, body) => this.#disk.write(body),
      close: () => undefined,
    };
    return { store, die: () => undefined };
  }

  /** Goes on with the data of another store. Backups that are put back from now on are those of that one. */
  moveTo(data: ServerData): void {
    this.#close();
    this.#data = data;
    this.#disk = data.disk;
    this.#isTwinBehind = true;
    this.#backups = [this.#disk.backUp()];
  }

  /** And from there to nowhere else. Its backups are its own, and are not put back here. */
  moveToPostgres(place: PostgresPlace): void {
    this.#postgres = place;
    this.#backups = [];
  }

  /** On whatever it lies. */
  look<T>(body: (reader: CoopReader) => T): Answer<T> {
    return this.#postgres === undefined ? this.#disk.read(body) : this.#postgres.store.read(this.#coop, body);
  }

  /** All of it, where it can be looked at without waiting. Of what lies in PostgreSQL a copy, folded anew from the log. */
  async image(complain: (text: string) => void): Promise<Pick<ServerNode, 'read' | 'tryOut'>> {
    if (this.#postgres === undefined) return this;
    const { store } = this.#postgres;
    const { verify, now } = this.#server;
    assert(verify !== undefined, 'a simulation has its seals');
    const copy = new ServerNode({ coop: this.#coop, disk: 'memory', registry, now, verify });
    await moveCoop(store, copy.store, { coop: this.#coop, rules: rulesOf(registry) });
    if (!(await isAlike(store, copy.store, this.#coop)))
      complain('[I26] what PostgreSQL keeps is something else than what its log folds into');
    return copy;
  }

  #close(): void {
    this.#disk.close();
    this.#data.close();
  }

  async handle(body: Uint8Array): Promise<SyncAnswer> {
    if (this.#twin === undefined) return this.#answer(body);
    const { twin, hold } = this.#twin;
    if (this.#isTwinBehind) await hold(twin.become(this.#coop, this));
    this.#isTwinBehind = false;
    const isDying = this.#isDying;
    const answer = await this.#answer(body);
    // A twin does not die: what was not durable here never comes to it.
    if (!isDying) await hold(twin.handle(this.#server, body, answer));
    return answer;
  }

  async #answer(body: Uint8Array): Promise<SyncAnswer> {
    const answer = await handleSync(this.#server, body);
    this.#isDying = false;
    return answer;
  }

  async ask<T>(body: (store: ServerStore) => Promise<T>): Promise<T | undefined> {
    try {
      return await body(this.store);
    } catch (cause) {
      if (cause instanceof Fault && cause.code === 'server.died') return undefined;
      throw cause;
    } finally {
      this.#isDying = false;
    }
  }

  /** The next write dies before it is durable: the client gets an error and nothing is stored. */
  dieInNextWrite(): void {
    this.#isDying = true;
  }

  read<T>(body: (reader: CoopReader) => T): T {
    assert(this.#postgres === undefined, 'PostgreSQL answers later');
    return this.#disk.read(body);
  }

  /** Keeps a copy; `isVerified` ones make everything up to their head safe. */
  backUp(isVerified: boolean): void {
    if (this.#postgres !== undefined) return;
    this.#backups.push(this.#disk.backUp());
    const { seq } = this.read((reader) => reader.head());
    if (!isVerified || seq === 0) return;
    this.#disk.write((writer) => writer.putSafe(seq));
    this.#isTwinBehind = true;
  }

  /** What opens a copy of the disk as it is now. */
  copy(): () => ServerDisk {
    return this.#disk.backUp();
  }

  get backups(): number {
    return this.#backups.length;
  }

  /**
   * Puts the disk back. Backups of the history that is given up go too: nobody puts a server forward into a history that
   * it has left (docs/protocol.md "what is not promised").
   */
  restore(index: number): void {
    const open = this.#backups[index];
    if (open === undefined) return;
    this.#backups = this.#backups.slice(0, index + 1);
    this.#disk.close();
    this.#disk = open();
    this.#isTwinBehind = true;
    this.restores += 1;
  }

  /** Runs the body in a transaction of which nothing stays. */
  tryOut<T>(body: (writer: CoopWriter) => T): T {
    let outcome: { readonly value: T } | undefined;
    try {
      this.#disk.write((writer) => {
        outcome = { value: body(writer) };
        throw new Undo();
      });
    } catch (cause) {
      if (!(cause instanceof Undo)) throw cause;
    }
    if (outcome === undefined) throw new Error('the body did not run');
    return outcome.value;
  }

  #write<T>(body: (writer: CoopWriter) => T): T {
    return this.#disk.write((writer) => {
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
