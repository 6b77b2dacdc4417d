/** One phone or PC: a disk, a process that may die at any await, a clock that may stand anywhere, and what its person knows. */
import {
  commit,
  isComplete,
  localDatabase,
  rebuildProjections,
  type LocalDatabase,
  type LocalStore,
  type Session,
} from '#local-db/index.ts';
import { rarePaths } from '#local-db/rare.ts';
import { asLocalOperation, type LocalOperation } from '#local-db/local-row.ts';
import { pruneOwnLogs } from '#local-db/prune.ts';
import { shownVersion } from '#local-db/projections.ts';
import { readerOver } from '#local-db/reader.ts';
import { ALIASES, catalogueOf, META, OPERATIONS } from '#local-db/tables.ts';
import { exchange, syncUntilComplete, type Transport } from '#sync/index.ts';
import { registry as newest } from '#modules/registry.ts';
import type { Signer } from '#kernel/env.ts';
import { Fault, type Result } from '#kernel/result.ts';
import type { Command, ModuleDefinition, Reader } from '#kernel/module.ts';
import { keyText, MemoryDisk, MemoryStore } from '../../helpers/memory-store.ts';
import type { Random } from '../../helpers/random.ts';
import { ProcessKilled, type Scheduler } from '../scheduler.ts';
import { OTHER, type Act } from './acts.ts';

/** What a device needs of the world around it. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly signer: Signer;
  nowMs(): number;
  mark(name: string): void;
  violation(text: string): void;
  send(body: Uint8Array, turn: () => Promise<void>): Promise<Uint8Array>;
  /** Whether the next transaction of a device fails for want of space. */
  isFull(): boolean;
  /** Ablation of the store itself: rows and log become durable in two transactions. */
  readonly isSplit: boolean;
  byteBudget(): number;
  /** Called after every transaction that an exchange or a save has made. */
  look(device: Device): void;
  /** A real store over what lies on the disk; absent: the store in memory. `process` dies with the device's. */
  openStore?(disk: MemoryDisk, process: number): LocalStore;
}

/** Faults as a transport's, until it is in. */
export type JoinFirst = (turn: () => Promise<void>) => Promise<void>;

export interface Snapshot {
  readonly disk: MemoryDisk;
  readonly known: ReadonlyMap<string, Act>;
  readonly attempt: Act | undefined;
}

export class Device {
  readonly name: string;
  session: Session;
  readonly token: string;
  disk: MemoryDisk;
  /** Everything that was saved here, by operation id as it was then. */
  known = new Map<string, Act>();
  clockErrorMs = 0;
  registry: readonly ModuleDefinition[];
  /** Done before anything is sent, for who is not in yet. */
  readonly joinFirst: JoinFirst | undefined;
  readonly #world: Surroundings;
  #process: number;
  #database: LocalDatabase;
  #background: Promise<unknown>[] = [];
  /** What the person was doing when the process died: it may have become durable or not. */
  #attempt: Act | undefined;

  constructor(
    world: Surroundings,
    parts: {
      readonly name: string;
      readonly session: Session;
      readonly token: string;
      readonly registry: readonly ModuleDefinition[];
      readonly disk?: MemoryDisk;
      readonly joinFirst?: JoinFirst | undefined;
    },
  ) {
    this.#world = world;
    this.name = parts.name;
    this.session = parts.session;
    this.token = parts.token;
    this.registry = parts.registry;
    this.joinFirst = parts.joinFirst;
    // The disk has the tables of the newest version; an old one simply does not know some of them.
    this.disk = parts.disk ?? new MemoryDisk(catalogueOf(newest).storeTables);
    this.#process = world.scheduler.startProcess();
    this.#database = this.#open();
  }

  get database(): LocalDatabase {
    return this.#database;
  }

  /** What its person may do is something else now; the app is loaded anew for it. */
  become(person: Session['person']): void {
    this.session = { ...this.session, person };
  }

  get memberId(): string {
    return this.session.person.memberId ?? '';
  }

  get isOld(): boolean {
    return this.registry !== newest;
  }

  /** From the next start on it runs the newest version. */
  upgrade(): void {
    if (this.isOld) this.#world.mark('app upgraded');
    this.registry = newest;
  }

  kill(): void {
    this.#world.scheduler.kill(this.#process);
  }

  async reopen(): Promise<void> {
    await Promise.allSettled(this.#background);
    this.#background = [];
    this.kill();
    this.#process = this.#world.scheduler.startProcess();
    this.#database = this.#open();
    this.#reconcile();
    // As the app does at its start, without the wait for a file that only an upgrade needs.
    const known = await this.#database.store.reader.get(META, 'projections');
    if (known?.['version'] === shownVersion(this.#database)) return;
    await rarePaths.adoptUnknown(this.#database);
    await rebuildProjections(this.#database);
  }

  /** As a phone's backup takes it: between two transactions. */
  snapshot(): Snapshot {
    return { disk: this.disk.copy(), known: new Map(this.known), attempt: this.#attempt };
  }

  /** The phone was put back to an older state; what was written since is gone from it. */
  rollBack({ disk, known, attempt }: Snapshot): void {
    this.kill();
    this.disk = disk.copy();
    this.known = new Map(known);
    this.#attempt = attempt;
  }

  async turn(): Promise<void> {
    await this.#world.scheduler.turn(this.#process);
  }

  async must<Input>(command: Command<Input, string>, input: Input): Promise<string> {
    const outcome = await this.#save(command, input, OTHER);
    if (!outcome.ok) throw new Error(`refused: ${outcome.code}`);
    return outcome.value.output;
  }

  async run<Input, Output>(command: Command<Input, Output>, input: Input, act: Act): Promise<void> {
    try {
      const outcome = await this.#save(command, input, act);
      this.#world.mark(outcome.ok ? 'saved' : `refused ${outcome.code}`);
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.code !== 'storage.full') throw cause;
      this.#attempt = undefined;
      this.#world.mark('storage full');
    }
  }

  async ask<T>(query: (read: Reader) => Promise<T>): Promise<T> {
    return query(readerOver(this.#database.store.reader));
  }

  /** Until nothing is left to do. Gives the number of requests. */
  async sync(): Promise<number> {
    return syncUntilComplete(this.#database, this.#transport(), { ...this.#options() });
  }

  /** Whether it has everything up to this place of the server's chain (16 hex digits), and nothing to say. */
  async isAt(chain: string): Promise<boolean> {
    return this.disk.tables.get(META)?.get(keyText('cursor'))?.['chain'] === chain && isComplete(this.#database);
  }

  async trySync(): Promise<void> {
    try {
      const outcome = await exchange(this.#database, this.#transport(), this.#options());
      this.#world.mark(`sync ${outcome.kind}`);
      this.#world.look(this);
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      this.#world.mark(`sync ${cause.code}`);
    }
  }

  /** Another tab, while the person goes on in this one: between them there is nothing but the store. */
  syncInBackground(): void {
    this.#background.push(
      this.trySync().catch((cause: unknown) => {
        if (!(cause instanceof ProcessKilled))
          this.#world.violation(`${this.name}: ${cause instanceof Error ? (cause.stack ?? '') : String(cause)}`);
      }),
    );
  }

  async background(): Promise<void> {
    await Promise.allSettled(this.#background);
  }

  async saysComplete(): Promise<boolean> {
    return isComplete(this.#database);
  }

  async prune(): Promise<void> {
    const gone = await pruneOwnLogs(this.#database, { keepMs: 0, everyMs: 0 });
    if (gone > 0) this.#world.mark('own operations pruned');
  }

  operations(): ReadonlyMap<string, LocalOperation> {
    const operations = [...(this.disk.tables.get(OPERATIONS)?.values() ?? [])].map(asLocalOperation);
    return new Map(operations.map((local) => [`${local.writer}-${local.n}`, local]));
  }

  /** The id under which an operation that was saved here goes now. */
  idNow(id: string): string {
    const aliases = this.disk.tables.get(ALIASES);
    let now = id;
    for (let step = 0; step < 50; step += 1) {
      const next = aliases?.get(keyText(now))?.['to'];
      if (typeof next !== 'string') return now;
      now = next;
    }
    return now;
  }

  async #save<Input, Output>(
    command: Command<Input, Output>,
    input: Input,
    act: Act,
  ): Promise<Result<{ readonly output: Output; readonly operations: readonly string[] }>> {
    this.#attempt = act;
    const outcome = await commit(this.#database, command, input);
    this.#attempt = undefined;
    if (outcome.ok)
      for (const [index, id] of outcome.value.operations.entries()) this.known.set(id, index === 0 ? act : OTHER);
    this.#world.look(this);
    return outcome;
  }

  /** After a crash: what the disk has and the person was not told of belongs to what he was just doing. */
  #reconcile(): void {
    const reissued = new Set([...(this.disk.tables.get(ALIASES)?.values() ?? [])].map((record) => record['to']));
    const unknown = [...this.operations().keys()]
      .filter((id) => !this.known.has(id) && !reissued.has(id))
      .sort((left, right) => Number(left.split('-')[1]) - Number(right.split('-')[1]));
    for (const [index, id] of unknown.entries()) {
      if (this.#attempt === undefined) this.#world.violation(`${this.name}: nobody wrote ${id}`);
      this.known.set(id, index === 0 ? (this.#attempt ?? OTHER) : OTHER);
    }
    this.#attempt = undefined;
    if (unknown.length > 0) this.#world.mark('saved but not told');
  }

  #open(): LocalDatabase {
    const process = this.#process;
    const world = this.#world;
    const store =
      world.openStore?.(this.disk, process) ??
      new MemoryStore({
        disk: this.disk,
        turn: () => world.scheduler.turn(process),
        isSplit: world.isSplit,
        isFull: () => world.isFull(),
      });
    const env = {
      now: () => Math.max(0, world.nowMs() + this.clockErrorMs),
      random: () => world.random.next(),
      randomBytes: (length: number) => world.random.bytes(length),
      sleep: () => world.scheduler.turn(process),
      signer: world.signer,
    };
    return localDatabase({ store, registry: this.registry, env, session: this.session, rowsPerTransaction: 3 });
  }

  #options() {
    return { build: 'simulation', byteBudget: this.#world.byteBudget(), token: this.token };
  }

  #transport(): Transport {
    const turn = (): Promise<void> => this.turn();
    return {
      send: async (body) => {
        await this.joinFirst?.(turn);
        return this.#world.send(body, turn);
      },
    };
  }
}
