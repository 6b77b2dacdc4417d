import { addMember } from '#modules/members/commands.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { startServer } from '../journeys/start-server.ts';
import { colleague, founder, heldHarvests, sync, type Peer } from './peer.ts';
import { must } from '../helpers/local-device.ts';
import type { Proof } from './prove.ts';

const HARVESTS = 50;

/** Many devices push at the same moment; a fresh one then holds all of it, once, and so does each of them. */
export async function load(devices: number, dataDir: string): Promise<Proof> {
  const failures: string[] = [];
  const running = await startServer({ dataDir });
  const office = await founder({ port: running.port }, running.setupToken ?? '');
  const memberId = await must(office.database, addMember, { name: 'Tẩn Láo Hín' });
  const productId = await must(office.database, addProduct, { name: 'Chè', unit: 'kg' });
  await sync(office);
  const peers: Peer[] = [];
  let milli = 0;
  for (let index = 0; index < devices; index += 1) {
    const peer = await colleague(office);
    await sync(peer);
    for (let each = 0; each < HARVESTS; each += 1) {
      const quantityMilli = 1_000 + index * HARVESTS + each;
      milli += quantityMilli;
      await must(peer.database, recordHarvest, { memberId, productId, quantityMilli });
    }
    peers.push(peer);
  }
  const startedAt = Date.now();
  await Promise.all(peers.map(sync));
  console.log(`${devices} devices pushed ${devices * HARVESTS} harvests in ${Date.now() - startedAt} ms`);
  const fresh = await colleague(office);
  for (const [index, peer] of [...peers, fresh].entries()) {
    await sync(peer);
    const held = await heldHarvests(peer);
    const isWhole = held.ids.length === devices * HARVESTS && new Set(held.ids).size === held.ids.length;
    if (!isWhole || held.milli !== milli) failures.push(`device ${index} holds ${held.ids.length} harvests`);
  }
  await running.kill();
  return { checked: devices + 1, failures };
}
