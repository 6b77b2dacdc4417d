/** A row that a disk or a mistake has changed is found by comparing sums, and fetched again (design 5.9). */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refold, unsentSummary } from '#local-db/index.ts';
import { REFETCH, TOTALS } from '#local-db/tables.ts';
import type { StoreRecord } from '#local-db/store.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { editMember } from '#modules/members/commands.ts';
import { members } from '#modules/members/index.ts';
import { registry } from '#modules/registry.ts';
import { decodeRows, encodeRows } from '#protocol/columns.ts';
import { decodeDiffering, encodeDiffering } from '#protocol/scrub.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '#server/store/store.ts';
import { rebuildRows } from '#server/sync/rebuild.ts';
import { rulesOf } from '#server/sync/rules.ts';
import { busyCoop, COOP, CoopServer, everybody, type BusyCoop, type Worker } from '../helpers/busy-coop.ts';
import { must } from '../helpers/local-device.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';

const WEEK_MS = 7 * 86_400_000;
let dataDir: string;
let store: EmbeddedStore;
let coop: CoopServer;
let busy: BusyCoop;

beforeEach(async () => {
  dataDir = temporaryFolder();
  store = openSqliteStore({ dataDir });
  coop = new CoopServer(store);
  busy = await busyCoop(coop);
});
afterEach(() => {
  store.close();
  removeTemporaryFolders();
});

/** Changes a row as it lies on the device, past everything that watches over it. */
async function damage(worker: Worker, table: string, id: string, change: (row: StoreRecord) => StoreRecord) {
  await worker.database.store.write([table], async (transaction) => {
    const row = await transaction.get(table, id);
    if (row === undefined) throw new Error('no such row');
    await transaction.put(table, [change(row)]);
  });
}

async function harvestOf(worker: Worker): Promise<number | undefined> {
  return (await worker.ask((read) => read.get(harvests, busy.harvestId)))?.quantityMilli;
}

/** How many rows were asked for again by a sync a week later. */
async function scrub(worker: Worker): Promise<number> {
  coop.wait(WEEK_MS);
  const before = coop.refetched;
  await worker.sync();
  expect(await worker.database.store.reader.count(REFETCH)).toBe(0);
  return coop.refetched - before;
}

describe('the scrub [P34]', () => {
  test('finds nothing where device and server have the same, for the office and for a member', async () => {
    const { office, colleague, farmer } = busy;
    expect([await scrub(office), await scrub(colleague), await scrub(farmer)]).toEqual([0, 0, 0]);
    await must(office.database, editMember, { id: busy.memberId, fields: { phone: '0912345678' } });
    await everybody(office, farmer, colleague);
    expect([await scrub(office), await scrub(colleague), await scrub(farmer)]).toEqual([0, 0, 0]);
  });

  test('is made once a week, and never while something is unsent', async () => {
    const { farmer, memberId, productId } = busy;
    await farmer.sync();
    expect(coop.scrubs).toBe(0);
    await scrub(farmer);
    expect(coop.scrubs).toBe(1);
    await farmer.sync();
    expect(coop.scrubs).toBe(1);
    coop.wait(WEEK_MS);
    await must(farmer.database, recordHarvest, { memberId, productId, quantityMilli: 1_000 });
    await farmer.sync();
    expect([coop.scrubs, (await unsentSummary(farmer.database)).count]).toEqual([1, 0]);
    await farmer.sync();
    expect(coop.scrubs).toBe(2);
  });

  test('heals a document that was changed on a device, and its totals', async () => {
    const { farmer } = busy;
    await damage(farmer, 'harvests', busy.harvestId, (row) => ({ ...row, quantityMilli: 99_000 }));
    expect(await harvestOf(farmer)).toBe(99_000);
    expect(await scrub(farmer)).toBeGreaterThan(0);
    expect(await harvestOf(farmer)).toBe(12_500);
    await expectRightTotals(farmer);
    expect(await scrub(farmer)).toBe(0);
  });

  test('heals a record that was changed on a device, also where its sequence is ahead of everything', async () => {
    const { office, memberId } = busy;
    const named = async () => (await office.ask((read) => read.get(members, memberId)))?.name;
    await damage(office, 'members', memberId, (row) => {
      const base: unknown = JSON.parse(JSON.stringify(row['base']).replace('Tẩn Láo Hín', 'Ai Đó'));
      return { ...row, name: 'Ai Đó', base, baseSeq: 1_000_000 };
    });
    expect(await named()).toBe('Ai Đó');
    await scrub(office);
    expect(await named()).toBe('Tẩn Láo Hín');
    expect(await scrub(office)).toBe(0);
  });

  test('brings back a row that a device has lost', async () => {
    const { office, farmer } = busy;
    for (const worker of [office, farmer])
      await worker.database.store.write(['harvests'], (transaction) =>
        transaction.delete('harvests', [busy.harvestId]),
      );
    await scrub(office);
    await scrub(farmer);
    expect([await harvestOf(office), await harvestOf(farmer)]).toEqual([12_500, 12_500]);
    await expectRightTotals(office, farmer);
  });

  test('shows a row that only the device has as what it is, and counts it no more', async () => {
    const { farmer } = busy;
    const id = '00000000000000dd-1';
    await farmer.database.store.write(['harvests'], async (transaction) => {
      const row = await transaction.get('harvests', busy.harvestId);
      await transaction.put('harvests', [{ ...row, id }]);
    });
    await scrub(farmer);
    const row = await farmer.ask((read) => read.get(harvests, id));
    expect(row).toMatchObject({ column: 'attention', reason: 'witness' });
    await expectRightTotals(farmer);
  });

  test('after a server row was changed and folded anew, every device has it right again', async () => {
    const { office, farmer } = busy;
    const db = new Database(join(dataDir, 'coops', `${COOP}.sqlite`));
    const state: unknown = db.prepare('SELECT state FROM row WHERE row_id = ?').pluck().get(busy.harvestId);
    if (!(state instanceof Uint8Array)) throw new Error('no such row');
    const [row] = decodeRows(state);
    if (row === undefined) throw new Error('no row');
    const fields = new Map(
      [...row.fields].map(([no, heads]) => [
        no,
        heads.map((head) => ({ ...head, value: head.value === 12_500 ? 77_000 : head.value })),
      ]),
    );
    db.prepare('UPDATE row SET state = ? WHERE row_id = ?').run(encodeRows([{ ...row, fields }]), busy.harvestId);
    db.close();
    // The server's word counts, also where it is wrong: until somebody looks, which the audit makes them do.
    await scrub(farmer);
    expect(await harvestOf(farmer)).toBe(77_000);
    store.write(COOP, (writer) => rebuildRows({ rules: rulesOf(registry), writer }));
    expect(await scrub(farmer)).toBeGreaterThan(0);
    await scrub(office);
    expect([await harvestOf(farmer), await harvestOf(office)]).toEqual([12_500, 12_500]);
    await expectRightTotals(office, farmer);
  });

  test('names whole buckets only, as many as an answer carries', () => {
    const ids = (count: number, from: number) =>
      Array.from({ length: count }, (_, index) => `00000000000000aa-${from + index}`);
    const few = new Map([
      [3, ids(2, 1)],
      [9, []],
      [63, ids(1, 9)],
    ]);
    expect(decodeDiffering(encodeDiffering(few))).toEqual({
      buckets: new Set([3, 9, 63]),
      ids: [...ids(2, 1), ...ids(1, 9)],
    });
    const many = new Map([
      [1, ids(15_000, 1)],
      [2, ids(15_000, 20_000)],
      [4, ids(10, 50_000)],
    ]);
    const sent = decodeDiffering(encodeDiffering(many));
    expect([[...sent.buckets], sent.ids.length]).toEqual([[1, 4], 15_010]);
  });
});

/** Every total is what its documents give (I9). */
async function expectRightTotals(...workers: readonly Worker[]): Promise<void> {
  for (const { database } of workers) {
    const kept = [...(await database.store.reader.range(TOTALS))].sort(byId);
    expect(kept).toEqual([...(await refold(database)).totals].sort(byId));
  }
}

function byId(left: StoreRecord, right: StoreRecord): number {
  return String(left['id']) < String(right['id']) ? -1 : 1;
}
