/**
 * Several server processes over one store. A request goes to any of them and stops before each step that a store takes its
 * time for, so that requests overlap as they do on a database that processes share; at any step its process may die, with
 * whatever else it is doing. On SQLite there is one process, since one owns the files, and the next opens them anew. On
 * PostgreSQL each has connections of its own, and dies in the middle of whatever the database is doing for it.
 */
import { Fault, required } from '#kernel/result.ts';
import type { ModuleDefinition } from '#kernel/module.ts';
import type { Answer, CoopReader, CoopWriter, ServerStore } from '#server/store/store.ts';
import { handleSync, type SyncAnswer } from '#server/sync/handle-sync.ts';
import type { VerifySeal } from '#server/sync/receive.ts';
import type { Random } from '../../helpers/random.ts';
import { ProcessKilled, type Scheduler } from '../scheduler.ts';
import type { Faults } from './faults.ts';
import type { Reached } from './network.ts';
import { arrived, catalogueOutside, type Wait } from './outside.ts';
import type { OpenedStore, ServerNode } from './server-node.ts';
import { StaleRows } from './stale-rows.ts';

/** Mistakes that a server with several processes could make, planted. */
export const SERVER_BREAKAGES = [
  /** What is written is answered for before it is durable. */
  'early-answer',
  /** A process keeps rows, and does not hear of what another one writes. */
  'stale-rows',
  /** A co-op moves without the last pass, which brings what came during the first. */
  'last-pass',
] as const;
export type ServerBreakage = (typeof SERVER_BREAKAGES)[number];

export interface FleetParts {
  readonly node: ServerNode;
  readonly registry: readonly ModuleDefinition[];
  readonly now: () => number;
  readonly verify: VerifySeal;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: () => Faults;
  readonly mark: (name: string) => void;
  readonly violation: (text: string) => void;
  readonly processes: number;
  readonly breakage?: ServerBreakage | undefined;
}

/** What a request is doing, or going to do next. */
export const PHASES = [
  'before it looked',
  'before its transaction',
  'in its transaction',
  'before its answer',
  'with its answer made',
] as const;
type Phase = (typeof PHASES)[number];

/** Up again after so many steps, on average. */
const STEPS_UNTIL_RESTART = 6;
/** PostgreSQL has done with a transaction by then, or is in the midst of it. */
const LONGEST_UNTIL_DEATH_MS = 8;

export class Fleet implements Reached {
  readonly #parts: FleetParts;
  #processes: readonly ServerProcess[] = [];
  #isStopped = false;
  #isDying = false;
  /** How many transactions PostgreSQL is at. */
  #writing = 0;

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.start();
  }

  /** All processes begin, with nothing in their memories. */
  start(): void {
    this.#isStopped = false;
    while (this.#processes.length < this.#size) this.#startOne();
  }

  /** All end as they are; what they were doing is not answered. */
  stop(): void {
    this.#isStopped = true;
    this.#isDying = false;
    for (const process of this.#processes) this.#kill(process);
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Between two steps of the world: a dead process may be started again. */
  look(): void {
    const isOneMissing = !this.#isStopped && this.#processes.length < this.#size;
    if (isOneMissing && this.#parts.random.chance(1 / STEPS_UNTIL_RESTART)) this.#startOne();
  }

  dieInNextWrite(): void {
    this.#isDying = true;
  }

  async handle(body: Uint8Array): Promise<SyncAnswer | undefined> {
    const { registry, now, verify, violation } = this.#parts;
    return this.#serve(async (store, process) => {
      const onBug = (cause: unknown): void => {
        if (!process.isDead) violation(`a server has a bug: ${String(cause)}`);
      };
      return handleSync({ store, registry, now, verify, onBug }, body);
    });
  }

  async ask<T>(body: (store: ServerStore) => Promise<T>): Promise<T | undefined> {
    return this.#serve(body);
  }

  /** Any of the processes is at it, and may die of it. */
  async #serve<T>(body: (store: ServerStore, process: ServerProcess) => Promise<T>): Promise<T | undefined> {
    const { random } = this.#parts;
    if (this.#processes.length === 0) return undefined;
    const process = random.pick(this.#processes);
    const request = new Request(process);
    process.requests.add(request);
    try {
      const store = this.#inSteps(request, await this.#arrived(process, process.opened.store));
      const answer = await body(store, process);
      request.phase = 'with its answer made';
      await this.#turn(process);
      if (request.isLost) this.#kill(process);
      return answer;
    } catch (cause) {
      // One that finds no database does not start.
      if (cause instanceof Fault && cause.code === 'server.busy') this.#kill(process);
      if (process.isDead) return undefined;
      throw cause;
    } finally {
      process.requests.delete(request);
    }
  }

  #inSteps(request: Request, store: ServerStore): ServerStore {
    const { process } = request;
    const { catalogue } = store;
    const wait: Wait = async (work) => this.#arrived(process, work);
    return {
      catalogue: this.#parts.node.kind === 'postgres' ? catalogueOutside(wait, catalogue) : catalogue,
      read: (coop, body) => this.#read(request, (run) => store.read(coop, run), body),
      write: (coop, body) => this.#write(request, (run) => store.write(coop, run), body),
      close: () => undefined,
    };
  }

  async #read<T>(
    request: Request,
    read: (body: (reader: CoopReader) => T) => Answer<T>,
    body: (reader: CoopReader) => T,
  ): Promise<T> {
    await this.#turn(request.process);
    let seq = 0;
    const value = await this.#arrived(
      request.process,
      read((reader) => {
        ({ seq } = reader.head());
        return body(reader);
      }),
    );
    if (request.phase === 'before its answer') this.#compare(request, seq, 'transaction and answer');
    request.seq = seq;
    // Only one that pushes comes to another step of the store.
    if (request.phase === 'before it looked') request.phase = 'before its transaction';
    return value;
  }

  async #write<T>(
    request: Request,
    write: (body: (writer: CoopWriter) => T) => Answer<T>,
    body: (writer: CoopWriter) => T,
  ): Promise<T> {
    await this.#turn(request.process);
    request.phase = 'in its transaction';
    let [before, after] = [0, 0];
    const run = this.#parts.breakage === 'stale-rows' ? request.process.rows.over(body) : body;
    const counted = (writer: CoopWriter): T => {
      before = writer.head().seq;
      const outcome = run(writer);
      after = writer.head().seq;
      return outcome;
    };
    this.#writing += 1;
    if (this.#writing > 1) this.#parts.mark('transactions at once');
    let value: T;
    try {
      value = await (this.#isOneDying()
        ? this.#dieIn(request, write, counted)
        : this.#arrived(request.process, write(counted)));
    } finally {
      this.#writing -= 1;
    }
    this.#compare(request, before, 'check and transaction');
    request.phase = 'before its answer';
    request.seq = after;
    return value;
  }

  /** In the transaction, before it is durable: nothing of it stays. PostgreSQL may also have made it durable already. */
  async #dieIn<T>(
    request: Request,
    write: (body: (writer: CoopWriter) => T) => Answer<T>,
    body: (writer: CoopWriter) => T,
  ): Promise<T> {
    const { node, breakage, random } = this.#parts;
    const { process } = request;
    if (node.kind === 'postgres' && breakage !== 'early-answer') {
      setTimeout(() => this.#kill(process), random.below(LONGEST_UNTIL_DEATH_MS));
      return this.#arrived(process, write(body));
    }
    const value = await this.#undone(process, write, body);
    if (breakage !== 'early-answer') {
      this.#kill(process);
      throw new ProcessKilled();
    }
    request.isLost = true;
    return value;
  }

  async #undone<T>(
    process: ServerProcess,
    write: (body: (writer: CoopWriter) => T) => Answer<T>,
    body: (writer: CoopWriter) => T,
  ): Promise<T> {
    let outcome: { readonly value: T } | undefined;
    const run = (writer: CoopWriter): T => {
      outcome = { value: body(writer) };
      throw new Undo();
    };
    try {
      await this.#arrived(process, write(run));
    } catch (cause) {
      if (!(cause instanceof Undo)) throw cause;
    }
    return required(outcome, 'the body ran').value;
  }

  #isOneDying(): boolean {
    const { random, faults } = this.#parts;
    const { serverKill } = faults();
    const isDying = this.#isDying || (serverKill > 0 && random.chance(serverKill));
    this.#isDying = false;
    return isDying;
  }

  #compare(request: Request, seq: number, between: string): void {
    if (seq !== request.seq) this.#parts.mark(`another wrote between ${between}`);
  }

  async #turn(process: ServerProcess): Promise<void> {
    const { scheduler, random, faults } = this.#parts;
    const { serverKill } = faults();
    if (!process.isDead && serverKill > 0 && random.chance(serverKill)) this.#kill(process);
    await scheduler.turn(process.id);
  }

  /** Whoever waits for a process hears of its death at once, whatever its connections are still at. */
  async #arrived<T>(process: ServerProcess, answer: Answer<T>): Promise<T> {
    return arrived(async (work) => this.#parts.scheduler.outside(Promise.race([work, process.death])), answer);
  }

  #kill(process: ServerProcess): void {
    if (process.isDead) return;
    const { scheduler, mark, node } = this.#parts;
    process.isDead = true;
    this.#processes = this.#processes.filter((each) => each !== process);
    for (const { phase } of process.requests) mark(`${node.kind}: server killed ${phase}`);
    if (process.requests.size > 1) mark('server killed with several requests');
    scheduler.kill(process.id);
    process.opened.die();
    process.tellDeath();
  }

  #startOne(): void {
    const { scheduler, node } = this.#parts;
    this.#processes = [...this.#processes, new ServerProcess(scheduler.startProcess(), node.openForProcess())];
  }

  get #size(): number {
    return this.#parts.node.kind === 'sqlite' ? 1 : this.#parts.processes;
  }
}

/** What a process keeps for itself ends with it. */
class ServerProcess {
  readonly id: number;
  readonly opened: OpenedStore;
  readonly requests = new Set<Request>();
  readonly rows = new StaleRows();
  /** Rejected when it dies. */
  readonly death: Promise<never>;
  isDead = false;
  tellDeath: () => void = () => undefined;

  constructor(id: number, opened: OpenedStore) {
    this.id = id;
    this.opened = opened;
    this.death = new Promise((_resolve, reject) => {
      this.tellDeath = () => reject(new ProcessKilled());
    });
    // Often nobody is waiting.
    this.death.catch(() => undefined);
  }
}

class Request {
  readonly process: ServerProcess;
  phase: Phase = 'before it looked';
  /** The co-op's head at the last step. */
  seq = 0;
  /** It was answered for and not made durable. */
  isLost = false;

  constructor(process: ServerProcess) {
    this.process = process;
  }
}

class Undo extends Error {}
