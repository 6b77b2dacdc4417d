/**
 * Eight people write at once and one reads all the time, through the real handlers, on every store that is given (each
 * as one of several server processes has it). Whoever has pulled up to a place has every row up to there (invariant I5),
 * and what was said to be stored is there once (I2, I3).
 */
import { expect, test } from 'vitest';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import type { LocalDatabase, Session } from '#local-db/index.ts';
import { META } from '#local-db/tables.ts';
import { required } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import type { Answer, CoopReader, ServerStore } from '#server/store/store.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { handleSync } from '#server/sync/handle-sync.ts';
import { syncUntilComplete, type Transport } from '#sync/index.ts';
import { Fault } from '#kernel/result.ts';
import { must, openDevice } from '../helpers/local-device.ts';
import { Random } from '../helpers/random.ts';
import { standInSigner, verifyStandIn } from '../sync/sim/signing.ts';

const COOP = 'c0ffee0000000001';
const WRITERS = 8;
const EACH = 12;
const START_MS = Date.UTC(2026, 10, 25);

interface Desk {
  readonly database: LocalDatabase;
  sync(): Promise<number>;
}

/** `open` gives stores over the same, empty data. */
export function describeConcurrency(name: string, open: () => Answer<readonly [ServerStore, ...ServerStore[]]>): void {
  test(`[I5] ${name}: eight write and one reads, and no row is missed`, { timeout: 120_000 }, async () => {
    const stores = await open();
    try {
      const { polls, found, saved, missed } = await missedOn(stores);
      expect(missed).toEqual([]);
      expect([...found.keys()].sort()).toEqual([...saved].sort());
      // Otherwise nobody has read while others wrote.
      expect(new Set(polls.map(({ shown }) => shown.size)).size).toBeGreaterThan(3);
    } finally {
      for (const store of stores) await store.close();
    }
  });

  test(`[I5] ${name}: a store that shows the log's end before its row is noticed`, { timeout: 120_000 }, async () => {
    const [first, ...others] = await open();
    const stores = [early(first), ...others.map(early)] as const;
    try {
      expect((await missedOn(stores)).missed.length).toBeGreaterThan(0);
    } finally {
      for (const store of stores) await store.close();
    }
  });
}

/** A store that lets somebody see the log's end before the row that stands there. */
function early(store: ServerStore): ServerStore {
  return {
    catalogue: store.catalogue,
    read: (coop, body) =>
      store.read(coop, (reader) => {
        const { seq } = reader.head();
        const rowsAfter: CoopReader['rowsAfter'] = (after, filter) =>
          reader.rowsAfter(after, filter).filter((row) => row.table !== harvests.number || row.seq < seq);
        return body(
          new Proxy(reader, { get: (target, name) => (name === 'rowsAfter' ? rowsAfter : boundTo(target, name)) }),
        );
      }),
    write: (coop, body) => store.write(coop, body),
    close: () => store.close(),
  };
}

function boundTo(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? value.bind(target) : value;
}

async function missedOn(stores: readonly [ServerStore, ...ServerStore[]]) {
  const { polls, found, saved } = await playOn(stores);
  const missed = polls.flatMap(({ seq, shown }) =>
    [...found].filter(([id, at]) => at <= seq && !shown.has(id)).map(([id]) => `${id} up to ${seq}`),
  );
  return { polls, found, saved, missed };
}

async function playOn(stores: readonly [ServerStore, ...ServerStore[]]) {
  let nowMs = START_MS;
  const now = (): number => (nowMs += 1);
  const [first] = stores;
  await first.catalogue.addCoop({ coop: COOP, name: 'HTX', createdAt: START_MS });
  const desks: Desk[] = [];
  for (let index = 0; index < WRITERS + 2; index += 1)
    desks.push(await deskAt(required(stores[index % stores.length], 'one of them'), { first, index, now }));
  const [founder, reader, ...writers] = desks;
  if (founder === undefined || reader === undefined) throw new Error('there are two more than write');
  const memberId = await must(founder.database, addMember, { name: 'Tẩn Láo Hín' });
  const productId = await must(founder.database, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  for (const desk of [founder, ...writers]) await desk.sync();

  const saved = new Set<string>();
  let open = writers.length;
  const write = async (desk: Desk): Promise<void> => {
    for (let index = 0; index < EACH; index += 1) {
      saved.add(await must(desk.database, recordHarvest, { memberId, productId, quantityMilli: 1_000 + index }));
      await desk.sync();
    }
    open -= 1;
  };
  const polls: { readonly seq: number; readonly shown: ReadonlySet<string> }[] = [];
  const read = async (): Promise<void> => {
    for (let isLast = false; !isLast; ) {
      isLast = open === 0;
      await reader.sync();
      const { store } = reader.database;
      const cursor = await store.reader.get(META, 'cursor');
      const rows = await store.reader.range(harvests.name);
      polls.push({ seq: Number(cursor?.['seq']), shown: new Set(rows.map((row) => String(row['id']))) });
    }
  };
  await Promise.all([...writers.map(write), read()]);
  const rows = await first.read(COOP, (reading) => reading.allRows('', 10_000));
  const found = new Map(rows.filter((row) => row.table === harvests.number).map((row) => [row.id, row.seq]));
  return { polls, found, saved };
}

async function deskAt(
  store: ServerStore,
  at: { readonly first: ServerStore; readonly index: number; readonly now: () => number },
): Promise<Desk> {
  const { first, index, now } = at;
  const userId = index.toString(16).padStart(16, '0');
  const session: Session = { coop: COOP, isEnrolled: true, person: { userId, roles: FOUNDER_ROLES } };
  const token = userId.padStart(32, '0');
  const { person } = session;
  await first.catalogue.addSession({ tokenHash: tokenHash(token), coop: COOP, person, deviceName: '', createdAt: 0 });
  const random = new Random(index + 1);
  const database = openDevice({
    session,
    now,
    randomBytes: (length) => random.bytes(length),
    signer: standInSigner(random),
  });
  const transport: Transport = {
    async send(body) {
      // As over a network: others come in between.
      await new Promise((resolve) => setImmediate(resolve));
      const answer = await handleSync({ store, registry, now, verify: verifyStandIn }, body);
      if (answer.status !== 200) throw new Fault(decodeSyncError(answer.body).code);
      return answer.body;
    },
  };
  return {
    database,
    sync: async () => syncUntilComplete(database, transport, { token, build: 'test', byteBudget: 16_000 }),
  };
}
