/**
 * Devices and one server in one process, on the real modules: saving, syncing, merging, the SQLite store. A seed decides
 * what people do, what the network does, when a process dies and where every clock stands.
 */
import { commit, localDatabase, refold, type LocalDatabase, type Session } from '#local-db/index.ts';
import { businessFields, asLocalOperation, asLocalRow, foldedState, type LocalRow } from '#local-db/local-row.ts';
import { pendingOf, readerOver } from '#local-db/reader.ts';
import { catalogueOf, LINES, OPERATIONS, TOTALS } from '#local-db/tables.ts';
import { exchange, syncUntilComplete, type Transport } from '#sync/index.ts';
import { Fault, type Result } from '#kernel/result.ts';
import type { Command, Reader } from '#kernel/module.ts';
import { memberScope } from '#kernel/module.ts';
import { registry } from '#modules/registry.ts';
import { addMember, editMember } from '#modules/members/commands.ts';
import { addPlot, editPlot } from '#modules/plots/commands.ts';
import { plots } from '#modules/plots/index.ts';
import { addProduct, setPrice } from '#modules/products/commands.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { harvests, harvestTotals, memberProductKey } from '#modules/harvests/index.ts';
import { addCustomer, confirmSales, recordSale, reverseSale } from '#modules/sales/commands.ts';
import { sales } from '#modules/sales/index.ts';
import { salesToConfirm } from '#modules/sales/queries.ts';
import { accounts, memberAccount } from '#modules/ledger/index.ts';
import { shownRow, conflictsOf } from '#protocol/shown-row.ts';
import { isDeleted } from '#protocol/merge.ts';
import type { RowState } from '#protocol/row-state.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import { handleSync, tokenHash, type SyncServer } from '#server/sync/handle-sync.ts';
import { canonical } from '../helpers/canonical.ts';
import { MemoryDisk, MemoryStore } from '../helpers/memory-store.ts';
import { Random } from '../helpers/random.ts';
import { isSameData, isSameSet } from '../helpers/same-data.ts';
import { borrowServerStore, giveBackServerStore } from '../helpers/store-pool.ts';
import { ProcessKilled, Scheduler } from './scheduler.ts';

export type Ablation = 'split-commit';

export interface SimulationOptions {
  readonly seed: number;
  readonly ablate?: Ablation | undefined;
  /** Things that people do, all devices together. */
  readonly actions?: number;
}

export interface SimulationOutcome {
  readonly seed: number;
  /** What was promised and not kept; empty when all is well. */
  readonly violations: readonly string[];
  readonly marks: Readonly<Record<string, number>>;
}

const COOP = 'c0ffee0000000001';
const START_MS = Date.UTC(2026, 10, 2, 1);
const OPTIONS = { build: 'simulation', byteBudget: 4_000 };

interface Faults {
  readonly drop: number;
  readonly loseAnswer: number;
  readonly duplicate: number;
  readonly truncate: number;
  readonly portal: number;
  readonly replay: number;
  readonly crash: number;
  readonly clockJump: number;
}

/** What a person was told is saved, with what the test itself knows about it. */
interface Known {
  readonly kind: 'harvest' | 'harvest-reversal' | 'sale' | 'sale-reversal' | 'other';
  readonly memberId?: string;
  readonly productId?: string;
  readonly quantityMilli?: number;
  readonly amountDong?: number;
  readonly direction?: string;
  readonly payment?: string;
}

export async function simulate(options: SimulationOptions): Promise<SimulationOutcome> {
  const world = new World(options);
  try {
    await world.found();
    await world.work(options.actions ?? 40);
    await world.heal();
    await world.check();
  } catch (cause) {
    world.violations.push(`stopped: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
  } finally {
    world.close();
  }
  return { seed: options.seed, violations: world.violations, marks: world.marks };
}

class World {
  readonly violations: string[] = [];
  readonly marks: Record<string, number> = {};
  readonly #random: Random;
  readonly #scheduler: Scheduler;
  readonly #server: SyncServer;
  readonly #store = borrowServerStore();
  readonly #devices: Device[] = [];
  readonly #faults: Faults;
  readonly #options: SimulationOptions;
  readonly #requests: Uint8Array[] = [];
  #nowMs = START_MS;
  #areFaultsOn = false;
  #memberIds: string[] = [];
  #productIds: string[] = [];
  #plotIds: string[] = [];
  #customerId = '';

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#scheduler = new Scheduler(this.#random);
    this.#server = { store: this.#store, registry, now: () => this.#nowMs };
    // Swarm: each seed has some faults fully off and some strongly on.
    const strength = (most: number): number => (this.#random.chance(0.4) ? 0 : this.#random.next() * most);
    this.#faults = {
      drop: strength(0.4),
      loseAnswer: strength(0.4),
      duplicate: strength(0.3),
      truncate: strength(0.2),
      portal: strength(0.1),
      replay: strength(0.2),
      crash: strength(0.02),
      clockJump: strength(0.1),
    };
  }

  close(): void {
    giveBackServerStore(this.#store);
  }

  mark(name: string): void {
    this.marks[name] = (this.marks[name] ?? 0) + 1;
  }

  /** The office sets the co-op up with everything working. */
  async found(): Promise<void> {
    const { catalogue } = this.#server.store;
    catalogue.addCoop({ coop: COOP, name: 'HTX Chè Shan Suối Vàng', createdAt: START_MS });
    const office = this.#addDevice('office', {
      coop: COOP,
      isEnrolled: true,
      person: { userId: '00000000000000f0', role: 'office' },
    });
    await this.#alone(async () => {
      for (const name of ['Tẩn Láo Hín', 'Vũ Ngọc Quý'])
        this.#memberIds.push(await office.must(addMember, { name }, OTHER));
      for (const name of ['Chè búp tươi', 'Cà phê'])
        this.#productIds.push(await office.must(addProduct, { name, unit: 'kg' }, OTHER));
      for (const memberId of this.#memberIds)
        this.#plotIds.push(await office.must(addPlot, { memberId, name: 'Đồi trên', areaM2: 720 }, OTHER));
      this.#customerId = await office.must(addCustomer, { name: 'Công ty Chè' }, OTHER);
      await office.sync();
    });
    for (const [index, memberId] of this.#memberIds.entries()) {
      this.#addDevice(`farmer ${index + 1}`, {
        coop: COOP,
        isEnrolled: true,
        person: { userId: `00000000000000a${index}`, role: 'member', memberId },
      });
    }
    await this.#alone(async () => {
      for (const device of this.#devices) await device.sync();
    });
  }

  /** People work and phones sync, all at once, with faults. */
  async work(actions: number): Promise<void> {
    this.#areFaultsOn = true;
    const perDevice = Math.ceil(actions / this.#devices.length);
    const lives = this.#devices.map((device) => this.#live(device, perDevice));
    await this.#scheduler.run(lives, () => this.#disturb());
    for (const life of await Promise.allSettled(lives)) {
      if (life.status === 'rejected')
        this.violations.push(
          `a device ended by ${String(life.reason instanceof Error ? life.reason.stack : life.reason)}`,
        );
    }
    this.#areFaultsOn = false;
  }

  async #live(device: Device, actions: number): Promise<void> {
    let left = actions;
    while (left > 0) {
      try {
        await device.start();
        while (left > 0) {
          left -= 1;
          await this.#act(device);
        }
        await device.background();
      } catch (cause) {
        if (!(cause instanceof ProcessKilled)) throw cause;
        this.mark('crash');
      }
    }
    await device.reopen();
  }

  async #act(device: Device): Promise<void> {
    const random = this.#random;
    if (random.chance(0.25)) {
      if (random.chance(0.5)) await device.trySync();
      else device.syncInBackground();
      return;
    }
    await (device.session.person.role === 'office'
      ? this.#officeWork(device)
      : this.#farmWork(device, device.session.person.memberId ?? ''));
  }

  async #farmWork(device: Device, memberId: string): Promise<void> {
    const random = this.#random;
    const productId = random.pick(this.#productIds);
    const quantityMilli = (1 + random.below(900)) * 100;
    switch (random.below(6)) {
      case 0:
      case 1:
        await device.run(
          recordHarvest,
          { memberId, productId, quantityMilli },
          { kind: 'harvest', memberId, productId, quantityMilli },
        );
        break;
      case 2:
        await this.#reverseSome(device, memberId);
        break;
      case 3:
      case 4:
        await this.#sell(device, {
          memberId,
          productId,
          quantityMilli,
          direction: random.pick(['member-outside', 'member-coop', 'member-coop']),
        });
        break;
      default:
        await this.#editSomePlot(device);
    }
  }

  async #officeWork(device: Device): Promise<void> {
    const random = this.#random;
    const memberId = random.pick(this.#memberIds);
    const productId = random.pick(this.#productIds);
    const quantityMilli = (1 + random.below(900)) * 100;
    switch (random.below(8)) {
      case 0:
        await this.#sell(device, {
          productId,
          quantityMilli,
          direction: 'coop-customer',
          customerId: this.#customerId,
        });
        break;
      case 1:
        await this.#sell(device, {
          memberId,
          productId,
          quantityMilli,
          direction: random.pick(['coop-member', 'member-coop']),
        });
        break;
      case 2:
      case 3: {
        const waiting = await device.ask((read) => salesToConfirm(read));
        if (waiting.length > 0)
          await device.run(
            confirmSales,
            waiting.map((sale) => sale.id),
            OTHER,
          );
        break;
      }
      case 4:
        await this.#reverseSome(device, memberId);
        break;
      case 5:
        await device.run(editMember, { id: memberId, fields: { village: `Bản ${random.below(5)}` } }, OTHER);
        break;
      case 6:
        await device.run(setPrice, { productId, unitPriceDong: 10_000 + random.below(50) * 100 }, OTHER);
        break;
      default:
        await this.#editSomePlot(device);
    }
  }

  async #sell(
    device: Device,
    sale: {
      readonly memberId?: string;
      readonly customerId?: string;
      readonly productId: string;
      readonly quantityMilli: number;
      readonly direction: 'member-outside' | 'member-coop' | 'coop-member' | 'coop-customer';
    },
  ): Promise<void> {
    const unitPriceDong = 5_000 + this.#random.below(100) * 500;
    const payment = this.#random.pick(['cash', 'credit'] as const);
    // Prices are multiples of 500 and quantities of 100 g, so the product is whole: the test needs no rounding of its own.
    const amountDong = (sale.quantityMilli / 100) * (unitPriceDong / 10);
    await device.run(recordSale, { ...sale, unitPriceDong, payment }, { ...sale, kind: 'sale', amountDong, payment });
  }

  async #reverseSome(device: Device, memberId: string): Promise<void> {
    if (this.#random.chance(0.5)) {
      const own = await device.ask((read) =>
        read.list(harvests, { index: '[memberId+harvestedOn]', from: [memberId, ''], to: [memberId, '9999-12-31'] }),
      );
      if (own.length === 0) return;
      const { id, productId, quantityMilli } = this.#random.pick(own);
      await device.run(reverseHarvest, id, {
        kind: 'harvest-reversal',
        memberId,
        productId,
        quantityMilli: -quantityMilli,
      });
      return;
    }
    const own = await device.ask((read) =>
      read.list(sales, { index: '[memberId+soldOn]', from: [memberId, ''], to: [memberId, '9999-12-31'] }),
    );
    const allowed = own.filter(
      (sale) =>
        device.session.person.role === 'office' ||
        sale.direction === 'member-outside' ||
        sale.direction === 'member-coop',
    );
    if (allowed.length > 0) await device.run(reverseSale, this.#random.pick(allowed).id, { kind: 'sale-reversal' });
  }

  async #editSomePlot(device: Device): Promise<void> {
    const all = await device.ask((read) => read.list(plots));
    if (all.length === 0) return;
    const fields = this.#random.chance(0.5)
      ? { name: `Đồi ${this.#random.below(4)}` }
      : { areaM2: 360 * (1 + this.#random.below(5)) };
    await device.run(editPlot, { id: this.#random.pick(all).id, fields }, OTHER);
  }

  /** Between any two steps: time passes, clocks jump, a process dies. */
  #disturb(): void {
    this.#nowMs += 1 + this.#random.below(2_000);
    for (const device of this.#devices) {
      if (this.#random.chance(this.#faults.clockJump / 100)) {
        device.clockErrorMs = this.#random.pick([0, -1, 1]) * this.#random.below(60 * 365) * 86_400_000;
        this.mark('clock jump');
      }
      if (this.#random.chance(this.#faults.crash / 10)) device.kill();
    }
  }

  /** The network as it is out there. */
  async send(device: Device, body: Uint8Array): Promise<Uint8Array> {
    const faults = this.#areFaultsOn ? this.#faults : NO_FAULTS;
    const random = this.#random;
    for (let delay = random.below(4); delay > 0; delay -= 1) await device.turn();
    if (random.chance(faults.drop)) return this.#lost('request dropped');
    if (random.chance(faults.portal)) {
      this.mark('captive portal');
      return new TextEncoder().encode('<!doctype html><title>Wi-Fi</title>');
    }
    this.#requests.push(body);
    if (random.chance(faults.replay)) {
      this.mark('request replayed');
      handleSync(this.#server, random.pick(this.#requests));
    }
    let answer = handleSync(this.#server, body);
    if (random.chance(faults.duplicate)) {
      this.mark('request duplicated');
      answer = handleSync(this.#server, body);
    }
    for (let delay = random.below(4); delay > 0; delay -= 1) await device.turn();
    if (random.chance(faults.loseAnswer)) return this.#lost('answer lost');
    if (answer.status !== 200) {
      const { code } = decodeSyncError(answer.body);
      this.violations.push(`${device.name}: the server answered ${code}`);
      throw new Fault(code);
    }
    if (random.chance(faults.truncate)) {
      this.mark('answer truncated');
      return answer.body.slice(0, random.below(answer.body.length));
    }
    return answer.body;
  }

  #lost(mark: string): never {
    this.mark(mark);
    throw new Fault('sync.offline');
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get random(): Random {
    return this.#random;
  }

  get scheduler(): Scheduler {
    return this.#scheduler;
  }

  get isSplit(): boolean {
    return this.#options.ablate === 'split-commit' && this.#areFaultsOn;
  }

  /** Faults stop; everybody comes near Wi-Fi twice. */
  async heal(): Promise<void> {
    for (const device of this.#devices) await device.reopen();
    await this.#alone(async () => {
      for (let round = 0; round < 2; round += 1) for (const device of this.#devices) await device.sync();
    });
    for (const device of this.#devices)
      for (const reason of await this.#quarantinesOf(device)) this.mark(`quarantined ${reason}`);
  }

  async #quarantinesOf(device: Device): Promise<readonly string[]> {
    return [...(device.disk.tables.get(OPERATIONS) ?? new Map()).values()].flatMap(
      (record) => asLocalOperation(record).reason ?? [],
    );
  }

  async check(): Promise<void> {
    const { store } = this.#server;
    const serverRows = store.read(COOP, (reader) => reader.rowsAfter(0, { limit: 1_000_000 }));
    await this.#alone(async () => {
      for (const device of this.#devices) {
        await device.checkSaved(store);
        await device.checkConverged(serverRows);
        await device.checkProjections();
      }
      await this.#checkFigures(store);
    });
  }

  /** Kilograms and own income, computed here from what people did, without the app's totals. */
  async #checkFigures(store: SyncServer['store']): Promise<void> {
    const isStored = (id: string): boolean =>
      store.read(COOP, (reader) => {
        const [writer = '', n = '0'] = id.split('-');
        return reader.operations(writer, Number(n), Number(n))[0]?.reason === undefined && reader.hasOperation(id);
      });
    const kilograms = new Map<string, number>();
    const income = new Map<string, number>();
    for (const device of this.#devices) {
      for (const [id, known] of device.known) {
        if (!isStored(id) || known.memberId === undefined) continue;
        if (known.kind === 'harvest' || known.kind === 'harvest-reversal') {
          const key = memberProductKey(known.memberId, known.productId ?? '');
          kilograms.set(key, (kilograms.get(key) ?? 0) + (known.quantityMilli ?? 0));
        }
        if (known.kind === 'sale' && known.direction === 'member-outside')
          income.set(known.memberId, (income.get(known.memberId) ?? 0) + (known.amountDong ?? 0));
      }
    }
    const [office] = this.#devices;
    if (office === undefined) return;
    for (const memberId of this.#memberIds) {
      for (const productId of this.#productIds) {
        const key = memberProductKey(memberId, productId);
        const shown = (await office.ask((read) => read.total(harvestTotals, key)))?.confirmed['quantityMilli'] ?? 0;
        if (shown !== (kilograms.get(key) ?? 0))
          this.violations.push(`office shows ${shown} of ${key}, people harvested ${kilograms.get(key) ?? 0}`);
      }
      const total = await office.ask((read) => read.total(accounts, memberAccount(memberId)));
      const reversed = await this.#reversedIncome(office, memberId);
      const expected = (income.get(memberId) ?? 0) - reversed;
      const shown = total?.confirmed['incomeDong'] ?? 0;
      if (shown !== expected)
        this.violations.push(`office shows ${shown} đ of own income for ${memberId}, expected ${expected}`);
      const lines = await office.ask((read) => read.lines(accounts, memberAccount(memberId)));
      for (const measure of accounts.measures) {
        const sum = lines
          .filter((line) => line.column !== 'attention')
          .reduce((so, line) => so + (line.amounts[measure] ?? 0), 0);
        if (sum !== (total?.confirmed[measure] ?? 0))
          this.violations.push(
            `the lines of ${memberId} give ${sum} ${measure}, the account ${total?.confirmed[measure] ?? 0}`,
          );
      }
    }
  }

  async #reversedIncome(office: Device, memberId: string): Promise<number> {
    const own = await office.ask((read) =>
      read.list(sales, { index: '[memberId+soldOn]', from: [memberId, ''], to: [memberId, '9999-12-31'] }),
    );
    return own
      .filter(
        (sale) => sale.column !== 'attention' && sale.direction === 'member-outside' && sale.reversesId !== undefined,
      )
      .reduce((sum, sale) => sum - sale.amountDong, 0);
  }

  #addDevice(name: string, session: Session): Device {
    const token = session.person.userId.padStart(32, '0');
    this.#server.store.catalogue.addSession(
      tokenHash(token),
      { coop: COOP, person: session.person },
      { deviceName: name, createdAt: START_MS },
    );
    const device = new Device(this, { name, session, token });
    this.#devices.push(device);
    return device;
  }

  async #alone(body: () => Promise<void>): Promise<void> {
    const task = body();
    await this.#scheduler.run([task]);
    await task;
  }
}

const OTHER: Known = { kind: 'other' };
const NO_FAULTS: Faults = {
  drop: 0,
  loseAnswer: 0,
  duplicate: 0,
  truncate: 0,
  portal: 0,
  replay: 0,
  crash: 0,
  clockJump: 0,
};

class Device {
  readonly name: string;
  readonly session: Session;
  readonly disk = new MemoryDisk(catalogueOf(registry).storeTables);
  /** Everything that was saved here, by operation id. */
  readonly known = new Map<string, Known>();
  clockErrorMs = 0;
  readonly #world: World;
  readonly #token: string;
  #process: number;
  #database: LocalDatabase;
  #background: Promise<unknown>[] = [];
  /** What the person was doing when the process died: it may have become durable or not. */
  #attempt: Known | undefined;

  constructor(world: World, parts: { readonly name: string; readonly session: Session; readonly token: string }) {
    this.#world = world;
    this.name = parts.name;
    this.session = parts.session;
    this.#token = parts.token;
    this.#process = world.scheduler.startProcess();
    this.#database = this.#open();
  }

  kill(): void {
    this.#world.scheduler.kill(this.#process);
  }

  async start(): Promise<void> {
    await this.reopen();
  }

  async reopen(): Promise<void> {
    await Promise.allSettled(this.#background);
    this.#background = [];
    this.kill();
    this.#process = this.#world.scheduler.startProcess();
    this.#database = this.#open();
    this.#reconcile();
  }

  async turn(): Promise<void> {
    await this.#world.scheduler.turn(this.#process);
  }

  async must<Input>(command: Command<Input, string>, input: Input, known: Known): Promise<string> {
    const outcome = await this.#save(command, input, known);
    if (!outcome.ok) throw new Error(`refused: ${outcome.code}`);
    return outcome.value.output;
  }

  async run<Input, Output>(command: Command<Input, Output>, input: Input, known: Known): Promise<void> {
    const outcome = await this.#save(command, input, known);
    this.#world.mark(outcome.ok ? 'saved' : `refused ${outcome.code}`);
  }

  async ask<T>(query: (read: Reader) => Promise<T>): Promise<T> {
    return query(readerOver(this.#database.store.reader));
  }

  async sync(): Promise<void> {
    await syncUntilComplete(this.#database, this.#transport(), { ...OPTIONS, token: this.#token });
  }

  async trySync(): Promise<void> {
    try {
      const outcome = await exchange(this.#database, this.#transport(), { ...OPTIONS, token: this.#token });
      this.#world.mark(`sync ${outcome.kind}`);
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      this.#world.mark(`sync ${cause.code}`);
    }
  }

  /** The other tab. */
  syncInBackground(): void {
    this.#background.push(
      this.trySync().catch((cause: unknown) => {
        if (!(cause instanceof ProcessKilled)) this.#world.violations.push(`${this.name}: ${String(cause)}`);
      }),
    );
  }

  async background(): Promise<void> {
    await Promise.allSettled(this.#background);
  }

  /** Saved is saved (I1), and comes to the server exactly once (I3, I8). */
  async checkSaved(store: SyncServer['store']): Promise<void> {
    const here = this.#operations();
    for (const id of this.known.keys()) {
      if (!here.has(id)) this.#world.violations.push(`${this.name} said that ${id} is saved and has lost it`);
      if (!store.read(COOP, (reader) => reader.hasOperation(id)))
        this.#world.violations.push(`${id} of ${this.name} never came to the server`);
    }
    for (const local of here.values()) {
      if (local.seq === 0) this.#world.violations.push(`${this.name} still holds ${local.writer}-${local.n} as unsent`);
    }
  }

  /** The device shows what the server holds of its scopes, and nothing of anybody else's (I7, I17). */
  async checkConverged(serverRows: readonly RowState[]): Promise<void> {
    const { catalogue } = this.#database;
    const mine = serverRows.filter(
      (row) =>
        this.session.person.role === 'office' ||
        row.scope === 'coop' ||
        row.scope === memberScope(this.session.person.memberId ?? ''),
    );
    const expected = new Map(mine.map((row) => [row.id, row]));
    for (const table of catalogue.tables) {
      for (const record of this.disk.tables.get(table.name)?.values() ?? []) {
        const row = asLocalRow(record);
        if (row === undefined) continue;
        const state = expected.get(row.id);
        expected.delete(row.id);
        if (state === undefined) {
          if (row.column !== 'attention')
            this.#world.violations.push(`${this.name} shows ${table.name} ${row.id} that the server does not have`);
          continue;
        }
        const pending = (await pendingOf(this.#database.store.reader, row.id, row.baseSeq)).filter(
          (local) => local.attention !== 1,
        );
        if (pending.length > 0) this.#world.violations.push(`${this.name} has something pending on ${row.id}`);
        if (row.column === 'attention') continue;
        if (row.conflicts.length > 0) this.#world.mark('conflict shown');
        const difference = differenceOf(row, { ...state, table: table.number });
        if (difference !== '')
          this.#world.violations.push(`${this.name} and the server differ in ${table.name} ${row.id}: ${difference}`);
      }
    }
    for (const row of expected.values())
      this.#world.violations.push(`${this.name} lacks row ${row.id} of table ${row.table}`);

    function differenceOf(row: LocalRow, state: RowState): string {
      const table = catalogue.byNumber.get(state.table);
      if (table === undefined) return 'unknown table';
      const here = {
        ...businessFields(table, row),
        conflicts: row.conflicts,
        deleted: row.deleted === 1,
        seq: row.baseSeq,
        heads: operationsOf(foldedState(table, row, [])),
      };
      const there = {
        ...shownRow(table, state),
        conflicts: conflictsOf(table, state),
        deleted: isDeleted(state),
        seq: state.seq,
        heads: operationsOf(state),
      };
      return isSameData(here, there) ? '' : `${canonical(here)} ≠ ${canonical(there)}`;
    }
  }

  /** Projections equal a full refold, column by column (I9, W8). */
  async checkProjections(): Promise<void> {
    const fresh = await refold(this.#database);
    const totals = [...(this.disk.tables.get(TOTALS)?.values() ?? [])];
    const lines = [...(this.disk.tables.get(LINES)?.values() ?? [])];
    if (!isSameSet(totals, fresh.totals))
      this.#world.violations.push(`${this.name}: totals differ from their documents`);
    if (!isSameSet(lines, fresh.lines)) this.#world.violations.push(`${this.name}: lines differ from their documents`);
  }

  async #save<Input, Output>(
    command: Command<Input, Output>,
    input: Input,
    known: Known,
  ): Promise<Result<{ readonly output: Output; readonly operations: readonly string[] }>> {
    this.#attempt = known;
    const outcome = await commit(this.#database, command, input);
    this.#attempt = undefined;
    if (outcome.ok)
      for (const [index, id] of outcome.value.operations.entries()) this.known.set(id, index === 0 ? known : OTHER);
    return outcome;
  }

  /** After a crash: what the disk has and the person was not told of belongs to what he was just doing. */
  #reconcile(): void {
    const unknown = [...this.#operations().keys()]
      .filter((id) => !this.known.has(id))
      .sort((left, right) => Number(left.split('-')[1]) - Number(right.split('-')[1]));
    for (const [index, id] of unknown.entries()) {
      if (this.#attempt === undefined) this.#world.violations.push(`${this.name}: nobody wrote ${id}`);
      this.known.set(id, index === 0 ? (this.#attempt ?? OTHER) : OTHER);
    }
    this.#attempt = undefined;
    if (unknown.length > 0) this.#world.mark('saved but not told');
  }

  #operations() {
    const operations = [...(this.disk.tables.get(OPERATIONS)?.values() ?? [])].map(asLocalOperation);
    return new Map(operations.map((local) => [`${local.writer}-${local.n}`, local]));
  }

  #open(): LocalDatabase {
    const process = this.#process;
    const { scheduler, random } = this.#world;
    const store = new MemoryStore({
      disk: this.disk,
      turn: () => scheduler.turn(process),
      isSplit: this.#world.isSplit,
    });
    const env = {
      now: () => Math.max(0, this.#world.nowMs + this.clockErrorMs),
      random: () => random.next(),
      randomBytes: (length: number) => random.bytes(length),
      sleep: () => scheduler.turn(process),
    };
    return localDatabase({ store, registry, env, session: this.session });
  }

  #transport(): Transport {
    return { send: (body) => this.#world.send(this, body) };
  }
}

/** Which operations stand in each field. */
function operationsOf(state: RowState): readonly unknown[] {
  return [...state.fields].map(([no, heads]) => [no, heads.map((head) => head.operation)]);
}
