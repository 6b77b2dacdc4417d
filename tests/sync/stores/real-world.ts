/**
 * The simulator's people, network and checks on real stores: every device has Dexie over an IndexedDB of its own, the
 * server lies in files. Real promises interleave as they will, so a seed decides what is done and not in which order
 * every step comes; databases are closed in the middle, copied and put back, and the server's files too.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalStore, Session } from '#local-db/index.ts';
import { listenToBranches } from '#kernel/branches.ts';
import { Fault } from '#kernel/result.ts';
import { FOUNDER_ROLES, worksForCoop } from '#kernel/roles.ts';
import { registry } from '#modules/registry.ts';
import { addMember } from '#modules/members/commands.ts';
import { addPlot } from '#modules/plots/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { addCustomer } from '#modules/sales/commands.ts';
import { tokenHash } from '#server/access/sessions.ts';
import type { MemoryDisk } from '../../helpers/memory-store.ts';
import { Random } from '../../helpers/random.ts';
import { ProcessKilled, Scheduler } from '../scheduler.ts';
import {
  checkConverged,
  checkLog,
  checkNow,
  checkProjections,
  checkRebuild,
  checkSaved,
  checkServer,
  viewOf,
} from '../sim/checkers.ts';
import { Device, type Surroundings } from '../sim/device.ts';
import { NO_FAULTS, swarm, type Faults } from '../sim/faults.ts';
import { Network } from '../sim/network.ts';
import { standInSigner, verifyStandIn } from '../sim/signing.ts';
import { Workload } from '../sim/workload.ts';
import { FileServer } from './file-server.ts';
import { closeDatabase, differenceFromMirror, MirroredStore } from './mirrored-store.ts';

const COOP = 'c0ffee0000000001';
const START_MS = Date.UTC(2026, 10, 2, 1);
const MOST_ROUNDS = 6;
const MOST_DEVICES = 5;

export type Breakage = 'other-record' | 'lost-operation';

export interface RealOutcome {
  readonly violations: readonly string[];
  readonly marks: ReadonlyMap<string, number>;
}

/** `breakage`: what lies in a database is not what was written, or something that was said to be saved is gone. */
export async function runOnRealStores(options: {
  readonly seed: number;
  readonly actions?: number;
  readonly breakage?: Breakage;
}): Promise<RealOutcome> {
  const world = new RealWorld(options.seed);
  listenToBranches((branch) => world.mark(`branch ${branch}`));
  try {
    await world.found();
    await world.work(options.actions ?? 30);
    if (options.breakage !== undefined) world.spoil(options.breakage);
    await world.heal();
    await world.check();
  } catch (cause) {
    world.violation(`stopped: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
  } finally {
    listenToBranches(undefined);
    await world.close();
  }
  return { violations: world.violations, marks: world.marks };
}

/** Nobody decides who runs next; a process that was ended does nothing more. */
class FreeScheduler extends Scheduler {
  readonly #ended = new Set<number>();

  mustLive(process: number): void {
    if (this.#ended.has(process)) throw new ProcessKilled();
  }

  override async turn(process: number): Promise<void> {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.mustLive(process);
  }

  override kill(process: number): void {
    this.#ended.add(process);
  }
}

class RealWorld implements Surroundings {
  readonly violations: string[] = [];
  readonly marks = new Map<string, number>();
  readonly random: Random;
  readonly scheduler: FreeScheduler;
  readonly signer;
  readonly isSplit = false;
  readonly #server: FileServer;
  readonly #network: Network;
  readonly #workload: Workload;
  readonly #devices: Device[] = [];
  readonly #farmers: Device[] = [];
  readonly #memberIds: string[] = [];
  readonly #swarm: Faults;
  #nowMs = START_MS;
  #areFaultsOn = false;
  #lives: Promise<void>[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
    this.scheduler = new FreeScheduler(this.random);
    this.signer = standInSigner(this.random);
    this.#swarm = swarm(this.random);
    const folder = mkdtempSync(join(tmpdir(), 'so-mua-stores-'));
    this.#server = new FileServer({ folder, coop: COOP, registry, now: () => this.#nowMs, verify: verifyStandIn });
    this.#network = new Network({
      random: this.random,
      server: this.#server,
      faults: () => this.#faults,
      mark: (name) => this.mark(name),
      complain: (code) => this.violation(`the server answered ${code}`),
    });
    const people = { farmers: this.#farmers, memberIds: this.#memberIds };
    this.#workload = new Workload(this.random, () => this.#faults, people);
  }

  get #faults(): Faults {
    return this.#areFaultsOn ? this.#swarm : NO_FAULTS;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  mark(name: string): void {
    this.marks.set(name, (this.marks.get(name) ?? 0) + 1);
  }

  violation(text: string): void {
    if (this.violations.length < 20) this.violations.push(text);
  }

  send(body: Uint8Array, turn: () => Promise<void>): Promise<Uint8Array> {
    return this.#network.send(body, turn);
  }

  isFull(): boolean {
    return this.random.chance(this.#faults.quota);
  }

  byteBudget(): number {
    return this.#swarm.smallPages > 0.3 ? 100 + this.random.below(800) : 16_000;
  }

  look(device: Device): void {
    if (this.random.chance(0.1)) checkNow(device, (text) => this.violation(text));
  }

  openStore(disk: MemoryDisk, process: number): LocalStore {
    return new MirroredStore(disk, {
      turn: () => this.scheduler.turn(process),
      mustLive: () => this.scheduler.mustLive(process),
      mustFit: () => {
        if (this.isFull()) throw new Fault('storage.full');
      },
    });
  }

  async found(): Promise<void> {
    this.#server.store.catalogue.addCoop({ coop: COOP, name: 'HTX Chè Shan Suối Vàng', createdAt: START_MS });
    const office = this.#addDevice('office', { userId: '00000000000000f0', roles: FOUNDER_ROLES });
    for (const name of ['Tẩn Láo Hín', 'Vũ Ngọc Quý']) this.#memberIds.push(await office.must(addMember, { name }));
    for (const name of ['Chè búp tươi', 'Cà phê']) await office.must(addProduct, { name, unit: 'kg' });
    for (const memberId of this.#memberIds) await office.must(addPlot, { memberId, name: 'Đồi trên', areaM2: 720 });
    await office.must(addCustomer, { name: 'Công ty Chè' });
    await office.sync();
    for (const [index, memberId] of this.#memberIds.entries()) {
      const person = { userId: `00000000000000a${index}`, roles: ['member'] as const, memberId };
      this.#farmers.push(this.#addDevice(`farmer ${index + 1}`, person));
    }
    for (const device of this.#devices) await device.sync();
    this.#server.backUp(this.#swarm.prune > 0.5);
  }

  async work(actions: number): Promise<void> {
    this.#areFaultsOn = true;
    this.#lives = this.#devices.map((device) => this.#live(device, Math.ceil(actions / this.#devices.length)));
    // Copies that begin to live meanwhile are lived to their end too.
    for (let done = 0; done < this.#lives.length; ) {
      const running = this.#lives.slice(done);
      done = this.#lives.length;
      await Promise.all(running);
    }
    this.#areFaultsOn = false;
  }

  async #live(device: Device, actions: number): Promise<void> {
    const random = this.random;
    let left = actions;
    let earlier = device.snapshot();
    while (left > 0) {
      try {
        await device.reopen();
        while (left > 0) {
          left -= 1;
          await this.#act(device);
          this.#disturb(device);
          if (random.chance(0.1)) earlier = device.snapshot();
          if (random.chance(this.#faults.clone / 30)) this.#copy(device);
        }
        await device.background();
        await device.reopen();
      } catch (cause) {
        if (!isExpected(cause)) throw cause;
        this.mark(cause instanceof Fault ? cause.code : 'device closed');
        if (!random.chance(this.#faults.rollback)) continue;
        this.mark('device put back');
        device.rollBack(earlier);
      }
    }
  }

  async #act(device: Device): Promise<void> {
    if (this.random.chance(0.35)) {
      if (this.random.chance(0.5)) await device.trySync();
      else device.syncInBackground();
    } else if (this.#swarm.prune > 0.5 && this.random.chance(0.05)) await device.prune();
    else await this.#workload.act(device, this.#nowMs);
  }

  #copy(device: Device): void {
    if (this.#devices.length >= MOST_DEVICES) return;
    this.mark('database copied');
    const { session, token, registry: modules } = device;
    const copy = new Device(this, {
      name: `copy of ${device.name}`,
      session,
      token,
      registry: modules,
      disk: device.disk.copy(),
    });
    copy.rollBack(device.snapshot());
    this.#devices.push(copy);
    this.#lives.push(this.#live(copy, 3 + this.random.below(4)));
  }

  #disturb(device: Device): void {
    const random = this.random;
    const faults = this.#faults;
    this.#nowMs += 1 + random.below(60_000);
    if (random.chance(faults.clockJump))
      device.clockErrorMs = random.pick([0, -1, 1]) * random.below(60 * 365) * 86_400_000;
    if (random.chance(faults.crash * 5)) device.kill();
    if (random.chance(faults.serverCrash)) {
      this.mark('server ended and begun again');
      this.#server.crash();
    }
    if (random.chance(faults.backup)) this.#server.backUp(this.#swarm.prune > 0.5);
    if (random.chance(faults.restore)) {
      this.mark('files put back');
      const { backups } = this.#server;
      this.#server.restore(this.#swarm.prune > 0.5 ? backups - 1 : random.below(backups));
    }
  }

  /** The mirror gets a record that was never written, or a person an operation that was never made durable. */
  spoil(breakage: Breakage): void {
    const device = this.#devices[0];
    if (device === undefined) throw new Error('nothing to spoil');
    if (breakage === 'other-record') device.disk.tables.get('aliases')?.set('spoilt', { id: 'spoilt', to: 'nothing' });
    else device.known.set('0'.repeat(16).concat('-1'), { token: '', kind: 'other' });
  }

  async heal(): Promise<void> {
    for (const device of this.#devices) await device.reopen();
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const head = this.#server.read((reader) => reader.head().chain);
      for (const device of this.#devices) await device.sync();
      if (round > 0 && head === this.#server.read((reader) => reader.head().chain)) return;
    }
    this.violation(`[I13] after ${MOST_ROUNDS} meetings there is still something new`);
  }

  async check(): Promise<void> {
    const complain = (text: string): void => this.violation(text);
    const view = viewOf(this.#server);
    for (const { reason } of view.operations.values()) if (reason !== undefined) this.mark(`quarantined ${reason}`);
    checkLog(COOP, this.#server, complain);
    checkSaved(this.#devices, view, complain);
    checkServer(this.#server, view, complain);
    checkRebuild(this.#server, complain);
    for (const device of this.#devices) {
      checkNow(device, complain);
      await checkConverged(device, this.#server, view, { complain, mark: (name) => this.mark(name) });
      await checkProjections(device, complain);
      const difference = await differenceFromMirror(device.disk);
      if (difference !== '') complain(`${device.name}: the database is not what was written: ${difference}`);
    }
  }

  async close(): Promise<void> {
    for (const device of this.#devices) await closeDatabase(device.disk);
    this.#server.close();
  }

  #addDevice(name: string, person: Session['person']): Device {
    const token = person.userId.padStart(32, '0');
    const session = { coop: COOP, person, isEnrolled: this.#swarm.liar === 0 || worksForCoop(person) };
    const label = { deviceName: name, createdAt: START_MS };
    this.#server.store.catalogue.addSession({ tokenHash: tokenHash(token), coop: COOP, person, ...label });
    const device = new Device(this, { name, session, token, registry });
    this.#devices.push(device);
    return device;
  }
}

/** A closed database, a dead process and a full disk end what was being done; whoever did it begins again. */
function isExpected(cause: unknown): boolean {
  if (cause instanceof ProcessKilled) return true;
  return cause instanceof Fault && (cause.code === 'storage.full' || cause.code === 'storage.closed');
}
