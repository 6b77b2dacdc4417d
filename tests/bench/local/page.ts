/** Runs in the browser: the app's own saves and queries, and the same rows by raw IndexedDB, in turns. */
import { applyRemote, localDatabase, readOutbox, readerOver, type LocalDatabase } from '#local-db/index.ts';
import { openDexieStore } from '#local-db/dexie-store.ts';
import { catalogueOf } from '#local-db/tables.ts';
import { hexOf } from '#kernel/ids.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { harvests, type HarvestRow } from '#modules/harvests/index.ts';
import { harvestsOf, quantitiesOfMember } from '#modules/harvests/queries.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { registry } from '#modules/registry.ts';
import { applyOperation } from '#protocol/merge.ts';
import type { RowState } from '#protocol/row-state.ts';
import { must } from '../../helpers/local-device.ts';
import { NOTHING_ELSE } from '../../helpers/nothing-else.ts';
import { fill } from '../fill.ts';
import { median } from '../median.ts';

export interface Measured {
  readonly save: number;
  readonly rawSave: number;
  readonly query: number;
  readonly rawQuery: number;
  readonly totals: number;
}

const MEMBERS = 100;
const CHUNK = 1_000;
const ROUNDS = 300;
const WARM_UP = 100;
const QUERY_ROWS = 50;
const PAGES = 14;
const WARM_UP_PAGES = 4;

/** Medians in ms at a number of records. */
async function measure(records: number): Promise<Measured> {
  const name = `bench-${records}`;
  const database = await openDatabase(name);
  const { store } = database;
  const productId = await must(database, addProduct, { name: 'Chè', unit: 'kg' });
  const members: string[] = [];
  for (let index = 0; index < MEMBERS; index += 1)
    members.push(await must(database, addMember, { name: `Người ${index}` }));
  const raw = await openRaw(`raw-${records}`);
  for (let start = 0; start < records; start += CHUNK) {
    const rows = Array.from({ length: CHUNK }, (_, index) => rowOf(start + index, members, productId));
    await fill(database, harvests, rows);
    await rawPut(
      raw,
      rows.map((row, index) => rawRowOf(row, start + index)),
    );
  }
  const times = { save: [], rawSave: [], query: [], rawQuery: [], totals: [] } as Record<keyof Measured, number[]>;
  const read = readerOver(store.reader);
  for (let round = 0; round < ROUNDS; round += 1) {
    const row = rowOf(records + round, members, productId);
    const { memberId, quantityMilli, harvestedOn } = row;
    const input = { memberId, productId, quantityMilli, harvestedOn };
    const member = members[round % MEMBERS] ?? '';
    const lap = async (what: keyof Measured, work: () => Promise<unknown>): Promise<void> => {
      const startedAt = performance.now();
      await work();
      if (round >= WARM_UP) times[what].push(performance.now() - startedAt);
    };
    // In turns, so that a noisy moment falls on both.
    await lap('save', () => must(database, recordHarvest, input));
    await lap('rawSave', () => rawPut(raw, [rawRowOf(row, records + round)]));
    await lap('query', () => harvestsOf(read, member, QUERY_ROWS));
    await lap('rawQuery', () => rawQuery(raw, member));
    await lap('totals', () => quantitiesOfMember(read, member));
  }
  raw.close();
  store.close();
  await Promise.all([name, `raw-${records}`].map((each) => done(indexedDB.deleteDatabase(each))));
  return {
    save: median(times.save),
    rawSave: median(times.rawSave),
    query: median(times.query),
    rawQuery: median(times.rawQuery),
    totals: median(times.totals),
  };
}

async function openDatabase(name: string): Promise<LocalDatabase> {
  const catalogue = catalogueOf(registry);
  return localDatabase({
    store: await openDexieStore({ name, tables: catalogue.storeTables, version: catalogue.version }),
    registry,
    env: {
      now: () => Date.now(),
      random: () => Math.random(),
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
    session: {
      coop: hexOf(crypto.getRandomValues(new Uint8Array(8))),
      person: { userId: 'u', roles: FOUNDER_ROLES },
      isEnrolled: false,
    },
  });
}

export interface MeasuredApply {
  readonly applyMs: number;
  /** To raw puts of the same rows, page by page. */
  readonly ratio: number;
}

/** Medians of taking a page of 1,000 harvests of somebody else in. */
async function measureApply(): Promise<MeasuredApply> {
  const database = await openDatabase('bench-apply');
  const raw = await openRaw('raw-apply');
  const times: number[] = [];
  const ratios: number[] = [];
  for (const [page, rows] of (await pagesOfSomebody()).entries()) {
    const { cursorRecord } = await readOutbox(database);
    const seq = rows.at(-1)?.seq ?? 0;
    const cursor = { seq, chain: '0f'.repeat(8) };
    const applyMs = await timeOf(() =>
      applyRemote(database, cursorRecord, { ...NOTHING_ELSE, cursor, head: cursor, rows }),
    );
    const left = await database.store.reader.getMany(
      'harvests',
      rows.map((row) => row.id),
    );
    if (left.some((row) => row === undefined)) throw new Error('every row of a page is there');
    const rawMs = await timeOf(() => rawPutRows(raw, left));
    if (page < WARM_UP_PAGES) continue;
    times.push(applyMs);
    ratios.push(applyMs / rawMs);
  }
  raw.close();
  database.store.close();
  await Promise.all(['bench-apply', 'raw-apply'].map((each) => done(indexedDB.deleteDatabase(each))));
  return { applyMs: median(times), ratio: median(ratios) };
}

/** Pages of 1,000 rows as the server holds them, made from what another device saved. */
async function pagesOfSomebody(): Promise<readonly (readonly RowState[])[]> {
  const author = await openDatabase('bench-author');
  const productId = await must(author, addProduct, { name: 'Chè', unit: 'kg' });
  const members: string[] = [];
  for (let index = 0; index < MEMBERS; index += 1)
    members.push(await must(author, addMember, { name: `Người ${index}` }));
  for (let start = 0; start < PAGES * CHUNK; start += CHUNK)
    await fill(
      author,
      harvests,
      Array.from({ length: CHUNK }, (_, index) => rowOf(start + index, members, productId)),
    );
  const { segments } = await readOutbox(author, PAGES * CHUNK + MEMBERS + 1);
  const states = segments
    .flatMap((segment) => segment.operations)
    .filter((operation) => operation.table === harvests.number)
    .map((operation, index) => applyOperation(undefined, operation, { seq: index + 1 }));
  author.store.close();
  await done(indexedDB.deleteDatabase('bench-author'));
  return Array.from({ length: PAGES }, (_, page) => states.slice(page * CHUNK, (page + 1) * CHUNK));
}

function rowOf(index: number, members: readonly string[], productId: string): HarvestRow {
  const day = String((index % 28) + 1).padStart(2, '0');
  const month = String((Math.floor(index / 28) % 12) + 1).padStart(2, '0');
  return {
    memberId: members[index % members.length] ?? '',
    productId,
    quantityMilli: 1_000 + (index % 90_000),
    unit: 'kg',
    harvestedOn: `2026-${month}-${day}`,
  };
}

interface RawRow {
  readonly row: object;
  readonly operation: object;
  readonly head: object;
  readonly totals: readonly object[];
}

function rawRowOf(row: HarvestRow, n: number): RawRow {
  const writer = '00112233445566aa';
  const id = `${writer}-${n}`;
  const time = { ms: 1_790_000_000_000 + n, counter: 0 };
  const shown = {
    column: 'waiting',
    savedAt: time.ms,
    conflicts: [],
    baseSeq: 0,
    counter: 0,
    scope: `member:${row.memberId}`,
  };
  const fields = Object.entries(row).map(([, value], index) => ({ no: index + 1, value, preds: [] }));
  const operation = {
    writer,
    n,
    kind: 'post',
    table: 5,
    schemaVersion: 1,
    scope: shown.scope,
    time,
    clockQuality: 1,
    group: 0,
    row: id,
    fields,
  };
  const total = { confirmed: {}, waiting: { quantityMilli: row.quantityMilli, count: 1 }, attention: {} };
  return {
    row: { ...row, ...shown, id },
    operation: { writer, n, row: id, operation, hash: '0f'.repeat(16), seq: 0 },
    head: { key: 'log', writer, n, hash: '0f'.repeat(16), acknowledged: 0, time: [time.ms, 0], deviceMs: time.ms },
    totals: [
      { id: `harvest_totals|member:${row.memberId}/product:p`, ...total },
      { id: 'harvest_totals|product:p', ...total },
    ],
  };
}

/** The stores and indexes that a save of the app writes to, and no others. */
async function openRaw(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    const rows = request.result.createObjectStore('harvests', { keyPath: 'id' });
    rows.createIndex('member', ['memberId', 'harvestedOn']);
    rows.createIndex('day', 'harvestedOn');
    rows.createIndex('reverses', 'reversesId');
    rows.createIndex('attention', 'needsAttention');
    const log = request.result.createObjectStore('operations', { keyPath: ['writer', 'n'] });
    log.createIndex('row', 'row');
    log.createIndex('attention', 'attention');
    request.result.createObjectStore('meta', { keyPath: 'key' });
    request.result.createObjectStore('totals', { keyPath: 'id' });
  };
  return done(request);
}

/** The same records that a save makes (row, operation, head of the log, two totals), known beforehand and written blindly. */
async function rawPut(db: IDBDatabase, rows: readonly RawRow[]): Promise<void> {
  const transaction = db.transaction(['harvests', 'operations', 'meta', 'totals'], 'readwrite', {
    durability: 'strict',
  });
  for (const { row, operation, head, totals } of rows) {
    transaction.objectStore('harvests').put(row);
    transaction.objectStore('operations').put(operation);
    transaction.objectStore('meta').put(head);
    for (const total of totals) transaction.objectStore('totals').put(total);
  }
  await completed(transaction);
}

/** In one transaction, and relaxed as the design has pulled pages: the fastest way that there is. */
async function rawPutRows(db: IDBDatabase, rows: readonly unknown[]): Promise<void> {
  const transaction = db.transaction('harvests', 'readwrite', { durability: 'relaxed' });
  for (const row of rows) transaction.objectStore('harvests').put(row);
  await completed(transaction);
}

async function completed(transaction: IDBTransaction): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
  });
}

async function rawQuery(db: IDBDatabase, member: string): Promise<unknown> {
  const index = db.transaction('harvests').objectStore('harvests').index('member');
  const rows: unknown[] = [];
  return new Promise((resolve, reject) => {
    const request = index.openCursor(IDBKeyRange.bound([member, ''], [member, '9999-12-31']), 'prev');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor === null || rows.length === QUERY_ROWS) return resolve(rows);
      rows.push(cursor.value);
      cursor.continue();
    };
  });
}

async function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

Object.assign(globalThis, { measure, measureApply });
