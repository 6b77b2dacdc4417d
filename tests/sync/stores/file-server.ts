/** The server on real files: closed and opened, copied as an operator copies them, and put back. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleDefinition } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { CoopReader, CoopWriter, EmbeddedStore } from '#server/store/store.ts';
import { handleSync, type SyncAnswer, type SyncServer } from '#server/sync/handle-sync.ts';
import type { VerifySeal } from '#server/sync/receive.ts';

export class FileServer {
  restores = 0;
  readonly #folder: string;
  readonly #coop: string;
  readonly #server: Omit<SyncServer, 'store'>;
  #store: EmbeddedStore;
  #backups = 0;
  #isDying = false;

  constructor(parts: {
    readonly folder: string;
    readonly coop: string;
    readonly registry: readonly ModuleDefinition[];
    readonly now: () => number;
    readonly verify: VerifySeal;
  }) {
    const { folder, coop, ...server } = parts;
    this.#folder = folder;
    this.#coop = coop;
    this.#server = server;
    mkdirSync(this.#dataDir, { recursive: true });
    this.#store = openSqliteStore({ dataDir: this.#dataDir });
  }

  get store(): EmbeddedStore {
    return this.#store;
  }

  get backups(): number {
    return this.#backups;
  }

  get #dataDir(): string {
    return join(this.#folder, 'data');
  }

  async handle(body: Uint8Array): Promise<SyncAnswer> {
    const store: EmbeddedStore = { ...plain(this.#store), write: (coop, run) => this.#write(coop, run) };
    const answer = await handleSync({ ...this.#server, store }, body);
    this.#isDying = false;
    return answer;
  }

  dieInNextWrite(): void {
    this.#isDying = true;
  }

  read<T>(body: (reader: CoopReader) => T): T {
    return this.#store.read(this.#coop, body);
  }

  /** Runs the body in a transaction of which nothing stays. */
  tryOut<T>(body: (writer: CoopWriter) => T): T {
    const outcomes: { readonly value: T }[] = [];
    try {
      this.#store.write(this.#coop, (writer) => {
        outcomes.push({ value: body(writer) });
        throw new Undo();
      });
    } catch (cause) {
      if (!(cause instanceof Undo)) throw cause;
    }
    const [outcome] = outcomes;
    if (outcome === undefined) throw new Error('the body did not run');
    return outcome.value;
  }

  /** Copies the files aside with the server stopped; a verified copy makes everything up to its head safe. */
  backUp(isVerified: boolean): void {
    const { seq } = this.read((reader) => reader.head());
    this.#stopped(() => cpSync(this.#dataDir, this.#backupDir(this.#backups), { recursive: true }));
    this.#backups += 1;
    if (isVerified && seq > 0) this.#store.write(this.#coop, (writer) => writer.putSafe(seq));
  }

  /** Puts the files back; backups of the history that is left go too. */
  restore(index: number): void {
    this.#stopped(() => {
      rmSync(this.#dataDir, { recursive: true });
      cpSync(this.#backupDir(index), this.#dataDir, { recursive: true });
    });
    for (let gone = index + 1; gone < this.#backups; gone += 1) rmSync(this.#backupDir(gone), { recursive: true });
    this.#backups = index + 1;
    this.restores += 1;
  }

  /** As after `kill -9`: what lies in the files and the log beside them at this moment is what there is. */
  crash(): void {
    const aside = join(this.#folder, 'crashed');
    cpSync(this.#dataDir, aside, { recursive: true });
    this.#stopped(() => {
      rmSync(this.#dataDir, { recursive: true });
      cpSync(aside, this.#dataDir, { recursive: true });
    });
    rmSync(aside, { recursive: true });
  }

  close(): void {
    this.#store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #backupDir(index: number): string {
    return join(this.#folder, `backup-${index}`);
  }

  #stopped(body: () => void): void {
    this.#store.close();
    body();
    this.#store = openSqliteStore({ dataDir: this.#dataDir });
  }

  #write<T>(coop: string, body: (writer: CoopWriter) => T): T {
    return this.#store.write(coop, (writer) => {
      const value = body(writer);
      if (this.#isDying) {
        this.#isDying = false;
        throw new Fault('server.died');
      }
      return value;
    });
  }
}

function plain(store: EmbeddedStore): EmbeddedStore {
  return {
    catalogue: store.catalogue,
    read: (coop, body) => store.read(coop, body),
    write: (coop, body) => store.write(coop, body),
    close: () => store.close(),
  };
}

class Undo extends Error {}
