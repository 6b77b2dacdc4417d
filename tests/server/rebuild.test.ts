/** Rows folded anew from the log are the rows that grew with it, whatever has happened to the server (invariant I26). */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseGrants } from '#kernel/grants.ts';
import { decide, setGrants } from '#modules/desk/commands.ts';
import { attention } from '#modules/desk/index.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { addPlot, editPlot } from '#modules/plots/commands.ts';
import { plots } from '#modules/plots/index.ts';
import { registry } from '#modules/registry.ts';
import { auditCoop } from '#server/audit/audit.ts';
import type { Finding } from '#server/audit/findings.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '#server/store/store.ts';
import { rebuildRows } from '#server/sync/rebuild.ts';
import { rulesOf } from '#server/sync/rules.ts';
import { busyCoop, COOP, CoopServer, everybody, type BusyCoop } from '../helpers/busy-coop.ts';
import { must } from '../helpers/local-device.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';

const rules = rulesOf(registry);
let file: string;
let dataDir: string;
let store: EmbeddedStore;
let coop: CoopServer;
let busy: BusyCoop;

beforeEach(async () => {
  dataDir = temporaryFolder();
  file = join(dataDir, 'coops', `${COOP}.sqlite`);
  store = openSqliteStore({ dataDir });
  coop = new CoopServer(store);
  busy = await busyCoop(coop);
});
afterEach(() => {
  store.close();
  removeTemporaryFolders();
});

/** What to do to have the server as it is now again. */
async function keep(): Promise<() => Promise<void>> {
  const copy = join(dataDir, 'copy.sqlite');
  store.close();
  copyFileSync(file, copy);
  await reopen();
  return async () => {
    store.close();
    copyFileSync(copy, file);
    await reopen();
  };
}

async function reopen(): Promise<void> {
  store = openSqliteStore({ dataDir });
  await coop.over(store);
}

function found(): readonly Finding[] {
  return auditCoop(store, COOP, { rules }).findings;
}

test('[I26] after a busy season the rebuilt rows are the rows, and rebuilding repairs what was changed', () => {
  expect(found()).toEqual([]);
  const db = new Database(file);
  db.exec("UPDATE row SET scope = 'coop'; DELETE FROM claim; UPDATE coop_head SET first_year = 1999");
  db.close();
  expect(found().length).toBeGreaterThan(5);
  store.write(COOP, (writer) => rebuildRows({ rules, writer }));
  expect(found()).toEqual([]);
});

test('[I26] a value that came after the one that replaced it stands in no row, rebuilt or not', async () => {
  const { office, colleague, memberId } = busy;
  const id = await must(office.database, addPlot, { memberId, name: 'Nương', areaM2: 300 });
  await everybody(office, colleague);
  const putBack = await keep();
  await must(office.database, editPlot, { id, fields: { name: 'Nương một' } });
  await everybody(office, colleague);
  await must(colleague.database, editPlot, { id, fields: { name: 'Nương hai' } });
  await putBack();
  await everybody(colleague, office);
  expect(await office.ask((read) => read.get(plots, id))).toMatchObject({ name: 'Nương hai', conflicts: [] });
  expect(found()).toEqual([]);
});

test('[P10] what was put aside and let in later does not stand beside what its author wrote after it', async () => {
  const { office, colleague, memberId } = busy;
  const id = await must(office.database, addPlot, { memberId, name: 'Nương', areaM2: 300 });
  await everybody(office, colleague);
  const { userId } = colleague.person;
  await must(office.database, setGrants, { userId, grants: [] });
  await office.sync();
  await must(colleague.database, editPlot, { id, fields: { name: 'Nương một' } });
  // His first edit comes while he may not write, his second one when he may again.
  await colleague.sync();
  await must(office.database, setGrants, { userId, grants: parseGrants(['coop', 'member:*', 'book', 'admin']) });
  await everybody(colleague, office);
  await must(colleague.database, editPlot, { id, fields: { name: 'Nương hai' } });
  await everybody(colleague, office);
  const [card] = (await office.ask((read) => read.list(attention))).filter(({ why }) => why === 'revoked');
  await must(office.database, decide, { cardId: card?.id ?? '', action: 'release' });
  await everybody(office, colleague);
  expect(await office.ask((read) => read.get(plots, id))).toMatchObject({ name: 'Nương hai', conflicts: [] });
  expect(await colleague.ask((read) => read.get(plots, id))).toMatchObject({ name: 'Nương hai', conflicts: [] });
  expect(found()).toEqual([]);
});

test('[I8] a reversal that came before its harvest waits, and an audit sees when nothing says for what', async () => {
  const { office, farmer, memberId, productId } = busy;
  const putBack = await keep();
  const id = await must(farmer.database, recordHarvest, { memberId, productId, quantityMilli: 4_000 });
  await everybody(farmer, office);
  await must(office.database, reverseHarvest, id);
  await office.sync();
  await putBack();
  await office.sync();
  const before = new Database(file);
  const waiting: unknown = before.prepare('SELECT id, operation FROM waiting').raw().get();
  before.exec('DELETE FROM waiting');
  expect(found()).toEqual([{ what: 'waiting', piece: expect.stringMatching(/^operation [0-9a-f]{16}-\d+$/) }]);
  before.prepare('INSERT INTO waiting (id, operation) VALUES (?, ?)').run(waiting);
  before.close();
  expect(found()).toEqual([]);
  await everybody(farmer, office);
  const reversals = await office.ask((read) => read.list(harvests, { index: 'reversesId', equals: id }));
  expect(reversals.map((row) => row.column)).toEqual(['confirmed']);
  expect(found()).toEqual([]);
});
