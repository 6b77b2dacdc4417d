/** A server process and the devices that work with it; what was saved is remembered here, apart from everything they keep. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod/mini';
import { commit, readerOver, unsentSummary } from '#local-db/index.ts';
import { asLocalOperation } from '#local-db/local-row.ts';
import { OPERATIONS } from '#local-db/tables.ts';
import { Fault } from '#kernel/result.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { coopFile, integrityOf } from '#server/store/sqlite/files.ts';
import { startServer, type RunningServer } from '../../journeys/start-server.ts';
import { must } from '../../helpers/local-device.ts';
import { colleague, founder, sync, type Peer } from '../peer.ts';

export class Fleet {
  readonly dataDir: string;
  readonly coop: string;
  readonly devices: Peer[];
  /** Every operation that a device said is saved. */
  readonly saved = new Set<string>();
  readonly #address: { port: number };
  readonly #subject: { readonly memberId: string; readonly productId: string };
  #running: RunningServer;

  private constructor(parts: {
    readonly dataDir: string;
    readonly devices: Peer[];
    readonly running: RunningServer;
    readonly address: { port: number };
    readonly subject: { readonly memberId: string; readonly productId: string };
  }) {
    this.dataDir = parts.dataDir;
    this.devices = parts.devices;
    this.coop = parts.devices[0]?.database.session.coop ?? '';
    this.#running = parts.running;
    this.#address = parts.address;
    this.#subject = parts.subject;
  }

  static async found(dataDir: string, count: number): Promise<Fleet> {
    const running = await startServer({ dataDir });
    const address = { port: running.port };
    const office = await founder(address, running.setupToken ?? '');
    const memberId = await must(office.database, addMember, { name: 'Tẩn Láo Hín' });
    const productId = await must(office.database, addProduct, { name: 'Chè', unit: 'kg' });
    await sync(office);
    const devices = [office];
    while (devices.length < count) devices.push(await colleague(office));
    for (const device of devices) await sync(device);
    return new Fleet({ dataDir, devices, running, address, subject: { memberId, productId } });
  }

  /** Everybody saves so many harvests and takes some back. */
  async work(each: number, who: readonly Peer[] = this.devices): Promise<void> {
    for (const { database } of who) {
      for (let index = 0; index < each; index += 1) {
        const [made] = this.#remember(
          await commit(database, recordHarvest, { ...this.#subject, quantityMilli: 1_000 + index }),
        );
        if (made !== undefined && index % 7 === 3) this.#remember(await commit(database, reverseHarvest, made));
      }
    }
  }

  #remember(outcome: Awaited<ReturnType<typeof commit>>): readonly string[] {
    if (!outcome.ok) throw new Error(outcome.code);
    for (const id of outcome.value.operations) this.saved.add(id);
    return outcome.value.operations;
  }

  /** Everybody syncs at once, as far as the server answers. True when it answered all of them. */
  async trySync(who: readonly Peer[] = this.devices): Promise<boolean> {
    const outcomes = await Promise.all(
      who.map(async (device) => {
        try {
          await sync(device);
          return true;
        } catch (cause) {
          if (!(cause instanceof Fault)) throw cause;
          return false;
        }
      }),
    );
    return outcomes.every((outcome) => outcome);
  }

  /** What devices were told is stored and still hold. */
  async acknowledged(): Promise<readonly string[]> {
    const told: string[] = [];
    for (const { database } of this.devices)
      for (const record of await database.store.reader.range(OPERATIONS)) {
        const local = asLocalOperation(record);
        if (local.seq > 0) told.push(`${local.writer}-${local.n}`);
      }
    return told;
  }

  async kill(): Promise<void> {
    await this.#running.kill();
  }

  async start(through?: readonly string[]): Promise<void> {
    this.#running = await startServer({ dataDir: this.dataDir, ...(through === undefined ? {} : { through }) });
    this.#address.port = this.#running.port;
  }

  /** The built server's own commands, in a process of their own. */
  command(...args: readonly string[]): { readonly code: number; readonly said: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/server.js', ...args], {
      env: { ...process.env, DATA_DIR: this.dataDir },
      encoding: 'utf8',
    });
    return { code: status ?? -1, said: `${stdout}${stderr}` };
  }

  /** What is wrong with the files as they lie now: damage, and acknowledged operations that are not in them. */
  async lostFromDisk(): Promise<readonly string[]> {
    const { problems, ids } = onDisk(coopFile(this.dataDir, this.coop));
    const lost = (await this.acknowledged()).filter((id) => !ids.has(id));
    return [
      ...problems,
      ...lost.slice(0, 3).map((id) => `${id} was acknowledged and is not on the disk (${lost.length} in all)`),
    ];
  }

  /** Everybody syncs, then all that was ever saved is with everybody, and with a device that has just joined; the audit is clean. */
  async whatIsWrong(): Promise<readonly string[]> {
    const wrong: string[] = [];
    for (let round = 0; round < 2; round += 1)
      if (!(await this.trySync())) wrong.push('the server does not answer every device');
    const fresh = await colleague(this.devices[0] ?? never());
    await sync(fresh);
    for (const [index, device] of [...this.devices, fresh].entries()) {
      const rows = await readerOver(device.database.store.reader).list(harvests);
      const held = new Set(rows.map((row) => row.id));
      const missing = [...this.saved].filter((id) => !held.has(id));
      if (missing.length > 0 || held.size !== this.saved.size)
        wrong.push(`device ${index} holds ${held.size} of ${this.saved.size}; ${missing[0] ?? 'nothing'} is missing`);
      const { count, attention } = await unsentSummary(device.database);
      if (count + attention > 0) wrong.push(`device ${index} has ${count} unsent and ${attention} put aside`);
    }
    const audit = this.command('audit');
    if (audit.code !== 0) wrong.push(`the audit: ${audit.said}`);
    return wrong;
  }
}

/** What a database file and its log hold when they are opened after a crash. The files themselves are left alone. */
export function onDisk(file: string): { readonly problems: readonly string[]; readonly ids: ReadonlySet<string> } {
  const folder = mkdtempSync(join(tmpdir(), 'so-mua-disk-'));
  try {
    const copy = join(folder, 'copy.sqlite');
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    const problems = integrityOf(copy);
    const db = new Database(copy);
    const ids = z.array(z.string()).parse(db.prepare("SELECT writer || '-' || n FROM op").pluck().all());
    db.close();
    return { problems, ids: new Set(ids) };
  } catch (cause) {
    return { problems: [cause instanceof Error ? cause.message : String(cause)], ids: new Set() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder of its own under the proof's. */
export function folderIn(dataDir: string, name: string): string {
  const folder = join(dataDir, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function never(): never {
  throw new Error('a fleet has devices');
}
