import { beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '#kernel/result.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { addMember } from '#modules/members/commands.ts';
import { registry } from '#modules/registry.ts';
import { decodeRequest, decodeSyncError } from '#protocol/sync-message.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { handleSync } from '#server/sync/handle-sync.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { LocalDatabase } from '#local-db/index.ts';
import type { SyncLock } from '#sync/index.ts';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, SAVE_PAUSE_MS, startSyncLoop, WATCHDOG_MS } from '#sync/schedule.ts';
import { FakeTime } from '../helpers/fake-time.ts';
import { must, newDisk, openDevice } from '../helpers/local-device.ts';
import type { MemoryFaults } from '../helpers/memory-store.ts';

const COOP = 'c0ffee0000000001';
const TOKEN = '0f'.repeat(16);
const OPTIONS = { token: TOKEN, build: 'test', byteBudget: 100_000 };
const MINUTE_MS = 60_000;

/** One office device, its server, and a network that the test switches. */
class Stage {
  readonly time = new FakeTime();
  readonly faults: MemoryFaults = {};
  readonly database: LocalDatabase;
  /** When each request left, ms since the beginning. */
  readonly sentAt: number[] = [];
  readonly budgets: number[] = [];
  network: 'up' | 'down' | 'silent' = 'up';
  isVisible = true;
  /** What the jitter draws, from 0 to 1. */
  drawn = 1;
  readonly #server = {
    store: openSqliteStore({ dataDir: ':memory:' }),
    registry,
    now: () => this.time.now(),
  };
  readonly #startedAt = this.time.now();

  constructor() {
    const person = { userId: 'u', roles: FOUNDER_ROLES } as const;
    this.#server.store.catalogue.addCoop({ coop: COOP, name: 'HTX', createdAt: 0 });
    this.#server.store.catalogue.addSession({
      tokenHash: tokenHash(TOKEN),
      coop: COOP,
      person,
      deviceName: 'PC',
      createdAt: 0,
    });
    const device = openDevice({
      now: () => this.time.now(),
      randomBytes: (length) => new Uint8Array(length).fill(7),
      session: { coop: COOP, person, isEnrolled: true },
      disk: newDisk(),
      faults: this.faults,
    });
    const env = { ...device.env, sleep: (ms: number) => this.time.sleep(ms), random: () => this.drawn };
    this.database = { ...device, env };
  }

  start(lock?: SyncLock) {
    return startSyncLoop({
      database: this.database,
      transport: { send: (body) => this.#send(body) },
      options: OPTIONS,
      isVisible: () => this.isVisible,
      ...(lock === undefined ? {} : { lock }),
    });
  }

  async save(name: string): Promise<void> {
    await must(this.database, addMember, { name });
  }

  stored(): number {
    return this.#server.store.read(COOP, (reader) => reader.head().seq);
  }

  async #send(body: Uint8Array): Promise<Uint8Array> {
    this.sentAt.push(this.time.now() - this.#startedAt);
    this.budgets.push(decodeRequest(body)[5]);
    if (this.network === 'silent') return new Promise(() => undefined);
    if (this.network === 'down') throw new Fault('sync.offline');
    const answer = await handleSync(this.#server, body);
    if (answer.status !== 200) throw new Fault(decodeSyncError(answer.body).code);
    return answer.body;
  }
}

describe('when to sync', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });

  test('a series of saves is one request, five seconds after the last of them', async () => {
    const loop = stage.start();
    await stage.time.pass(MINUTE_MS);
    expect(stage.sentAt).toEqual([0]);
    for (const name of ['Hín', 'Quý', 'Niềm']) {
      await stage.save(name);
      loop.request('saved');
      await stage.time.pass(2_000);
    }
    expect(stage.sentAt).toEqual([0]);
    await stage.time.pass(10_000);
    expect(stage.sentAt).toHaveLength(2);
    expect(stage.sentAt[1]).toBeGreaterThanOrEqual(MINUTE_MS + 4_000 + SAVE_PAUSE_MS);
    expect(stage.stored()).toBe(3);
  });

  test('somebody who saves without end is sent all the same, at least every 35 seconds', async () => {
    const loop = stage.start();
    await stage.time.pass(1_000);
    for (let saved = 0; saved < 40; saved += 1) {
      loop.request('saved');
      await stage.time.pass(3_000);
    }
    expect(stage.sentAt.length).toBeGreaterThanOrEqual(4);
  });

  test('a tap sends at once, also in a series of saves', async () => {
    const loop = stage.start();
    await stage.time.pass(1_000);
    loop.request('saved');
    await stage.time.pass(1_000);
    loop.request();
    await stage.time.pass(0);
    expect(stage.sentAt).toEqual([0, 2_000]);
  });

  test('without an answer the pauses grow from five seconds to a quarter of an hour and no further', async () => {
    stage.network = 'down';
    const loop = stage.start();
    await stage.time.pass(3 * 60 * MINUTE_MS);
    const pauses = stage.sentAt.slice(1).map((at, index) => at - (stage.sentAt[index] ?? 0));
    expect(pauses.slice(0, 4)).toEqual([5_000, 10_000, 20_000, 40_000]);
    expect(Math.max(...pauses)).toBe(LONGEST_PAUSE_MS);
    expect(pauses.at(-1)).toBe(LONGEST_PAUSE_MS);
    expect(loop.status()).toEqual({ kind: 'offline' });
  });

  test('phones that lost the same server do not come back together: a pause is anything up to its length', async () => {
    stage.network = 'down';
    stage.drawn = 0.2;
    stage.start();
    await stage.time.pass(4_000);
    expect(stage.sentAt).toEqual([0, 1_000, 3_000]);
  });

  test('a save, a tap or a return of the network begins again with the short pauses', async () => {
    stage.network = 'down';
    const loop = stage.start();
    await stage.time.pass(60 * MINUTE_MS);
    const before = stage.sentAt.length;
    loop.request();
    await stage.time.pass(FIRST_PAUSE_MS);
    expect(stage.sentAt.slice(before)).toHaveLength(2);
  });

  test('[X16] a request that is never answered is given up after twenty minutes, and work goes out', async () => {
    stage.network = 'silent';
    const loop = stage.start();
    await stage.time.pass(0);
    await stage.save('Hín');
    loop.request('saved');
    stage.network = 'up';
    await stage.time.pass(WATCHDOG_MS - MINUTE_MS);
    expect(stage.stored()).toBe(0);
    await stage.time.pass(3 * MINUTE_MS);
    expect(stage.stored()).toBe(1);
    expect(loop.status()).toEqual({ kind: 'idle' });
  });

  test('[X16] the watchdog rests while nobody sees the app, and while nothing is unsent', async () => {
    stage.network = 'silent';
    stage.start();
    await stage.time.pass(2 * 60 * MINUTE_MS);
    expect(stage.sentAt).toHaveLength(1);
    await stage.save('Hín');
    stage.isVisible = false;
    await stage.time.pass(2 * 60 * MINUTE_MS);
    expect(stage.sentAt).toHaveLength(1);
    stage.isVisible = true;
    await stage.time.pass(WATCHDOG_MS + MINUTE_MS);
    expect(stage.sentAt).toHaveLength(2);
  });

  test('[X21] a tab that waits for its turn says nothing and sends when it has it', async () => {
    let giveTurn: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      giveTurn = resolve;
    });
    const loop = stage.start({
      async hold(body) {
        await turn;
        return body();
      },
    });
    await stage.time.pass(MINUTE_MS);
    expect(stage.sentAt).toEqual([]);
    expect(loop.status()).toEqual({ kind: 'idle' });
    giveTurn();
    await stage.time.pass(0);
    expect(stage.sentAt).toHaveLength(1);
  });

  test('[X24] on a full device a save still goes out, and nothing more is fetched because of it', async () => {
    const loop = stage.start();
    await stage.time.pass(1_000);
    expect(loop.status()).toEqual({ kind: 'idle' });
    stage.faults.isFull = true;
    loop.request();
    await stage.time.pass(0);
    expect(loop.status()).toEqual({ kind: 'refused', code: 'storage.full' });
    // Photos were deleted: there is room for a save.
    stage.faults.isFull = false;
    await stage.save('Hín');
    loop.request('saved');
    await stage.time.pass(SAVE_PAUSE_MS);
    expect(stage.stored()).toBe(1);
    expect(stage.budgets).toEqual([OPTIONS.byteBudget, OPTIONS.byteBudget, 0]);
    loop.request();
    await stage.time.pass(0);
    expect(loop.status()).toEqual({ kind: 'idle' });
    expect(stage.budgets.at(-1)).toBe(OPTIONS.byteBudget);
  });
});
