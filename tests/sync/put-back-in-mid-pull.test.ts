/**
 * A server is put back while a device is in the middle of a pull (I14). A row that was changed beyond the page is left out
 * of it and comes with its new place; after the change is gone again it lies behind the cursor, and must come all the same:
 * the cursor names the head that it saw, and no place in the middle counts as one up to which the device had everything.
 * Two rules, each of which is missed here when it is off.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { loadRarePaths } from '#local-db/apply-remote.ts';
import { readReceipts } from '#local-db/cursor.ts';
import { switchOff } from '#kernel/ablation.ts';
import { Fault } from '#kernel/result.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { addProduct, editProduct } from '#modules/products/commands.ts';
import { registry } from '#modules/registry.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { exchange, syncUntilComplete, type Transport } from '#sync/index.ts';
import { must, openDevice } from '../helpers/local-device.ts';
import { ServerNode } from './sim/server-node.ts';
import { verifyStandIn } from './sim/signing.ts';

const COOP = 'c0ffee0000000001';
const PRODUCTS = 12;
/** Room for a page of a few rows. */
const FEW_ROWS = 120;

afterEach(() => switchOff([]));

interface Office {
  readonly database: ReturnType<typeof openDevice>;
  readonly token: string;
}

function officeOf(server: ServerNode, name: string, now: () => number): Office {
  const person = { userId: name.padStart(32, '0'), roles: FOUNDER_ROLES } as const;
  const token = name.padStart(32, '0');
  server.store.catalogue.addSession({
    tokenHash: tokenHash(token),
    coop: COOP,
    person,
    deviceName: name,
    createdAt: 0,
  });
  const database = openDevice({
    now,
    randomBytes: (length) => new Uint8Array(length).fill(name.charCodeAt(0)),
    session: { coop: COOP, person, isEnrolled: true },
  });
  return { database, token };
}

/** A new office is in the middle of its first pull when the server is put back to before a change that it saw coming. */
async function putBackInMidPull(): Promise<{ readonly lacking: number; readonly receiptsInMidPull: number }> {
  await loadRarePaths();
  let nowMs = Date.UTC(2026, 10, 24);
  const now = (): number => (nowMs += 1);
  const server = new ServerNode({ coop: COOP, disk: 'memory', registry, now, verify: verifyStandIn });
  server.store.catalogue.addCoop({ coop: COOP, name: 'HTX', createdAt: 0 });
  const transport: Transport = {
    async send(body) {
      const answer = await server.handle(body);
      if (answer.status !== 200) throw new Fault('sync.internal');
      return answer.body;
    },
  };
  const [first, second] = [officeOf(server, 'a', now), officeOf(server, 'b', now)];
  const options = (office: Office, byteBudget: number) => ({ token: office.token, build: 'test', byteBudget });
  const ids: string[] = [];
  for (let index = 0; index < PRODUCTS; index += 1)
    ids.push(await must(first.database, addProduct, { name: `Chè số ${index}`, unit: 'kg' }));
  await syncUntilComplete(first.database, transport, options(first, 100_000));
  server.backUp(false);

  const shown = async (): Promise<number> => second.database.store.reader.count('products');
  await exchange(second.database, transport, options(second, FEW_ROWS));
  const atFirst = await shown();
  expect(atFirst).toBeGreaterThan(0);
  // The next row to come is changed, and so comes last.
  await must(first.database, editProduct, { id: ids[atFirst] ?? '', fields: { name: 'Chè vàng' } });
  await syncUntilComplete(first.database, transport, options(first, 100_000));
  await exchange(second.database, transport, options(second, FEW_ROWS));
  expect(await shown()).toBeGreaterThan(atFirst);
  expect(await shown()).toBeLessThan(PRODUCTS - 1);
  const receiptsInMidPull = (await readReceipts(second.database.store.reader)).length;

  server.restore(0);
  await syncUntilComplete(second.database, transport, options(second, FEW_ROWS));
  return { lacking: PRODUCTS - (await shown()), receiptsInMidPull };
}

describe('a server that is put back while a device is in the middle of a pull', () => {
  test('[I14] every row comes, since no place in the middle is a receipt', async () => {
    expect(await putBackInMidPull()).toEqual({ lacking: 0, receiptsInMidPull: 0 });
  });

  test('without cursor-head the device goes on behind the row that was changed meanwhile', async () => {
    switchOff(['cursor-head']);
    expect((await putBackInMidPull()).lacking).toBe(1);
  });

  test('without receipt-at-end it goes back to the middle, and the row never comes', async () => {
    switchOff(['receipt-at-end']);
    const { lacking, receiptsInMidPull } = await putBackInMidPull();
    expect(receiptsInMidPull).toBeGreaterThan(0);
    expect(lacking).toBe(1);
  });
});
