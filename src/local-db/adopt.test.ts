import { expect, test } from 'vitest';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { plots } from '#modules/plots/index.ts';
import { registry } from '#modules/registry.ts';
import { applyOperation } from '#protocol/merge.ts';
import type { Operation } from '#protocol/operation.ts';
import { oldRegistry } from '../../tests/sync/sim/old-app.ts';
import { newDisk } from '../../tests/helpers/local-device.ts';
import { NOTHING_ELSE } from '../../tests/helpers/nothing-else.ts';
import { MemoryStore } from '../../tests/helpers/memory-store.ts';
import { adoptUnknown, applyRemote, localDatabase, readOutbox, readerOver, rebuildProjections } from './index.ts';

const WRITER = '00112233445566aa';
const MEMBER = `${WRITER}-9`;
const PLOT: Operation = {
  writer: WRITER,
  n: 1,
  kind: 'create',
  table: plots.number,
  schemaVersion: 1,
  scope: `member:${MEMBER}`,
  group: 0,
  row: `${WRITER}-1`,
  time: { ms: 1, counter: 0 },
  clockQuality: 1,
  fields: [
    { no: 1, value: { ref: MEMBER }, preds: [] },
    { no: 2, value: 'Đồi trên', preds: [] },
    { no: 3, value: 720, preds: [] },
  ],
};

test('[I22] a field that an old app could not show is shown at the first start of the new one, and once only', async () => {
  const store = new MemoryStore({ disk: newDisk(), turn: async () => undefined });
  const open = (modules: typeof registry) =>
    localDatabase({
      store,
      registry: modules,
      env: {
        now: () => 1_000,
        random: () => 0.5,
        randomBytes: (length) => new Uint8Array(length),
        sleep: async () => undefined,
      },
      session: { coop: 'c0ffee0000000001', person: { userId: 'u', roles: FOUNDER_ROLES }, isEnrolled: true },
    });
  const areaOf = async () => (await readerOver(store.reader).get(plots, PLOT.row))?.areaM2;
  const old = open(oldRegistry);
  expect(await adoptUnknown(old)).toBe(0);
  await rebuildProjections(old);
  const cursor = { seq: 1, chain: '0f'.repeat(8) };
  const rows = [applyOperation(undefined, PLOT, { seq: 1 })];
  const { cursorRecord } = await readOutbox(old);
  await applyRemote(old, cursorRecord, {
    ...NOTHING_ELSE,
    cursor,
    head: cursor,
    rows,
  });
  expect(await areaOf()).toBeUndefined();
  const upgraded = open(registry);
  expect(await adoptUnknown(upgraded)).toBe(1);
  expect(await areaOf()).toBe(720);
  await rebuildProjections(upgraded);
  expect(await adoptUnknown(upgraded)).toBe(0);
});
