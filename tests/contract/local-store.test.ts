import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { openDexieStore } from '#local-db/dexie-store.ts';
import { MemoryDisk, MemoryStore } from '../helpers/memory-store.ts';
import { CONTRACT_TABLES, describeLocalStore } from './local-store.ts';

describeLocalStore('memory', async () => {
  return new MemoryStore({ disk: new MemoryDisk(CONTRACT_TABLES), turn: async () => undefined });
});

let opened = 0;

describeLocalStore('Dexie', async () => {
  opened += 1;
  const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
  return openDexieStore({ name: `contract-${opened}`, tables: CONTRACT_TABLES, version: 1, indexedDb });
});
