/**
 * Devices and one server in one process, on the real modules: saving, syncing, merging, the SQLite store. A seed decides
 * what people do, what the network does, when a process dies, when a disk is put back or copied, and where every clock
 * stands. Then everything heals, and what was promised is looked at from outside (sim/checkers.ts).
 */
import { loadRarePaths } from '#local-db/apply-remote.ts';
import type { Session } from '#local-db/index.ts';
import { ABLATIONS, isOff, switchOff } from '#kernel/ablation.ts';
import { Fault, required } from '#kernel/result.ts';
import { listenToBranches } from '#kernel/branches.ts';
import { hexOf } from '#kernel/ids.ts';
import { FOUNDER_ROLES, worksForCoop } from '#kernel/roles.ts';
import { registry } from '#modules/registry.ts';
import { addMember } from '#modules/members/commands.ts';
import { addPlot } from '#modules/plots/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { harvests, harvestTotals, memberProductKey } from '#modules/harvests/index.ts';
import { addCustomer } from '#modules/sales/commands.ts';
import { sales } from '#modules/sales/index.ts';
import { accounts, memberAccount } from '#modules/ledger/index.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { Random } from '../helpers/random.ts';
import { ProcessKilled, Scheduler } from './scheduler.ts';
import {
  acknowledgedOn,
  checkConverged,
  checkLog,
  checkNow,
  checkProjections,
  checkRebuild,
  checkSaved,
  checkServer,
  tokenOf,
  viewOf,
  type ServerView,
} from './sim/checkers.ts';
import { Device, type JoinFirst, type Snapshot, type Surroundings } from './sim/device.ts';
import { Enrolling, type Invited } from './sim/enrolling.ts';
import { drillOf, NO_FAULTS, ONE_SERVER, weatherOf, type Faults } from './sim/faults.ts';
import { Fleet, SERVER_BREAKAGES } from './sim/fleet.ts';
import { move } from './sim/move.ts';
import { arrived } from './sim/outside.ts';
import { Network } from './sim/network.ts';
import { oldRegistry } from './sim/old-app.ts';
import type { DiskKind, ServerDisk } from './sim/server-disk.ts';
import type { PostgresPlace } from './sim/postgres-place.ts';
import type { PostgresTwin } from './sim/postgres-twin.ts';
import { ServerNode, type Twin } from './sim/server-node.ts';
import { signerOf, verifierOf, type Signing } from './sim/signing.ts';
import { Workload } from './sim/workload.ts';

/** Planted mistakes: a device's rows and log in two transactions, and those of a server. */
export const PLANTED = ['split-commit', ...SERVER_BREAKAGES] as const;
/** And the rules that can be switched off. */
export const BREAKAGES = [...PLANTED, ...ABLATIONS] as const;
export type Breakage = (typeof BREAKAGES)[number];

export interface SimulationOptions {
  readonly seed: number;
  readonly ablate?: Breakage | undefined;
  /** Things that people do, all devices together. */
  readonly actions?: number;
  /** Faults that this run has at a given strength, whatever the seed says of them. */
  readonly faults?: Partial<Faults>;
  /** What the server's data lies on. Absent: by the seed, see `diskOf`. */
  readonly disk?: DiskKind;
  /** Absent: by the stand-in. */
  readonly signing?: Signing;
  /** A PostgreSQL to which the co-op moves; from then on its processes work at the same time, and no run is like another. */
  readonly postgres?: { readonly place: PostgresPlace; readonly from: 'the beginning' | 'some time' };
  /** A PostgreSQL that has to answer what the server answers. */
  readonly twin?: PostgresTwin;
}

export interface SimulationOutcome {
  readonly seed: number;
  /** What was promised and not kept; empty when all is well. */
  readonly violations: readonly string[];
  readonly marks: Readonly<Record<string, number>>;
  /** A hash of all bytes that went to the server and came from it, in their order: the same run, the same bytes (I28). */
  readonly wire: string;
}

const COOP = 'c0ffee0000000001';
/** Every so many seeds the server's data lies on SQLite; else in memory, with the same outcome in less of the time. */
const SQLITE_EVERY = 16;
const START_MS = Date.UTC(2026, 10, 2, 1);
const SECOND_OFFICE = '00000000000000f1';
/** After the faults stop, everybody is in harmony within so many meetings. */
const MOST_ROUNDS = 6;

export async function simulate(options: SimulationOptions): Promise<SimulationOutcome> {
  await loadRarePaths();
  const world = new World(options, await foundingOf(options.disk ?? diskOf(options.seed), options.signing));
  listenToBranches((branch) => {
    world.mark(`branch ${branch}`);
    // No disk of ours changes rows: a difference is a mistake, and must not be healed unseen.
    if (branch === 'rows compared and different') world.violation('[I26] a device and the server have different rows');
  });
  try {
    await world.join();
    // What was founded is whole; a rule that is missing shows from then on.
    switchOff(ABLATIONS.filter((rule) => rule === options.ablate));
    await world.work(options.actions ?? lengthOf(options.seed));
    await world.heal();
    await world.check();
  } catch (cause) {
    world.violation(`stopped: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
  } finally {
    switchOff([]);
    listenToBranches(undefined);
    world.close();
  }
  return { seed: options.seed, violations: world.violations, marks: world.marks, wire: world.wire() };
}

/** A co-op as its office has set it up with everything working: the same for every run, and made once for each disk. */
interface Founding {
  readonly office: Snapshot;
  readonly server: () => ServerDisk;
  readonly memberIds: readonly string[];
  readonly productIds: readonly string[];
}

const foundings = new Map<string, Founding>();

async function foundingOf(disk: DiskKind, signing: Signing = 'stand-in'): Promise<Founding> {
  const key = `${disk} ${signing}`;
  const known = foundings.get(key);
  if (known !== undefined) return known;
  const world = new World({ seed: 0, disk, signing, faults: NO_FAULTS }, undefined);
  try {
    const founding = await world.foundCoop();
    foundings.set(key, founding);
    return founding;
  } finally {
    world.close();
  }
}

/** Most runs are short, so that many differ; some are long, since some troubles need a history. */
function lengthOf(seed: number): number {
  const random = new Random(seed * 7_919);
  const drill = drillOf(seed);
  if (drill !== undefined) return drill === 'copies of copies' ? 40 : 25;
  if (random.chance(0.8)) return 6 + random.below(10);
  return random.chance(0.8) ? 20 + random.below(20) : 60 + random.below(40);
}

function diskOf(seed: number): DiskKind {
  return seed % SQLITE_EVERY === 0 ? 'sqlite' : 'memory';
}

class World implements Surroundings {
  readonly violations: string[] = [];
  readonly marks: Record<string, number> = {};
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly signer;
  readonly #server: ServerNode;
  /** Where the server is not one that answers at once. */
  readonly #fleet: Fleet | undefined;
  readonly #network: Network;
  readonly #workload: Workload;
  readonly #enrolling: Enrolling;
  readonly #devices: Device[] = [];
  readonly #farmers: Device[] = [];
  readonly #swarm: Faults;
  readonly #options: SimulationOptions;
  readonly #founding: Founding | undefined;
  #nowMs = START_MS;
  #areFaultsOn = false;
  #isMoving = false;
  #lives: Promise<void>[] = [];
  readonly #memberIds: string[] = [];
  readonly #productIds: string[] = [];

  /** `founding`: what this run begins with; absent only for the world in which it is made. */
  constructor(options: SimulationOptions, founding: Founding | undefined) {
    this.#options = options;
    this.#founding = founding;
    this.random = new Random(options.seed);
    this.scheduler = new Scheduler(this.random);
    this.signer = signerOf(options.signing ?? 'stand-in', this.random);
    const weather = { ...weatherOf(options.seed, this.random), ...options.faults };
    // A twin is asked one thing after the other.
    this.#swarm = options.twin === undefined ? weather : { ...weather, ...ONE_SERVER };
    this.#server = new ServerNode({
      coop: COOP,
      disk: options.disk ?? diskOf(options.seed),
      open: founding?.server,
      registry,
      now: () => this.#nowMs,
      verify: verifierOf(options.signing ?? 'stand-in'),
      twin: this.#twinOf(options.twin),
    });
    this.#fleet = this.#swarm.processes === 0 ? undefined : this.#fleetOf(this.#swarm.processes);
    this.#network = new Network({
      random: this.random,
      server: this.#fleet ?? this.#server,
      faults: () => this.#faults,
      mark: (name) => this.mark(name),
      complain: (code) => this.violation(`the server answered ${code}`),
    });
    this.#enrolling = new Enrolling({
      coop: COOP,
      network: this.#network,
      random: this.random,
      now: () => this.#nowMs,
      verify: verifierOf(options.signing ?? 'stand-in'),
      signer: this.signer,
      mark: (name) => this.mark(name),
    });
    this.#workload = new Workload(this.random, () => this.#faults, {
      farmers: this.#farmers,
      memberIds: this.#memberIds,
    });
  }

  #fleetOf(processes: number): Fleet {
    const { signing = 'stand-in', ablate } = this.#options;
    return new Fleet({
      node: this.#server,
      registry,
      now: () => this.#nowMs,
      verify: verifierOf(signing),
      scheduler: this.scheduler,
      random: this.random,
      faults: () => this.#faults,
      mark: (name) => this.mark(name),
      violation: (text) => this.violation(text),
      processes,
      breakage: SERVER_BREAKAGES.find((breakage) => breakage === ablate),
    });
  }

  #twinOf(twin: PostgresTwin | undefined): Twin | undefined {
    return twin === undefined ? undefined : { twin, hold: async (work) => this.scheduler.hold(work) };
  }

  get #faults(): Faults {
    return this.#areFaultsOn ? this.#swarm : NO_FAULTS;
  }

  get isSplit(): boolean {
    return this.#options.ablate === 'split-commit' && this.#areFaultsOn;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  mark(name: string): void {
    this.marks[name] = (this.marks[name] ?? 0) + 1;
  }

  violation(text: string): void {
    if (this.violations.length < 20) this.violations.push(text);
  }

  /** Once, at the end. */
  wire(): string {
    return this.#network.trace.digest('hex');
  }

  close(): void {
    this.#fleet?.stop();
    this.#server.store.close();
  }

  send(body: Uint8Array, turn: () => Promise<void>): Promise<Uint8Array> {
    return this.#network.send(body, turn);
  }

  isFull(): boolean {
    return this.random.chance(this.#faults.quota);
  }

  byteBudget(): number {
    return this.#swarm.smallPages > 0.3 ? 24 + this.random.below(300) : 16_000;
  }

  look(device: Device): void {
    if (this.random.chance(0.2)) checkNow(device, (text) => this.violation(text));
  }

  /** The office sets the co-op up with everything working. */
  async foundCoop(): Promise<Founding> {
    const office = this.#addOffice();
    await this.#alone(async () => {
      for (const name of ['Tẩn Láo Hín', 'Vũ Ngọc Quý']) this.#memberIds.push(await office.must(addMember, { name }));
      for (const name of ['Chè búp tươi', 'Cà phê'])
        this.#productIds.push(await office.must(addProduct, { name, unit: 'kg' }));
      for (const memberId of this.#memberIds) await office.must(addPlot, { memberId, name: 'Đồi trên', areaM2: 720 });
      await office.must(addCustomer, { name: 'Công ty Chè' });
      await office.sync();
    });
    return {
      office: office.snapshot(),
      server: this.#server.copy(),
      memberIds: this.#memberIds,
      productIds: this.#productIds,
    };
  }

  #addOffice(): Device {
    this.#server.store.catalogue.addCoop({ coop: COOP, name: 'HTX Chè Shan Suối Vàng', createdAt: START_MS });
    return this.#addDevice('office', { userId: '00000000000000f0', roles: FOUNDER_ROLES });
  }

  /** The others join what the office has founded. */
  async join(): Promise<void> {
    const founding = required(this.#founding, 'a run begins with a co-op');
    this.#memberIds.push(...founding.memberIds);
    this.#productIds.push(...founding.productIds);
    const office = this.#addOffice();
    office.rollBack(founding.office);
    for (const [index, memberId] of this.#memberIds.entries())
      this.#farmers.push(
        this.#addDevice(`farmer ${index + 1}`, { userId: `00000000000000a${index}`, roles: ['member'], memberId }),
      );
    if (this.random.chance(0.7)) this.#addDevice('office 2', { userId: SECOND_OFFICE, roles: FOUNDER_ROLES });
    if (this.random.chance(0.15)) {
      const memberId = this.random.pick(this.#memberIds);
      this.#farmers.push(
        this.#addDevice('newcomer', { userId: '00000000000000b0', roles: ['member'], memberId, isPending: true }),
      );
    }
    this.#server.backUp(false);
    await this.#alone(async () => {
      if (this.#options.postgres?.from === 'the beginning') await this.#move();
      await office.reopen();
      // Some pull for the first time when everything can already go wrong.
      for (const device of this.#devices) if (this.random.chance(0.7)) await device.sync();
    });
    this.#server.backUp(this.#swarm.prune > 0.5);
  }

  /** People work and phones sync, all at once, with faults. */
  async work(actions: number): Promise<void> {
    this.#areFaultsOn = true;
    const perDevice = Math.ceil(actions / this.#devices.length);
    this.#lives = this.#devices.map((device) => this.#live(device, perDevice));
    for (let comes = this.#swarm.newcomers; comes > 0; comes -= 1) this.#lives.push(this.#comeIn());
    // Copies of devices that begin to live meanwhile are lived to their end too.
    for (let done = 0; done < this.#lives.length; ) {
      const running = this.#lives.slice(done);
      done = this.#lives.length;
      await this.scheduler.run(running, () => this.#disturb());
    }
    for (const life of await Promise.allSettled(this.#lives)) {
      if (life.status === 'rejected')
        this.violation(`a device ended by ${life.reason instanceof Error ? life.reason.stack : String(life.reason)}`);
    }
    this.#areFaultsOn = false;
    // What nobody waits for any more ends with its process.
    this.#fleet?.stop();
    this.#fleet?.start();
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
          if (random.chance(0.1)) earlier = device.snapshot();
          if (random.chance(this.#faults.clone / 40)) this.#copy(device);
        }
        await device.background();
        await device.reopen();
      } catch (cause) {
        // A full disk may meet any transaction; whoever started it tries again later.
        const isFull = cause instanceof Fault && cause.code === 'storage.full';
        if (!(cause instanceof ProcessKilled) && !isFull) throw cause;
        this.mark(isFull ? 'storage full' : 'device crash');
        if (device.isOld && random.chance(0.3)) device.upgrade();
        if (random.chance(this.#faults.rollback)) {
          this.mark('device rolled back');
          device.rollBack(earlier);
        }
      }
    }
    // Where the last thing that was done met a full disk, another tab may still be at it.
    await device.background();
  }

  /** Somebody comes in while the others work, by letters or by a signature, and works from then on. */
  async #comeIn(): Promise<void> {
    const { random, scheduler } = this;
    const phone = scheduler.startProcess();
    const turn = (): Promise<void> => scheduler.turn(phone);
    for (let left = random.below(60); left > 0; left -= 1) await turn();
    const [office] = this.#devices;
    if (office === undefined) return;
    const invited: Invited = random.chance(0.7)
      ? { roles: ['member'], memberId: random.pick(this.#memberIds) }
      : { roles: random.pick([['bookkeeper'], ['collector', 'sales']] as const) };
    const device = random.chance(0.5)
      ? await this.#inByLetters(office, invited, turn)
      : await this.#inBySignature(office, invited);
    if (device !== undefined) await this.#live(device, 5 + random.below(12));
  }

  async #inByLetters(office: Device, invited: Invited, turn: () => Promise<void>): Promise<Device | undefined> {
    const proof = this.#enrolling.freshProof();
    const person = await this.#enrolling.byLetters(office.session.person, invited, { proof, turn });
    if (person === undefined) return undefined;
    const device = this.#beginDevice('one who came by letters', { person, token: proof });
    if (!worksForCoop(person)) this.#farmers.push(device);
    return device;
  }

  /** The phone works at once, and asks to be let in before it first sends anything. */
  async #inBySignature(office: Device, invited: Invited): Promise<Device | undefined> {
    const enrolling = this.#enrolling;
    const first = await this.#signed(office, invited);
    if (first === undefined) return undefined;
    let invitation = first;
    const proof = enrolling.freshProof();
    const user = hexOf(this.random.bytes(8));
    const person = { userId: user, ...invited, isPending: true };
    let isIn = false;
    const joinFirst: JoinFirst = async (turn) => {
      if (isIn) return;
      if (!(await enrolling.bySignature(invitation, { user, proof, turn }))) {
        this.mark('a signature waits for its log');
        if (this.#areFaultsOn) throw new Fault('sync.offline');
        // The log that signed may have gone with a phone: whoever is invited once more is in.
        await office.sync();
        invitation = required(await enrolling.sign(office, invited), 'the office has a log');
        if (!(await enrolling.bySignature(invitation, { user, proof, turn }))) throw new Fault('sync.offline');
      }
      isIn = true;
      // The office knows of him from now on, and may let him in or not.
      if (!worksForCoop(person)) this.#farmers.push(device);
    };
    const device = this.#beginDevice('one who came by a signature', { person, token: proof, joinFirst });
    return device;
  }

  /** Undefined where the office's phone is about to be switched off, or has nothing to sign with. */
  async #signed(office: Device, invited: Invited): Promise<string | undefined> {
    try {
      return await this.#enrolling.sign(office, invited);
    } catch (cause) {
      if (cause instanceof ProcessKilled) return undefined;
      throw cause;
    }
  }

  /** Somebody of the office gets other roles, and hears of it when his app asks. */
  async #changeRoles(device: Device): Promise<void> {
    const { random } = this;
    const turn = (): Promise<void> => device.turn();
    try {
      if (device.session.person.userId === SECOND_OFFICE)
        return await this.#follow(device, await this.#enrolling.me(SECOND_OFFICE, turn));
      const isThere = this.#devices.some((each) => each.session.person.userId === SECOND_OFFICE);
      if (!isThere || device !== this.#devices[0]) return;
      const roles = random.pick([FOUNDER_ROLES, ['bookkeeper'], ['collector'], ['sales'], ['director']] as const);
      await this.#enrolling.changeRoles(device.session.person, SECOND_OFFICE, roles, turn);
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      this.mark(`roles ${cause.code}`);
    }
  }

  /** As the app does: loaded anew at rest when its person's roles are others. */
  async #follow(device: Device, person: Session['person']): Promise<void> {
    if (person.roles.join() === device.session.person.roles.join()) return;
    this.mark('an app follows its roles');
    await device.background();
    device.become({ ...device.session.person, roles: person.roles });
    await device.reopen();
  }

  /** Somebody copied the browser's profile: two devices write under one identity. */
  #copy(device: Device): void {
    if (this.#devices.length > 6) return;
    this.mark('device copied');
    const copy = new Device(this, {
      name: `copy of ${device.name}`,
      session: device.session,
      token: device.token,
      registry: device.registry,
      disk: device.disk.copy(),
      joinFirst: device.joinFirst,
    });
    copy.rollBack(device.snapshot());
    this.#devices.push(copy);
    this.#lives.push(this.#live(copy, 4 + this.random.below(6)));
  }

  async #act(device: Device): Promise<void> {
    const random = this.random;
    if (random.chance(0.3)) {
      if (random.chance(0.5)) await device.trySync();
      else device.syncInBackground();
      await this.#checkStatus(device);
      return;
    }
    if (this.#swarm.prune > 0.5 && random.chance(0.05)) return device.prune();
    const { roleChanges } = this.#faults;
    if (roleChanges > 0 && random.chance(roleChanges)) return this.#changeRoles(device);
    await this.#workload.act(device, this.#nowMs);
  }

  /** What was acknowledged is there (I2), and "all sent" is said only when it is so (I25). */
  async #checkStatus(device: Device): Promise<void> {
    if (this.#fleet !== undefined) await this.#checkAcknowledged(device);
    const restores = this.#server.restores;
    if (!(await device.saysComplete()) || this.#server.restores !== restores) return;
    const lacking = [...device.operations().values()].filter((local) => local.seq === 0);
    if (lacking.length > 0) this.violation(`[I25] ${device.name} says that all is sent, and holds ${lacking.length}`);
  }

  async #checkAcknowledged(device: Device): Promise<void> {
    // A server that was put back gets it again.
    if (this.#server.restores > 0) return;
    const acknowledged = acknowledgedOn(device);
    const lacking = await arrived(
      async (work) => this.scheduler.outside(work),
      this.#server.look((reader) => acknowledged.filter((id) => !reader.hasOperation(id))),
    );
    for (const id of lacking) this.violation(`[I2] ${id} of ${device.name} was acknowledged and is not on the server`);
  }

  /** Between any two steps: time passes, clocks jump, a process dies, a server is put back. */
  #disturb(): void {
    const random = this.random;
    const faults = this.#faults;
    this.#nowMs += 1 + random.below(2_000);
    for (const device of this.#devices) {
      if (random.chance(faults.clockJump / 100)) {
        device.clockErrorMs = random.pick([0, -1, 1]) * random.below(60 * 365) * 86_400_000;
        this.mark('clock jump');
      }
      if (random.chance(faults.crash / 10)) device.kill();
    }
    if (random.chance(faults.backup / 10)) {
      this.mark('server backup');
      this.#server.backUp(this.#swarm.prune > 0.5);
    }
    this.#fleet?.look();
    if (faults.move > 0 && !this.#isMoving && random.chance(faults.move)) this.#lives.push(this.#move());
    // With the last pass of a move under way nobody puts a server back.
    if (random.chance(faults.restore / 10) && this.#fleet?.isStopped !== true) {
      this.mark('server restore');
      this.#fleet?.stop();
      // What is pruned on devices was in a verified backup: nobody goes back behind it then.
      const { backups } = this.#server;
      this.#server.restore(this.#swarm.prune > 0.5 ? backups - 1 : random.below(backups));
      this.#fleet?.start();
      if (random.chance(0.25)) this.#checkLog(this.#server);
    }
  }

  /** The co-op moves to the other kind of store while people work. */
  async #move(): Promise<void> {
    const fleet = required(this.#fleet, 'a co-op moves where processes are stopped and started');
    const { postgres } = this.#options;
    this.#isMoving = true;
    await move({
      postgres: postgres?.place,
      coop: COOP,
      node: this.#server,
      fleet,
      scheduler: this.scheduler,
      random: this.random,
      cutOff: () => this.#faults.serverKill,
      isLastPassLeftOut: this.#options.ablate === 'last-pass',
      mark: (name) => this.mark(name),
      violation: (text) => this.violation(text),
    });
    this.#isMoving = postgres !== undefined;
  }

  #checkLog(server: Pick<ServerNode, 'read'>): void {
    checkLog(COOP, server, (text) => this.violation(text), verifierOf(this.#options.signing ?? 'stand-in'));
  }

  /** Faults stop; everybody comes near Wi-Fi until nothing changes any more. */
  async heal(): Promise<void> {
    const isRuleOff = isOff('honest-status');
    await this.#alone(async () => {
      for (const device of this.#devices) {
        await device.reopen();
        if (this.#swarm.roleChanges > 0 && device.session.person.userId === SECOND_OFFICE)
          await this.#follow(device, await this.#enrolling.me(SECOND_OFFICE, () => device.turn()));
        if (!device.isOld) continue;
        // Some meet everything while they are old still.
        if (this.random.chance(0.5)) await device.sync();
        device.upgrade();
        await device.reopen();
      }
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const head = await this.#headChain();
        for (const device of this.#devices)
          if (round === 0 || !(await device.isAt(await this.#headChain()))) await device.sync();
        if (round > 0 && head === (await this.#headChain()) && !isRuleOff) return;
      }
      if (!isRuleOff) this.violation(`[I13] after ${MOST_ROUNDS} meetings there is still something new`);
    });
  }

  async #headChain(): Promise<string> {
    return (await this.#server.look((reader) => reader.head().chain)).slice(0, 16);
  }

  async check(): Promise<void> {
    const complain = (text: string): void => this.violation(text);
    const server = await this.#server.image(complain);
    const view = viewOf(server);
    for (const each of view.operations.values()) if (each.reason !== undefined) this.mark(`quarantined ${each.reason}`);
    for (const event of view.events) this.mark(`card ${event.kind}`);
    this.#checkLog(server);
    await this.#checkTwin();
    checkSaved(this.#devices, view, complain);
    checkServer(server, view, complain);
    if (this.random.chance(0.5)) checkRebuild(server, complain);
    await this.#alone(async () => {
      for (const device of this.#devices) {
        checkNow(device, complain);
        await checkConverged(device, server, view, { complain, mark: (name) => this.mark(name) });
        await checkProjections(device, complain);
      }
      await this.#checkFigures(view);
    });
  }

  async #checkTwin(): Promise<void> {
    const { twin } = this.#options;
    await twin?.compare(this.#server);
    for (const difference of twin?.differences ?? []) this.violation(`PostgreSQL: ${difference}`);
  }

  /** Kilograms and own income, from what people did, without the app's totals. */
  async #checkFigures(view: ServerView): Promise<void> {
    const kilograms = new Map<string, number>();
    const income = new Map<string, number>();
    const add = (sums: Map<string, number>, key: string, amount: number): void => {
      sums.set(key, (sums.get(key) ?? 0) + amount);
    };
    for (const [id, operation] of view.decoded) {
      if (!view.counting.has(id) || (operation.table !== harvests.number && operation.table !== sales.number)) continue;
      const sign = operation.kind === 'reverse' ? -1 : 1;
      // A reversal repeats its document's note.
      const act = this.#workload.acts.get(tokenOf({ ...operation, kind: 'post' }) ?? '');
      if (act?.memberId === undefined) continue;
      if (act.kind === 'harvest')
        add(kilograms, memberProductKey(act.memberId, act.productId ?? ''), sign * (act.quantityMilli ?? 0));
      if (act.kind === 'sale' && act.direction === 'member-outside')
        add(income, act.memberId, sign * (act.amountDong ?? 0));
    }
    const [office] = this.#devices;
    if (office === undefined) return;
    for (const memberId of this.#memberIds) {
      for (const productId of this.#productIds) {
        const key = memberProductKey(memberId, productId);
        const shown = (await office.ask((read) => read.total(harvestTotals, key)))?.confirmed['quantityMilli'] ?? 0;
        if (shown !== (kilograms.get(key) ?? 0))
          this.violation(`[I9] the office shows ${shown} of ${key}, people harvested ${kilograms.get(key) ?? 0}`);
      }
      const total = await office.ask((read) => read.total(accounts, memberAccount(memberId)));
      const shown = total?.confirmed['incomeDong'] ?? 0;
      if (shown !== (income.get(memberId) ?? 0))
        this.violation(
          `[I9] the office shows ${shown} đ of own income for ${memberId}, expected ${income.get(memberId) ?? 0}`,
        );
      const lines = await office.ask((read) => read.lines(accounts, memberAccount(memberId)));
      for (const measure of accounts.measures) {
        const sum = lines
          .filter((line) => line.column === 'confirmed')
          .reduce((so, line) => so + (line.amounts[measure] ?? 0), 0);
        if (sum !== (total?.confirmed[measure] ?? 0))
          this.violation(
            `[I11] the lines of ${memberId} give ${sum} ${measure}, the account ${total?.confirmed[measure] ?? 0}`,
          );
      }
    }
  }

  #addDevice(name: string, person: Session['person']): Device {
    const token = person.userId.padStart(32, '0');
    this.#server.store.catalogue.addSession({
      tokenHash: tokenHash(token),
      coop: COOP,
      person,
      deviceName: name,
      createdAt: START_MS,
    });
    return this.#beginDevice(name, { person, token });
  }

  #beginDevice(
    name: string,
    parts: { readonly person: Session['person']; readonly token: string; readonly joinFirst?: JoinFirst },
  ): Device {
    const { person, token, joinFirst } = parts;
    // Somebody's app lets everything through; the server does not.
    const isEnrolled = this.#swarm.liar === 0 || worksForCoop(person);
    // Whoever founds the co-op has the newest version; others come to it when they come to it.
    const isOld = this.#devices.length > 0 && this.random.chance(this.#swarm.oldApp);
    const session = { coop: COOP, isEnrolled, person };
    const device = new Device(this, { name, session, token, joinFirst, registry: isOld ? oldRegistry : registry });
    this.#devices.push(device);
    return device;
  }

  async #alone(body: () => Promise<void>): Promise<void> {
    await this.scheduler.runAlone(body);
  }
}
