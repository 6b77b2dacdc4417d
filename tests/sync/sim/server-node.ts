/** One server process and its disk: it can die in any transaction, be put back to any of its backups, and moved to another store. */
import type { ModuleDefinition } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import type { CoopReader, CoopWriter, EmbeddedStore } from '#server/store/store.ts';
import { handleSync, type SyncAnswer, type SyncServer } from '#server/sync/handle-sync.ts';
import type { VerifySeal } from '#server/sync/receive.ts';
import type { PostgresTwin } from './postgres-twin.ts';
import { openData, type DiskKind, type ServerData, type ServerDisk } from './server-disk.ts';

/** Another engine that is asked the same; `hold`: the simulated world stands still until it has answered. */
export interface Twin {
  readonly twin: PostgresTwin;
  readonly hold: <T>(work: Promise<T>) => Promise<T>;
}

export class ServerNode {
  readonly store: EmbeddedStore;
  readonly #server: SyncServer;
  #data: ServerData;
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
  get kind(): DiskKind {
    return this.#data.kind;
  }

  /** The process that had the disk open has died, and another one opens it. */
  reopen(): void {
    this.#disk = this.#disk.reopened();
  }

  /** Goes on with the data of another store. Backups that are put back from now on are those of that one. */
  moveTo(data: ServerData): void {
    this.#close();
    this.#data = data;
    this.#disk = data.disk;
    this.#isTwinBehind = true;
    this.#backups = [this.#disk.backUp()];
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

  /** The next write dies before it is durable: the client gets an error and nothing is stored. */
  dieInNextWrite(): void {
    this.#isDying = true;
  }

  read<T>(body: (reader: CoopReader) => T): T {
    return this.#disk.read(body);
  }

  write<T>(body: (writer: CoopWriter) => T): T {
    return this.#disk.write(body);
  }

  /** Keeps a copy; `isVerified` ones make everything up to their head safe. */
  backUp(isVerified: boolean): void {
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
