/**
 * Several server processes over one store. A request goes to any of them and stops before each step that a store takes its
 * time for, so that requests overlap as they do on a database that processes share; at any step its process may die, with
 * whatever else it is doing. On SQLite there is one process, since one owns the files, and the next opens them anew.
 */
import type { ModuleDefinition } from '#kernel/module.ts';
import type { CoopReader, CoopWriter, ServerStore } from '#server/store/store.ts';
import { handleSync, type SyncAnswer } from '#server/sync/handle-sync.ts';
import type { VerifySeal } from '#server/sync/receive.ts';
import type { Random } from '../../helpers/random.ts';
import { ProcessKilled, type Scheduler } from '../scheduler.ts';
import type { Faults } from './faults.ts';
import type { Reached } from './network.ts';
import type { ServerNode } from './server-node.ts';
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

export class Fleet implements Reached {
  readonly #parts: FleetParts;
  #processes: ServerProcess[] = [];
  #isStopped = false;
  #isDying = false;

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.start();
  }

  /** All processes begin, with nothing in their memories. */
  start(): void {
    this.#isStopped = false;
    this.#fill();
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
    const { random } = this.#parts;
    const isOneMissing = !this.#isStopped && this.#processes.length < this.#size;
    if (isOneMissing && random.chance(1 / STEPS_UNTIL_RESTART)) this.#startOne();
  }

  dieInNextWrite(): void {
    this.#isDying = true;
  }

  async handle(body: Uint8Array): Promise<SyncAnswer | undefined> {
    const { node, registry, now, verify, random, violation } = this.#parts;
    if (this.#processes.length === 0) return undefined;
    const process = random.pick(this.#processes);
    const request = new Request();
    process.requests.add(request);
    const store: ServerStore = {
      catalogue: node.store.catalogue,
      read: (_coop, run) => this.#read(process, request, run),
      write: (_coop, run) => this.#write(process, request, run),
      close: () => undefined,
    };
    const onBug = (cause: unknown): void => {
      if (!(cause instanceof ProcessKilled)) violation(`a server has a bug: ${String(cause)}`);
    };
    const answer = await handleSync({ store, registry, now, verify, onBug }, body);
    request.phase = 'with its answer made';
    const isSent = !process.isDead && (await this.#hasTurn(process));
    process.requests.delete(request);
    if (request.isLost) this.#kill(process);
    return isSent ? answer : undefined;
  }

  async #read<T>(process: ServerProcess, request: Request, body: (reader: CoopReader) => T): Promise<T> {
    await this.#turn(process);
    const { node } = this.#parts;
    if (request.phase === 'before its answer') request.compare(node, 'transaction and answer', this.#parts.mark);
    request.seq = seqOf(node);
    // Only one that pushes comes to another step of the store.
    if (request.phase === 'before it looked') request.phase = 'before its transaction';
    return node.read(body);
  }

  async #write<T>(process: ServerProcess, request: Request, body: (writer: CoopWriter) => T): Promise<T> {
    await this.#turn(process);
    const { node, breakage } = this.#parts;
    request.compare(node, 'check and transaction', this.#parts.mark);
    request.phase = 'in its transaction';
    const run = breakage === 'stale-rows' ? process.rows.over(body) : body;
    const value = this.#isOneDying() ? this.#dieIn(process, request, run) : node.write(run);
    request.phase = 'before its answer';
    request.seq = seqOf(node);
    return value;
  }

  /** In the transaction, before it is durable: nothing of it stays. */
  #dieIn<T>(process: ServerProcess, request: Request, body: (writer: CoopWriter) => T): T {
    const { node, breakage } = this.#parts;
    const value = node.tryOut(body);
    if (breakage !== 'early-answer') {
      this.#kill(process);
      throw new ProcessKilled();
    }
    request.isLost = true;
    return value;
  }

  #isOneDying(): boolean {
    const { random, faults } = this.#parts;
    const isDying = this.#isDying || (faults().serverKill > 0 && random.chance(faults().serverKill));
    this.#isDying = false;
    return isDying;
  }

  async #hasTurn(process: ServerProcess): Promise<boolean> {
    try {
      await this.#turn(process);
      return true;
    } catch (cause) {
      if (cause instanceof ProcessKilled) return false;
      throw cause;
    }
  }

  async #turn(process: ServerProcess): Promise<void> {
    const { scheduler, random, faults } = this.#parts;
    const { serverKill } = faults();
    if (!process.isDead && serverKill > 0 && random.chance(serverKill)) this.#kill(process);
    await scheduler.turn(process.id);
  }

  #kill(process: ServerProcess): void {
    if (process.isDead) return;
    const { scheduler, mark, node } = this.#parts;
    process.isDead = true;
    this.#processes = this.#processes.filter((each) => each !== process);
    for (const { phase } of process.requests) mark(`${node.kind}: server killed ${phase}`);
    if (process.requests.size > 1) mark('server killed with several requests');
    scheduler.kill(process.id);
  }

  #fill(): void {
    while (this.#processes.length < this.#size) this.#startOne();
  }

  #startOne(): void {
    const { scheduler, node } = this.#parts;
    node.reopen();
    this.#processes = [...this.#processes, new ServerProcess(scheduler.startProcess())];
  }

  get #size(): number {
    return this.#parts.node.kind === 'sqlite' ? 1 : this.#parts.processes;
  }
}

/** What a process keeps for itself ends with it. */
class ServerProcess {
  readonly id: number;
  readonly requests = new Set<Request>();
  readonly rows = new StaleRows();
  isDead = false;

  constructor(id: number) {
    this.id = id;
  }
}

class Request {
  phase: Phase = 'before it looked';
  /** The co-op's head at the last step. */
  seq = 0;
  /** It was answered for and not made durable. */
  isLost = false;

  compare(node: ServerNode, between: string, mark: (name: string) => void): void {
    if (seqOf(node) !== this.seq) mark(`another wrote between ${between}`);
  }
}

function seqOf(node: ServerNode): number {
  return node.read((reader) => reader.head().seq);
}
