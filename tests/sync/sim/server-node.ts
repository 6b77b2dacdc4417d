/** One server process and its disk: it can die between any two statements, and be put back to any of its backups. */
import type { ModuleDefinition } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import type { CoopReader, CoopWriter, EmbeddedStore } from '#server/store/store.ts';
import { handleSync, type SyncAnswer, type SyncServer } from '#server/sync/handle-sync.ts';
import type { VerifySeal } from '#server/sync/receive.ts';
import { openCatalogue, openDisk, type DiskKind, type ServerDisk } from './server-disk.ts';

export class ServerNode {
  readonly store: EmbeddedStore;
  readonly #server: SyncServer;
  #disk: ServerDisk;
  /** What opens each of them as a disk. */
  #backups: (() => ServerDisk)[] = [];
  /** The transaction that runs next fails before it is durable. */
  #isDying = false;
  restores = 0;

  constructor(parts: {
    readonly coop: string;
    readonly disk: DiskKind;
    /** Opens a disk that something is on already. Absent: an empty one. */
    readonly open?: (() => ServerDisk) | undefined;
    readonly registry: readonly ModuleDefinition[];
    readonly now: () => number;
    readonly verify: VerifySeal;
  }) {
    this.#disk = parts.open?.() ?? openDisk(parts.disk, parts.coop);
    const { catalogue, close } = openCatalogue(parts.disk);
    this.store = {
      catalogue,
      write: (_coop, body) => this.#write(body),
      read: (_coop, body) => this.#disk.read(body),
      close: () => {
        this.#disk.close();
        close();
      },
    };
    this.#server = { store: this.store, registry: parts.registry, now: parts.now, verify: parts.verify };
  }

  async handle(body: Uint8Array): Promise<SyncAnswer> {
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

  /** Keeps a copy; `isVerified` ones make everything up to their head safe. */
  backUp(isVerified: boolean): void {
    this.#backups.push(this.#disk.backUp());
    const { seq } = this.read((reader) => reader.head());
    if (isVerified && seq > 0) this.#disk.write((writer) => writer.putSafe(seq));
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
