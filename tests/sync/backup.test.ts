import { beforeEach, describe, expect, test } from 'vitest';
import { readerOver, refold, unsentSummary, type LocalDatabase } from '#local-db/index.ts';
import { backupOf, decodeBackup, preview, restore } from '#local-db/rescue.ts';
import { encodeBackup } from '#local-db/backup-file.ts';
import { LINES, OPERATIONS, TOTALS } from '#local-db/tables.ts';
import type { Signer } from '#kernel/env.ts';
import { hexOf } from '#kernel/ids.ts';
import { PRACTICE_COOP } from '#kernel/practice.ts';
import { Fault } from '#kernel/result.ts';
import { FOUNDER_ROLES, type Role } from '#kernel/roles.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { harvests, harvestTotals, memberProductKey } from '#modules/harvests/index.ts';
import { addMember, editMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { registry } from '#modules/registry.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { handleSync } from '#server/sync/handle-sync.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { syncUntilComplete, type Transport } from '#sync/index.ts';
import { must, newDisk, openDevice } from '../helpers/local-device.ts';
import type { MemoryDisk } from '../helpers/memory-store.ts';
import { Random } from '../helpers/random.ts';
import { standInSigner, verifyStandIn } from './sim/signing.ts';

const COOP = 'c0ffee0000000001';
const ABOUT = { coopName: 'HTX Chè', personName: 'Tẩn Láo Hín' };
const OFFICE = { userId: 'office', roles: FOUNDER_ROLES } as const;

/** A co-op with its server, its office, one product and one farmer. */
class World {
  readonly random = new Random(20_261_103);
  memberId = '';
  productId = '';
  #nowMs = Date.UTC(2026, 10, 3, 1);
  readonly #server = {
    store: openSqliteStore({ dataDir: ':memory:' }),
    registry,
    now: () => this.#nowMs,
    verify: verifyStandIn,
  };
  /** A person has one session, whatever became of the device. */
  readonly #tokenOf = new Map<string, string>();
  readonly #tokens = new Map<LocalDatabase, string>();

  async found(): Promise<void> {
    this.#server.store.catalogue.addCoop({ coop: COOP, name: 'HTX Chè', createdAt: 0 });
    const office = this.device(OFFICE, newDisk());
    this.memberId = await must(office, addMember, { name: 'Tẩn Láo Hín' });
    this.productId = await must(office, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
    await this.sync(office);
  }

  device(
    person: { readonly userId: string; readonly roles: readonly Role[]; readonly memberId?: string },
    disk: MemoryDisk,
    { coop = COOP, signer }: { readonly coop?: string; readonly signer?: Signer } = {},
  ): LocalDatabase {
    const database = openDevice({
      now: () => (this.#nowMs += 1_000),
      randomBytes: (length) => Uint8Array.from({ length }, () => this.random.below(256)),
      session: { coop, person, isEnrolled: true },
      disk,
      ...(signer === undefined ? {} : { signer }),
    });
    const token = hexOf(Uint8Array.from({ length: 16 }, () => this.random.below(256)));
    const { catalogue } = this.#server.store;
    const known = this.#tokenOf.get(person.userId);
    this.#tokens.set(database, known ?? token);
    if (known !== undefined) return database;
    this.#tokenOf.set(person.userId, token);
    catalogue.addSession({ coop: COOP, person, tokenHash: tokenHash(token), deviceName: 'x', createdAt: 0 });
    return database;
  }

  /** The farmer's phone; joining anew by a code makes another user of it. */
  phone(disk: MemoryDisk, userId = 'hin'): LocalDatabase {
    return this.device({ userId, roles: ['member'], memberId: this.memberId }, disk);
  }

  /** As the browsers are: every log has a key, which never leaves the device. */
  sealedPhone(disk: MemoryDisk): LocalDatabase {
    const signer = standInSigner(this.random);
    return this.device({ userId: 'hin', roles: ['member'], memberId: this.memberId }, disk, { signer });
  }

  async harvest(database: LocalDatabase, kilos: number): Promise<string> {
    const { memberId, productId } = this;
    return must(database, recordHarvest, { memberId, productId, quantityMilli: kilos * 1_000 });
  }

  async sync(database: LocalDatabase): Promise<void> {
    const transport: Transport = {
      send: async (body) => {
        const answer = await handleSync(this.#server, body);
        if (answer.status !== 200) throw new Fault(decodeSyncError(answer.body).code);
        return answer.body;
      },
    };
    const options = { token: this.#tokens.get(database) ?? '', build: 'test', byteBudget: 100_000 };
    await syncUntilComplete(database, transport, options);
  }

  stored(): number {
    return this.#server.store.read(COOP, (reader) => reader.head().seq);
  }

  /** What the office weighs up: `[harvest, kilos]`, and their sum as the totals say it. */
  async officeSees(): Promise<{ readonly kilos: readonly number[]; readonly total: number }> {
    const office = this.device(OFFICE, newDisk());
    await this.sync(office);
    return this.sees(office);
  }

  async sees(database: LocalDatabase): Promise<{ readonly kilos: readonly number[]; readonly total: number }> {
    const read = readerOver(database.store.reader);
    const rows = await read.list(harvests);
    const total = await read.total(harvestTotals, memberProductKey(this.memberId, this.productId));
    const columns = [total?.confirmed, total?.waiting, total?.attention];
    return {
      kilos: rows.map((row) => row.quantityMilli / 1_000).sort((left, right) => left - right),
      total: columns.reduce((sum, column) => sum + (column?.['quantityMilli'] ?? 0), 0) / 1_000,
    };
  }
}

async function codeOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => 'loaded',
    (cause: unknown) => (cause instanceof Fault ? cause.code : cause),
  );
}

function copyOf(disk: MemoryDisk): MemoryDisk {
  const copy = newDisk();
  for (const [name, records] of disk.tables)
    for (const [key, record] of records) copy.tables.get(name)?.set(key, structuredClone(record));
  return copy;
}

async function expectTotalsFit(database: LocalDatabase): Promise<void> {
  const fresh = await refold(database);
  const byId = (records: readonly object[]) => records.map((record) => JSON.stringify(record)).sort();
  expect(byId(await database.store.reader.range(TOTALS))).toEqual(byId(fresh.totals));
  expect(byId(await database.store.reader.range(LINES))).toEqual(byId(fresh.lines));
}

describe('[F2] unsent work as a file', () => {
  let world: World;
  let disk: MemoryDisk;
  let phone: LocalDatabase;
  beforeEach(async () => {
    world = new World();
    await world.found();
    disk = newDisk();
    phone = world.phone(disk);
    await world.sync(phone);
    await world.harvest(phone, 3);
    await world.sync(phone);
    await world.harvest(phone, 5);
    await world.harvest(phone, 7);
  });

  test('holds what is unsent and nothing else, and says whose it is', async () => {
    const { file, operations } = await backupOf(phone, ABOUT);
    expect(operations).toBe(2);
    const backup = decodeBackup(file);
    expect(backup.owner).toMatchObject({
      coop: COOP,
      coopName: 'HTX Chè',
      roles: ['member'],
      memberId: world.memberId,
    });
    expect(backup.pieces.flatMap((piece) => piece.operations).map(({ n }) => n)).toEqual([2, 3]);
  });

  test('[I3] loaded into the same book it changes nothing, before and after it was sent', async () => {
    const { file } = await backupOf(phone, ABOUT);
    expect(await restore(phone, file)).toEqual({ fresh: 0, known: 2 });
    await world.sync(phone);
    expect(await restore(phone, file)).toEqual({ fresh: 0, known: 2 });
    expect(await unsentSummary(phone)).toMatchObject({ count: 0 });
    expect(await world.officeSees()).toEqual({ kilos: [3, 5, 7], total: 15 });
  });

  test('[F2] the phone’s storage was emptied: the file brings everything back under its old ids', async () => {
    const { file } = await backupOf(phone, ABOUT);
    const again = world.phone(newDisk());
    await world.sync(again);
    await world.harvest(again, 11);
    await world.sync(again);
    expect(await world.sees(again)).toEqual({ kilos: [3, 11], total: 14 });
    expect(await restore(again, file)).toEqual({ fresh: 2, known: 0 });
    expect(await restore(again, file)).toEqual({ fresh: 0, known: 2 });
    expect(await world.sees(again)).toEqual({ kilos: [3, 5, 7, 11], total: 26 });
    expect(await unsentSummary(again)).toMatchObject({ count: 2 });
    await expectTotalsFit(again);
    await world.harvest(again, 13);
    await world.sync(again);
    expect(await unsentSummary(again)).toMatchObject({ count: 0 });
    expect(await world.officeSees()).toEqual({ kilos: [3, 5, 7, 11, 13], total: 39 });
    expect(await world.sees(again)).toEqual({ kilos: [3, 5, 7, 11, 13], total: 39 });
    await expectTotalsFit(again);
  });

  test('[F2] a dry run says what would come in, from when to when and whose, and writes nothing', async () => {
    const { file } = await backupOf(phone, ABOUT);
    const again = world.phone(newDisk());
    await world.sync(again);
    await world.harvest(again, 11);
    const before = await world.sees(again);
    const looked = await preview(again, file);
    expect(looked).toMatchObject({ fresh: 2, known: 0, owner: { personName: 'Tẩn Láo Hín', coopName: 'HTX Chè' } });
    const times = decodeBackup(file).pieces.flatMap((piece) => piece.operations.map(({ time }) => time.ms));
    expect([looked.from, looked.to]).toEqual([times[0], times[1]]);
    expect(await world.sees(again)).toEqual(before);
    expect(await unsentSummary(again)).toMatchObject({ count: 1 });
    await restore(again, file);
    expect(await preview(again, file)).toMatchObject({ fresh: 0, known: 2 });
  });

  test('[F2] loading merges and overwrites nothing: what was edited here meanwhile stays', async () => {
    const office = world.device(OFFICE, newDisk());
    await world.sync(office);
    await must(office, editMember, { id: world.memberId, fields: { village: 'Bản Phố' } });
    const { file } = await backupOf(office, ABOUT);
    const again = world.device(OFFICE, newDisk());
    await world.sync(again);
    await must(again, editMember, { id: world.memberId, fields: { phone: '0912345678' } });
    expect(await preview(again, file)).toMatchObject({ fresh: 1, known: 0 });
    await restore(again, file);
    const { members } = await import('#modules/members/index.ts');
    expect(await readerOver(again.store.reader).get(members, world.memberId)).toMatchObject({
      village: 'Bản Phố',
      phone: '0912345678',
    });
  });

  test('a dry run refuses what loading would refuse', async () => {
    const { file } = await backupOf(phone, ABOUT);
    const other = world.device(OFFICE, newDisk(), { coop: 'c0ffee0000000002' });
    expect(await codeOf(preview(other, file))).toBe('backup.otherCoop');
    const person = { userId: 'quy', roles: ['member'], memberId: `${'1'.repeat(16)}-1` } as const;
    expect(await codeOf(preview(world.device(person, newDisk()), file))).toBe('backup.otherPerson');
    const older = copyOf(disk);
    await world.harvest(phone, 9);
    const newer = (await backupOf(phone, ABOUT)).file;
    const back = world.phone(older);
    await world.harvest(back, 11);
    expect(await codeOf(preview(back, newer))).toBe('backup.differs');
  });

  test('[I3] the key went with the storage: the work goes on under another writer, and loading again doubles nothing', async () => {
    const lost = world.sealedPhone(newDisk());
    await world.sync(lost);
    await world.harvest(lost, 17);
    await world.sync(lost);
    await world.harvest(lost, 19);
    const { file } = await backupOf(lost, ABOUT);
    const again = world.sealedPhone(newDisk());
    await world.sync(again);
    expect(await restore(again, file)).toEqual({ fresh: 1, known: 0 });
    await world.sync(again);
    expect(await restore(again, file)).toEqual({ fresh: 0, known: 1 });
    await world.sync(again);
    expect(await world.sees(again)).toEqual({ kilos: [3, 17, 19], total: 39 });
    expect(await world.officeSees()).toEqual({ kilos: [3, 17, 19], total: 39 });
    await expectTotalsFit(again);
  });

  test('a log that the server knows as another user’s goes on under a writer of its own, and nothing is doubled', async () => {
    const { file } = await backupOf(phone, ABOUT);
    const again = world.phone(newDisk(), 'hin, joined anew');
    await world.sync(again);
    await world.harvest(again, 11);
    await restore(again, file);
    await world.sync(again);
    expect(await unsentSummary(again)).toMatchObject({ count: 0 });
    expect(await world.sees(again)).toEqual({ kilos: [3, 5, 7, 11], total: 26 });
    expect(await world.officeSees()).toEqual({ kilos: [3, 5, 7, 11], total: 26 });
    await world.sync(phone);
    expect(await world.officeSees()).toEqual({ kilos: [3, 5, 7, 11], total: 26 });
  });

  test('[I3] it was sent after the file was made: loading it elsewhere doubles nothing', async () => {
    const { file } = await backupOf(phone, ABOUT);
    await world.sync(phone);
    const before = world.stored();
    const again = world.phone(newDisk());
    await world.sync(again);
    await restore(again, file);
    expect(await world.sees(again)).toEqual({ kilos: [3, 5, 7], total: 15 });
    await world.sync(again);
    expect(world.stored()).toBe(before);
    expect(await world.sees(again)).toEqual({ kilos: [3, 5, 7], total: 15 });
    await expectTotalsFit(again);
  });

  test('a phone that was put back to an older state goes on where the file ends, and forks nothing', async () => {
    const older = copyOf(disk);
    await world.harvest(phone, 9);
    const { file } = await backupOf(phone, ABOUT);
    const back = world.phone(older);
    expect(await restore(back, file)).toEqual({ fresh: 1, known: 2 });
    await world.harvest(back, 11);
    await world.sync(back);
    expect(await world.officeSees()).toEqual({ kilos: [3, 5, 7, 9, 11], total: 35 });
  });

  test('a phone that was put back and wrote something else meanwhile is told so, and keeps both', async () => {
    const older = copyOf(disk);
    await world.harvest(phone, 9);
    const { file } = await backupOf(phone, ABOUT);
    const back = world.phone(older);
    await world.harvest(back, 11);
    expect(await codeOf(restore(back, file))).toBe('backup.differs');
    expect(await world.sees(back)).toEqual({ kilos: [3, 5, 7, 11], total: 26 });
  });

  test('a file of work that was loaded and not sent holds that work too', async () => {
    const { file } = await backupOf(phone, ABOUT);
    const again = world.phone(newDisk());
    await world.sync(again);
    await world.harvest(again, 11);
    await restore(again, file);
    const { file: second, operations } = await backupOf(again, ABOUT);
    expect(operations).toBe(3);
    const third = world.phone(newDisk());
    await restore(third, second);
    await world.sync(third);
    expect(await world.officeSees()).toEqual({ kilos: [3, 5, 7, 11], total: 26 });
  });

  test('an edit of a row that is not here yet waits for the row and is not lost', async () => {
    const office = world.device(OFFICE, newDisk());
    await world.sync(office);
    await must(office, editMember, { id: world.memberId, fields: { village: 'Bản Phố' } });
    const { file } = await backupOf(office, ABOUT);
    const again = world.device(OFFICE, newDisk());
    await must(again, addMember, { name: 'Vũ Ngọc Quý' });
    await restore(again, file);
    const read = readerOver(again.store.reader);
    const { members } = await import('#modules/members/index.ts');
    expect(await read.get(members, world.memberId)).toBeUndefined();
    await world.sync(again);
    expect(await read.get(members, world.memberId)).toMatchObject({ name: 'Tẩn Láo Hín', village: 'Bản Phố' });
  });

  test('what was sent and then let go of on the phone is not taken for new', async () => {
    const { file } = await backupOf(phone, ABOUT);
    await world.sync(phone);
    disk.tables.get(OPERATIONS)?.clear();
    expect(await restore(phone, file)).toEqual({ fresh: 0, known: 2 });
    expect(await world.sees(phone)).toEqual({ kilos: [3, 5, 7], total: 15 });
  });

  test('a book of more than a thousand records comes back whole', async () => {
    const kilos = Array.from({ length: 1_200 }, (_, index) => index + 1);
    for (const each of kilos) await world.harvest(phone, each);
    const { file, operations } = await backupOf(phone, ABOUT);
    expect(operations).toBe(1_202);
    const again = world.phone(newDisk());
    await world.sync(again);
    await restore(again, file);
    await world.sync(again);
    expect((await world.officeSees()).kilos).toHaveLength(1_203);
  }, 60_000);

  test('another co-op’s file, another person’s, and one that is none are refused with nothing changed', async () => {
    const { file } = await backupOf(phone, ABOUT);
    const other = world.device(OFFICE, newDisk(), { coop: 'c0ffee0000000002' });
    expect(await codeOf(restore(other, file))).toBe('backup.otherCoop');
    const person = { userId: 'quy', roles: ['member'], memberId: `${'1'.repeat(16)}-1` } as const;
    expect(await codeOf(restore(world.device(person, newDisk()), file))).toBe('backup.otherPerson');
    expect(await codeOf(restore(phone, new TextEncoder().encode('<!doctype html>')))).toBe('backup.notOurs');
    expect(await codeOf(restore(phone, new Uint8Array(0)))).toBe('backup.notOurs');
  });

  test('a file that lost, gained or changed any byte on its way is never loaded as something else', async () => {
    const { file } = await backupOf(phone, ABOUT);
    const bare = world.phone(newDisk());
    const expected = decodeBackup(file).pieces;
    for (let at = 0; at < file.length; at += 1) {
      const changed = Uint8Array.from(file);
      changed[at] = (changed[at] ?? 0) ^ (1 << world.random.below(8));
      for (const broken of [changed, file.slice(0, at)]) {
        const code = await codeOf(restore(bare, broken));
        if (code !== 'loaded') expect(code).toMatch(/^backup\./);
        // The owner's name and the day are not part of any operation.
        else expect(decodeBackup(broken).pieces).toEqual(expected);
      }
    }
  }, 60_000);
});

test('[U38] [F14] a practice book goes into no file, and a file that was made of one all the same goes into no book', async () => {
  const practice = openDevice({
    session: { coop: PRACTICE_COOP, isEnrolled: false, person: { userId: 'u', roles: FOUNDER_ROLES } },
    now: () => 1,
    randomBytes: (length) => new Uint8Array(length).fill(3),
  });
  await must(practice, addMember, { name: 'Tẩn Láo Tả' });
  await expect(backupOf(practice, { coopName: 'TẬP THỬ' })).rejects.toMatchObject({ code: 'backup.practice' });
  const owner = {
    coop: PRACTICE_COOP,
    coopName: 'TẬP THỬ',
    user: 'u'.padStart(16, '0'),
    roles: FOUNDER_ROLES,
    isEnrolled: false,
  };
  const file = encodeBackup({ owner, madeAt: 1, pieces: [] });
  expect(() => decodeBackup(file)).toThrow('backup.practice');
});
