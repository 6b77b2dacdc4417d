/** Keys of a log: the strongest way that works on this device, tried out in the real store. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openDexieStore, type LocalStore } from '#local-db/index.ts';
import { deviceKeys } from './signer.ts';

const { subtle } = globalThis.crypto;
const MESSAGE = new TextEncoder().encode('một phiếu');

let opened = 0;

async function aStore(): Promise<LocalStore> {
  opened += 1;
  const tables = [{ name: 'meta', key: 'key', indexes: [] }];
  const indexedDB = { indexedDB: new IDBFactory(), IDBKeyRange };
  return openDexieStore({ name: `keys-${opened}`, tables, version: 1, indexedDb: indexedDB });
}

/** Signs with a key that went through the store, and checks with the public one. */
async function signsAfterStoring(store: LocalStore, keys: Awaited<ReturnType<typeof deviceKeys>>): Promise<boolean> {
  const made = await keys.signer?.createKey();
  if (made === undefined || keys.signer === undefined) return false;
  await store.write(['meta'], (transaction) => transaction.put('meta', [{ key: 'key:1', ...made }]));
  const kept = await store.reader.get('meta', 'key:1');
  const signature = await keys.signer.sign(kept?.['privateKey'], MESSAGE);
  expect(signature).toHaveLength(64);
  expect(made.publicKey).toHaveLength(65);
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await subtle.importKey('raw', new Uint8Array(made.publicKey), curve, false, ['verify']);
  return subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, new Uint8Array(signature), MESSAGE);
}

/** WebCrypto with some of its doors shut. */
function without(shut: (name: string, args: readonly unknown[]) => boolean): SubtleCrypto {
  return new Proxy(subtle, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]) => {
        if (shut(String(name), args)) throw new DOMException('not here', 'NotSupportedError');
        return Reflect.apply(member, target, args);
      };
    },
  });
}

test('where WebCrypto works whole, a key signs after it lay in the store, and its secret cannot be read', async () => {
  const store = await aStore();
  const keys = await deviceKeys(store, subtle);
  expect(keys.strength).toBe('hard');
  expect(await signsAfterStoring(store, keys)).toBe(true);
  const kept = await store.reader.get('meta', 'key:1');
  const secret = kept?.['privateKey'];
  expect(secret instanceof CryptoKey && secret.extractable).toBe(false);
  expect(await store.reader.get('meta', 'key-trial')).toBeUndefined();
});

test('where a store cannot keep a key, it is kept as bytes and signs all the same', async () => {
  const store = await aStore();
  const picky: Pick<LocalStore, 'reader' | 'write'> = {
    reader: store.reader,
    write: (tables, body) =>
      store.write(tables, (transaction) =>
        body({
          get: (table, key) => transaction.get(table, key),
          getMany: (table, keys) => transaction.getMany(table, keys),
          range: (table, query) => transaction.range(table, query),
          count: (table, query) => transaction.count(table, query),
          delete: (table, keys) => transaction.delete(table, keys),
          put: async (table, records) => {
            if (records.some((record) => record['privateKey'] instanceof CryptoKey))
              throw new DOMException('could not be cloned', 'DataCloneError');
            await transaction.put(table, records);
          },
        }),
      ),
  };
  const keys = await deviceKeys(picky, subtle);
  expect(keys.strength).toBe('soft');
  expect(await signsAfterStoring(store, keys)).toBe(true);
});

test('a browser that makes no hidden keys makes a soft one', async () => {
  const store = await aStore();
  const keys = await deviceKeys(
    store,
    without((name, args) => name === 'generateKey' && args[1] === false),
  );
  expect(keys.strength).toBe('soft');
  expect(await signsAfterStoring(store, keys)).toBe(true);
});

test('a key that was kept as bytes still signs where hidden keys work by now', async () => {
  const store = await aStore();
  const soft = await deviceKeys(
    store,
    without((name, args) => name === 'generateKey' && args[1] === false),
  );
  const made = await soft.signer?.createKey();
  const hard = await deviceKeys(store, subtle);
  expect(await hard.signer?.sign(made?.privateKey, MESSAGE)).toHaveLength(64);
});

test('without WebCrypto, and where nothing of it works, there are no keys and the log goes unsealed', async () => {
  const store = await aStore();
  const none = { strength: 'none', signer: undefined };
  expect(
    await deviceKeys(
      store,
      without((name) => name === 'sign'),
    ),
  ).toEqual(none);
  expect(
    await deviceKeys(
      store,
      without((name) => name === 'generateKey'),
    ),
  ).toEqual(none);
});
