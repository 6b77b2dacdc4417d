import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unsentSummary } from '#local-db/index.ts';
import { Fault } from '#kernel/result.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { importMembers } from '#modules/members/commands.ts';
import { registry } from '#modules/registry.ts';
import { LIMITS } from '#protocol/operation.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { handleSync } from '#server/sync/handle-sync.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { syncUntilComplete, type Transport } from '#sync/index.ts';
import { must, openDevice } from '../helpers/local-device.ts';

const COOP = 'c0ffee0000000001';
const TOKEN = '0f'.repeat(16);

test('[I20] a register with long notes goes up in smaller requests instead of never', async () => {
  const store = openSqliteStore({ dataDir: ':memory:' });
  store.catalogue.addCoop({ coop: COOP, name: 'HTX', createdAt: 0 });
  const person = { userId: 'u', roles: FOUNDER_ROLES } as const;
  store.catalogue.addSession({ tokenHash: tokenHash(TOKEN), coop: COOP, person, deviceName: 'PC', createdAt: 0 });
  let now = Date.UTC(2026, 10, 24);
  const database = openDevice({
    now: () => (now += 1),
    randomBytes: (length) => new Uint8Array(length).fill(7),
    session: { coop: COOP, person, isEnrolled: true },
  });
  for (let part = 0; part < 3; part += 1) {
    // Notes that no compression makes shorter.
    const rows = Array.from({ length: 400 }, (_, index) => ({
      name: `Người ${part} ${index}`,
      note: randomBytes(480).toString('hex'),
    }));
    expect(await must(database, importMembers, { batch: 'a', rows })).toBe(400);
  }
  let refused = 0;
  const transport: Transport = {
    async send(body) {
      const isTooLong = deflateSync(body).length > LIMITS.requestCompressedBytes;
      const answer = isTooLong ? undefined : await handleSync({ store, registry, now: () => now }, body);
      if (answer?.status === 200) return answer.body;
      refused += 1;
      throw new Fault(answer === undefined ? 'sync.tooLarge' : decodeSyncError(answer.body).code);
    },
  };
  await syncUntilComplete(database, transport, { token: TOKEN, build: 'test', byteBudget: 100_000 });
  expect(refused).toBeGreaterThan(0);
  expect(await unsentSummary(database)).toMatchObject({ count: 0, attention: 0 });
  expect(store.read(COOP, (reader) => reader.head().seq)).toBe(1_200);
});
