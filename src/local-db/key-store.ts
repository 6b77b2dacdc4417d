/**
 * Where request keys lie: in a database of their own, so that a book that was lost or damaged takes no session with it.
 * A browser that empties everything takes the keys too; the co-op then lets the person in again.
 */
import { Dexie } from 'dexie';
import { Fault } from '#kernel/result.ts';

export interface KeyRecord {
  /** The book's database name. */
  readonly name: string;
  /** A `CryptoKey` that gives nothing away, or its bytes where the browser cannot keep one. */
  readonly mac: unknown;
  /** What answers the question of a forgotten PIN, 16 bytes. */
  readonly help: Uint8Array;
  /** Who the server says this is, 16 hex digits. */
  readonly user: string;
}

export interface KeyStore {
  get(name: string): Promise<KeyRecord | undefined>;
  put(record: KeyRecord): Promise<void>;
  delete(name: string): Promise<void>;
}

const DATABASE = 'so-mua-keys';
const TABLE = 'keys';

/** Faults: `storage.unavailable`. */
export const keyStore: KeyStore = {
  get: async (name) => withKeys(async (keys) => keys.table<KeyRecord, string>(TABLE).get(name)),
  put: async (record) => {
    await withKeys(async (keys) => keys.table(TABLE).put(record));
  },
  delete: async (name) => withKeys(async (keys) => keys.table(TABLE).delete(name)),
};

/** Opened for each use and closed again: it never stands in the way of an upgrade. */
async function withKeys<T>(body: (keys: Dexie) => Promise<T>): Promise<T> {
  const keys = new Dexie(DATABASE);
  keys.version(1).stores({ [TABLE]: 'name' });
  try {
    return await body(keys);
  } catch (cause) {
    throw new Fault('storage.unavailable', { cause });
  } finally {
    keys.close();
  }
}
