/** Photos as the book sees them: rows that name them, and who may see those. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commit } from '#local-db/index.ts';
import { PHOTO_BOX_TABLES, PhotoBox } from '#local-db/photos/photo-box.ts';
import { parseGrants } from '#kernel/grants.ts';
import { PhotosLeave } from '#app/photos/photos-leave.ts';
import { addPhoto, removePhoto } from '#modules/attachments/commands.ts';
import { photosOf } from '#modules/attachments/queries.ts';
import { setGrants } from '#modules/desk/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '#server/store/store.ts';
import { busyCoop, CoopServer, everybody, type BusyCoop } from '../helpers/busy-coop.ts';
import { must } from '../helpers/local-device.ts';
import { MemoryDisk, MemoryStore } from '../helpers/memory-store.ts';

let store: EmbeddedStore;
let coop: CoopServer;
let busy: BusyCoop;

beforeEach(async () => {
  store = openSqliteStore({ dataDir: ':memory:' });
  coop = new CoopServer(store);
  busy = await busyCoop(coop);
});
afterEach(() => store.close());

const shaOfNumber = (number: number): string => String(number).padStart(64, '0');
const photo = (number: number) => ({ sha: shaOfNumber(number), bytes: 100_000, width: 1_280, height: 960 });
const onHarvest = () => ({ table: harvests, id: busy.harvestId, memberId: busy.memberId });

async function numbersSeenBy(worker: BusyCoop['office']): Promise<readonly number[]> {
  return (await worker.ask((read) => photosOf(read, busy.harvestId))).map(({ sha }) => Number(sha));
}

describe('photos of a record', () => {
  test('[AT1] are seen by whoever sees the record, four at most, the same one once', async () => {
    const { farmer, office, colleague } = busy;
    for (const number of [1, 2, 3, 4]) await must(farmer.database, addPhoto, { on: onHarvest(), photo: photo(number) });
    const fifth = await commit(farmer.database, addPhoto, { on: onHarvest(), photo: photo(5) });
    expect(fifth).toMatchObject({ ok: false, code: 'attachments.tooMany' });
    const known = await farmer.ask((read) => photosOf(read, busy.harvestId));
    expect(await must(farmer.database, addPhoto, { on: onHarvest(), photo: photo(2) })).toBe(known[1]?.id);
    await everybody(farmer, office, colleague);
    for (const worker of [farmer, office, colleague]) expect(await numbersSeenBy(worker)).toEqual([1, 2, 3, 4]);
  });

  test('[AT2] are taken off and brought back by rows of their own', async () => {
    const { farmer, office } = busy;
    const id = await must(farmer.database, addPhoto, { on: onHarvest(), photo: photo(1) });
    await everybody(farmer, office);
    await must(office.database, removePhoto, id);
    await everybody(office, farmer);
    expect(await numbersSeenBy(farmer)).toEqual([]);
    expect(await commit(farmer.database, removePhoto, id)).toMatchObject({ ok: false, code: 'attachments.unknown' });
    expect(await must(farmer.database, addPhoto, { on: onHarvest(), photo: photo(1) })).not.toBe(id);
    await everybody(farmer, office);
    expect(await numbersSeenBy(office)).toEqual([1]);
  });
});

test('[P33] when a person may hold less, cached photos leave with their rows, and own ones that have not arrived stay', async () => {
  const { farmer, office, colleague } = busy;
  await must(farmer.database, addPhoto, { on: onHarvest(), photo: photo(1) });
  const own = await must(colleague.database, addPhoto, { on: onHarvest(), photo: photo(2) });
  await everybody(farmer, colleague, office);
  const disk = new MemoryDisk(PHOTO_BOX_TABLES);
  const box = new PhotoBox(new MemoryStore({ disk, turn: async () => undefined }), { now: coop.now });
  await box.cache(shaOfNumber(1), new Uint8Array(10));
  await box.keep(shaOfNumber(2), new Uint8Array(10));
  const here = async (): Promise<readonly number[]> =>
    (await box.all()).map(({ sha }) => Number(sha)).sort((left, right) => left - right);
  const leaving = new PhotosLeave(colleague.database, box);
  await leaving.look();
  expect(await here()).toEqual([1, 2]);
  await must(office.database, setGrants, { userId: colleague.person.userId, grants: parseGrants(['coop']) });
  await everybody(office, colleague);
  expect(await numbersSeenBy(colleague)).toEqual([]);
  await leaving.look();
  expect(await here()).toEqual([2]);
  // Removed by the office when he may see it again: a day later nothing of it is left.
  const grants = parseGrants(['coop', 'member:*', 'book', 'admin']);
  await must(office.database, setGrants, { userId: colleague.person.userId, grants });
  await everybody(office, colleague);
  expect(await numbersSeenBy(colleague)).toEqual([1, 2]);
  await must(office.database, removePhoto, own);
  await everybody(office, colleague);
  coop.wait(86_400_000);
  await new PhotosLeave(colleague.database, box).look();
  expect(await here()).toEqual([]);
});
