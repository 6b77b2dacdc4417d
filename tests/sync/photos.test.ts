/** Photos on a device and on their way, with a server that is real in what it decides and a network that tests switch. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '#kernel/result.ts';
import { PHOTO_BOX_TABLES, PhotoBox, type PhotoStanding } from '#local-db/photos/photo-box.ts';
import type { LocalStore } from '#local-db/store.ts';
import { CHUNK_BYTES } from '#protocol/photos.ts';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS } from '#sync/schedule.ts';
import { PhotoUploads, type PhotoNetwork } from '#sync/photos/index.ts';
import { FakeTime } from '../helpers/fake-time.ts';
import { MemoryDisk, MemoryStore } from '../helpers/memory-store.ts';

const DAY_MS = 86_400_000;
const [ONE, TWO, THREE] = ['11', '22', '33'].map((pair) => pair.repeat(32)) as [string, string, string];

function photo(size: number, fill = 1): Uint8Array {
  return new Uint8Array(size).fill(fill);
}

/** A store in which so many bytes of photos have room. */
function withRoom(store: LocalStore, room: { bytes: number }): LocalStore {
  return {
    ...store,
    reader: store.reader,
    live: (query, listener) => store.live(query, listener),
    close: () => store.close(),
    write: (tables, body) =>
      store.write(tables, (transaction) =>
        body({
          get: (table, key) => transaction.get(table, key),
          getMany: (table, keys) => transaction.getMany(table, keys),
          range: (table, query) => transaction.range(table, query),
          count: (table, query) => transaction.count(table, query),
          delete: (table, keys) => transaction.delete(table, keys),
          async put(table, records) {
            const size = (record: Readonly<Record<string, unknown>>): number =>
              record['bytes'] instanceof Uint8Array ? record['bytes'].length : 0;
            const standing = table === 'content' ? await transaction.range('content') : [];
            const used = [...standing, ...records].reduce((sum, record) => sum + size(record), 0);
            if (table === 'content' && used > room.bytes) throw new Fault('storage.full');
            return transaction.put(table, records);
          },
        }),
      ),
  };
}

class Phone {
  readonly time = new FakeTime();
  readonly room = { bytes: 10_000_000 };
  readonly box: PhotoBox;
  /** What the server has, by row; a row is `row-<sha>`. */
  readonly arrived = new Map<string, Uint8Array>();
  readonly asked: string[] = [];
  /** Rows that the server has. */
  readonly known = new Set<string>();
  network: 'up' | 'down' = 'up';
  /** The answer to the next piece is lost on its way. */
  loseAnswer = false;
  says: string | undefined;
  isMobile = false;
  hasUnsent = false;
  readonly uploads: PhotoUploads;

  constructor(cacheBytes?: number) {
    const store = new MemoryStore({ disk: new MemoryDisk(PHOTO_BOX_TABLES), turn: async () => undefined });
    this.box = new PhotoBox(withRoom(store, this.room), { now: () => this.time.now() }, cacheBytes);
    this.uploads = new PhotoUploads({
      env: { sleep: (ms) => this.time.sleep(ms), random: () => 1 },
      box: this.box,
      network: this.#network(),
      rowOf: async (sha) => (this.known.has(sha) ? `row-${sha}` : undefined),
      hasUnsentOperations: async () => this.hasUnsent,
      cost: () => (this.isMobile ? 'mobile' : 'free'),
    });
    this.uploads.run().catch((cause: unknown) => this.asked.push(String(cause)));
  }

  #network(): PhotoNetwork {
    const has = (row: string): number => this.arrived.get(row)?.length ?? 0;
    const reach = (what: string): void => {
      this.asked.push(what);
      if (this.network === 'down') throw new Fault('sync.offline');
      if (this.says !== undefined) throw new Fault(this.says);
    };
    return {
      progress: async (row) => {
        reach('ask');
        return has(row);
      },
      send: async (row, { offset, bytes }) => {
        reach(`send ${offset}`);
        if (offset !== has(row)) throw new Fault('photos.elsewhere', { values: { offset: has(row) } });
        this.arrived.set(row, Uint8Array.from([...(this.arrived.get(row) ?? []), ...bytes]));
        if (!this.loseAnswer) return has(row);
        this.loseAnswer = false;
        throw new Fault('sync.offline');
      },
      fetch: async (row) => this.arrived.get(row) ?? photo(0),
    };
  }

  async take(sha: string, size = 1_000, fill = 1): Promise<void> {
    await this.box.keep(sha, photo(size, fill));
    this.known.add(sha);
    this.uploads.request();
    await this.time.pass(0);
  }

  async waiting(): Promise<readonly string[]> {
    return (await this.box.waiting()).map(({ sha }) => sha);
  }
}

let phone: Phone;
beforeEach(() => {
  phone = new Phone();
});

describe('photos that leave', () => {
  test('[P51] go one after the other, in pieces, and are not asked about when nothing went wrong', async () => {
    await phone.box.keep(ONE, photo(CHUNK_BYTES * 2 + 5));
    phone.known.add(ONE);
    await phone.time.pass(1);
    await phone.take(TWO);
    expect(phone.asked).toEqual(['send 0', `send ${CHUNK_BYTES}`, `send ${2 * CHUNK_BYTES}`, 'send 0']);
    expect(phone.arrived.get(`row-${ONE}`)).toEqual(photo(CHUNK_BYTES * 2 + 5));
    expect(await phone.waiting()).toEqual([]);
    expect(phone.uploads.status()).toEqual({ kind: 'idle' });
  });

  test('[P51] go on where the server has come to, after a lost answer and after the app was killed', async () => {
    phone.loseAnswer = true;
    await phone.take(ONE, CHUNK_BYTES * 3);
    expect(phone.asked).toEqual(['send 0']);
    expect(phone.uploads.status()).toEqual({ kind: 'offline' });
    await phone.time.pass(FIRST_PAUSE_MS);
    expect(phone.asked).toEqual(['send 0', 'ask', `send ${CHUNK_BYTES}`, `send ${2 * CHUNK_BYTES}`]);
    expect(await phone.waiting()).toEqual([]);
  });

  test('[P51] follow a server that says it is elsewhere, and not for ever', async () => {
    phone.arrived.set(`row-${ONE}`, photo(CHUNK_BYTES));
    await phone.take(ONE, CHUNK_BYTES * 2);
    expect(phone.asked).toEqual(['send 0', `send ${CHUNK_BYTES}`]);
    phone.says = 'photos.elsewhere';
    await phone.take(TWO);
    expect(phone.asked.length).toBeLessThan(10);
  });

  test('[P55] wait for the operations, for a row that the server has, and for a connection that costs nothing', async () => {
    phone.hasUnsent = true;
    await phone.take(ONE);
    expect([phone.asked, phone.uploads.status()]).toEqual([[], { kind: 'behind' }]);
    phone.hasUnsent = false;
    phone.isMobile = true;
    phone.uploads.request();
    await phone.time.pass(0);
    expect([phone.asked, phone.uploads.status()]).toEqual([[], { kind: 'mobile' }]);
    phone.known.delete(ONE);
    phone.isMobile = false;
    phone.uploads.request();
    await phone.time.pass(0);
    expect(phone.asked).toEqual([]);
    phone.known.add(ONE);
    phone.uploads.request();
    await phone.time.pass(0);
    expect(phone.asked).toEqual(['send 0']);
  });

  test('[P55] stop between two pieces when something is saved', async () => {
    await phone.box.keep(ONE, photo(CHUNK_BYTES * 3));
    phone.known.add(ONE);
    const send = phone.arrived.set.bind(phone.arrived);
    phone.arrived.set = (row, bytes) => {
      phone.hasUnsent = true;
      return send(row, bytes);
    };
    phone.uploads.request();
    await phone.time.pass(0);
    expect([phone.asked, phone.uploads.status()]).toEqual([['send 0'], { kind: 'behind' }]);
  });

  test('come again with growing pauses while there is no connection, and at once when somebody asks', async () => {
    phone.network = 'down';
    await phone.take(ONE);
    await phone.time.pass(FIRST_PAUSE_MS + FIRST_PAUSE_MS * 2);
    expect(phone.asked.length).toBe(3);
    await phone.time.pass(DAY_MS);
    expect(phone.asked.length).toBeLessThan(3 + 10 + DAY_MS / LONGEST_PAUSE_MS);
    phone.network = 'up';
    phone.uploads.request();
    await phone.time.pass(0);
    expect(await phone.waiting()).toEqual([]);
  });

  test('[P53] one that the server will never have is told and tried no more; one that it does not know yet holds no other up', async () => {
    phone.says = 'photos.notPicture';
    await phone.take(ONE);
    phone.says = undefined;
    phone.uploads.request();
    await phone.time.pass(DAY_MS);
    expect(phone.asked).toEqual(['send 0']);
    expect((await phone.box.all())[0]).toMatchObject({ sha: ONE, state: 'waiting', refused: 'photos.notPicture' });
    phone.says = 'photos.unknown';
    await phone.box.keep(TWO, photo(10));
    phone.known.add(TWO);
    await phone.time.pass(1);
    await phone.take(THREE);
    expect(phone.asked).toEqual(['send 0', 'send 0', 'send 0']);
  });

  test('[P54] a server that has had enough for today is asked again later', async () => {
    phone.says = 'photos.dayIsFull';
    await phone.take(ONE);
    expect(phone.uploads.status()).toEqual({ kind: 'refused', code: 'photos.dayIsFull' });
    phone.says = undefined;
    await phone.time.pass(FIRST_PAUSE_MS);
    expect(await phone.waiting()).toEqual([]);
  });

  test('[P57] a server that was put back and has lost a photo gets it again, by who took it', async () => {
    await phone.take(ONE);
    phone.arrived.clear();
    await phone.time.pass(8 * DAY_MS);
    expect(phone.arrived.get(`row-${ONE}`)).toEqual(photo(1_000));
    expect(phone.asked).toEqual(['send 0', 'ask', 'ask', 'send 0']);
    await phone.time.pass(3 * DAY_MS);
    expect(phone.asked).toHaveLength(4);
  });
});

describe('photos on the device', () => {
  test('[P56] what was looked at last stays, and what has not left stays whatever happens', async () => {
    phone = new Phone(2_500);
    phone.network = 'down';
    await phone.take(ONE, 2_000);
    for (const sha of [TWO, THREE, '44'.repeat(32)]) {
      await phone.box.cache(sha, photo(1_000));
      await phone.time.pass(10);
      // The second one is looked at again and again.
      expect(await phone.box.bytesOf(TWO)).toEqual(photo(1_000));
      await phone.time.pass(10);
    }
    expect((await phone.box.all()).map(({ sha }) => sha).sort()).toEqual([ONE, TWO, '44'.repeat(32)].sort());
  });

  test('[P56] a full device keeps a photo that is taken in the place of those that were looked at, and says when there is none', async () => {
    phone.network = 'down';
    phone.room.bytes = 3_000;
    await phone.box.cache(TWO, photo(2_500));
    await phone.take(ONE, 2_000);
    expect((await phone.box.all()).map(({ sha }) => sha)).toEqual([ONE]);
    // What is looked at finds no room, and that is no fault.
    await phone.box.cache(THREE, photo(2_000));
    await expect(phone.box.keep(THREE, photo(2_000))).rejects.toThrow('storage.full');
    expect(await phone.waiting()).toEqual([ONE]);
    expect(await phone.box.bytesOf(ONE)).toEqual(photo(2_000));
  });

  test('[P33] photos leave with the rows that name them, but never what has not arrived', async () => {
    phone.network = 'down';
    await phone.take(ONE);
    await phone.box.cache(TWO, photo(10));
    await phone.box.cache(THREE, photo(10));
    const standing = new Map<string, PhotoStanding>([[TWO, 'named']]);
    const look = () => phone.box.dropUnnamed(async (sha) => standing.get(sha) ?? 'unnamed');
    const here = async () => (await phone.box.all()).map(({ sha }) => sha).sort();
    await look();
    expect(await here()).toEqual([ONE, TWO]);
    await phone.time.pass(30 * DAY_MS);
    await look();
    expect(await here()).toEqual([ONE, TWO]);
    // Somebody took it off its record, and nobody brought it back within a day.
    standing.set(ONE, 'removed');
    await look();
    expect(await here()).toEqual([TWO]);
  });

  test('a photo that comes a second time changes nothing', async () => {
    await phone.take(ONE);
    await phone.box.keep(ONE, photo(1_000));
    expect(await phone.waiting()).toEqual([]);
    phone.network = 'down';
    await phone.take(TWO);
    await phone.box.cache(TWO, photo(1_000));
    expect(await phone.waiting()).toEqual([TWO]);
  });
});
