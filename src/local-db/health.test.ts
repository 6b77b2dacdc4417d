import { expect, test } from 'vitest';
import { MemoryDisk, MemoryStore, type MemoryFaults } from '../../tests/helpers/memory-store.ts';
import { watched } from './health.ts';

function device() {
  const faults: MemoryFaults = {};
  const disk = new MemoryDisk([{ name: 'log', key: 'n', indexes: [] }]);
  const { store, health } = watched(new MemoryStore({ disk, turn: async () => undefined, faults }));
  const save = async (n: number): Promise<void> => store.write(['log'], (write) => write.put('log', [{ n }]));
  return { faults, health, save, store };
}

test('[I23] a save that found no room is said until one finds room again', async () => {
  const { faults, health, save, store } = device();
  const said: (string | undefined)[] = [];
  health.subscribe(() => said.push(health.fault()));
  await save(1);
  faults.isFull = true;
  await expect(save(2)).rejects.toThrow('storage.full');
  await expect(save(3)).rejects.toThrow('storage.full');
  await store.reader.count('log');
  expect(health.fault()).toBe('storage.full');
  faults.isFull = false;
  await save(4);
  expect(said).toEqual(['storage.full', undefined]);
});

test('what a person did wrong is no fault of the storage', async () => {
  const { health, store } = device();
  await expect(store.write(['log'], () => Promise.reject(new Error('changed my mind')))).rejects.toThrow();
  expect(health.fault()).toBeUndefined();
});
