/**
 * A phone was copied before it first spoke with the server, so that each copy made a key of its own for the same log. Both
 * speak at the same time, through two server processes: the second one's seal was checked when the server had no log yet.
 */
import { expect, test } from 'vitest';
import { loadRarePaths } from '#local-db/apply-remote.ts';
import { unsentSummary, type LocalDatabase } from '#local-db/index.ts';
import { Fault } from '#kernel/result.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { addMember } from '#modules/members/commands.ts';
import { registry } from '#modules/registry.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { auditLog } from '#server/audit/audit-log.ts';
import type { ServerStore } from '#server/store/store.ts';
import { handleSync } from '#server/sync/handle-sync.ts';
import { verifySeal } from '#server/sync/verify-seal.ts';
import { exchange, syncUntilComplete, type Transport } from '#sync/index.ts';
import { must, newDisk, openDevice } from '../helpers/local-device.ts';
import { MemoryServerStore } from '../helpers/memory-server-store.ts';
import type { MemoryDisk } from '../helpers/memory-store.ts';
import { nodeSigner } from '../helpers/node-signer.ts';
import { Random } from '../helpers/random.ts';

const COOP = 'c0ffee0000000001';
const PERSON = { userId: '00000000000000f0', roles: FOUNDER_ROLES } as const;
const TOKEN = 'a'.repeat(32);
const OPTIONS = { token: TOKEN, build: 'test', byteBudget: 100_000 };
const now = (): number => Date.UTC(2026, 10, 25);

test('[P25] the log keeps the key that it was begun with, and nothing of either copy is lost', async () => {
  await loadRarePaths();
  const store = new MemoryServerStore();
  store.catalogue.addCoop({ coop: COOP, name: 'HTX', createdAt: 0 });
  store.catalogue.addSession({ tokenHash: tokenHash(TOKEN), coop: COOP, person: PERSON, deviceName: '', createdAt: 0 });
  const disk = newDisk();
  const phone = deviceOver(disk, 1);
  await must(phone, addMember, { name: 'Tẩn Láo Hín' });
  const copy = deviceOver(disk.copy(), 2);
  await must(copy, addMember, { name: 'Vũ Ngọc Quý' });

  // The phone's request comes between the check of the copy's and its transaction.
  const slow: ServerStore = {
    catalogue: store.catalogue,
    read: (coop, body) => store.read(coop, body),
    write: async (coop, body) => {
      await exchange(phone, over(store), OPTIONS);
      return store.write(coop, body);
    },
    close: () => undefined,
  };
  await expect(exchange(copy, over(slow), OPTIONS)).rejects.toThrow('sync.busy');
  const [log] = store.read(COOP, (reader) => reader.writers());
  expect(log).toMatchObject({ n: 1 });

  for (let round = 0; round < 3; round += 1)
    for (const database of [copy, phone]) await syncUntilComplete(database, over(store), OPTIONS);
  expect(store.read(COOP, (reader) => reader.writers()).find(({ writer }) => writer === log?.writer)).toEqual(log);
  expect(store.read(COOP, (reader) => auditLog(reader, { coop: COOP, verify: verifySeal })).findings).toEqual([]);
  for (const database of [copy, phone]) {
    expect(await database.store.reader.count('members')).toBe(2);
    expect(await unsentSummary(database)).toMatchObject({ count: 0 });
  }
});

function deviceOver(disk: MemoryDisk, seed: number): LocalDatabase {
  const random = new Random(seed);
  return openDevice({
    session: { coop: COOP, person: PERSON, isEnrolled: true },
    now,
    randomBytes: (length) => random.bytes(length),
    disk,
    signer: nodeSigner,
  });
}

function over(store: ServerStore): Transport {
  return {
    async send(body) {
      const answer = await handleSync({ store, registry, now }, body);
      if (answer.status !== 200) throw new Fault(decodeSyncError(answer.body).code);
      return answer.body;
    },
  };
}
