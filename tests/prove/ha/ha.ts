import { setTimeout as sleep } from 'node:timers/promises';
import { listenToBranches } from '#kernel/branches.ts';
import { required } from '#kernel/result.ts';
import { addMember } from '#modules/members/commands.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { must } from '../../helpers/local-device.ts';
import { Random } from '../../helpers/random.ts';
import { startServer, type RunningServer } from '../../journeys/start-server.ts';
import { colleague, founder, sync, trySync, whatIsWrong, type Peer } from '../peer.ts';
import type { Proof } from '../prove.ts';
import { HaCluster } from './cluster.ts';

const SERVERS = 2;
const DEVICES = 4;
const SEED = 4_711;
const LONGEST_FAILOVER_MS = 90_000;

/**
 * The primary's machine dies while devices push, another one takes over, and it comes back as a follower: nothing that
 * was acknowledged is gone (no device ever finds the server behind what it was told), everything saved is there once, and
 * nobody has to do anything, on the servers or on the devices.
 */
export async function ha(rounds: number, dataDir: string): Promise<Proof> {
  const random = new Random(SEED);
  const cluster = await HaCluster.start();
  const servers: RunningServer[] = [];
  const failures: string[] = [];
  let behind = 0;
  listenToBranches((branch) => {
    if (/cursor unknown|rewind|lost on the server|forked/.test(branch)) behind += 1;
  });
  try {
    for (let index = 0; index < SERVERS; index += 1)
      servers.push(await startServer({ dataDir, databaseUrl: cluster.databaseUrl }));
    const places = servers.map(({ port }) => ({ port }));
    const office = await founder(required(places[0], 'there are two'), servers[0]?.setupToken ?? '');
    const memberId = await must(office.database, addMember, { name: 'Tẩn Láo Hín' });
    const productId = await must(office.database, addProduct, { name: 'Chè', unit: 'kg' });
    await sync(office);
    const peers: Peer[] = [office];
    for (let index = 1; index < DEVICES; index += 1)
      peers.push({ ...(await colleague(office)), server: required(places[index % SERVERS], 'one of them') });
    for (const peer of peers) await sync(peer);
    let saved = 0;
    const downtimes: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      let isOver = false;
      const live = async (peer: Peer): Promise<void> => {
        while (!isOver) {
          saved += 1;
          await must(peer.database, recordHarvest, { memberId, productId, quantityMilli: 1_000 + saved });
          if (!(await trySync(peer))) await sleep(250);
        }
      };
      const lives = peers.map(live);
      await sleep(1_000 + random.below(2_000));
      const victim = await cluster.killPrimary();
      const diedAt = Date.now();
      while (!(await trySync(office)) && Date.now() - diedAt < LONGEST_FAILOVER_MS) await sleep(250);
      downtimes.push(Date.now() - diedAt);
      await sleep(2_000);
      isOver = true;
      await Promise.all(lives);
      for (const wrong of await whatIsWrong(peers, saved)) failures.push(`failover ${round}: ${wrong}`);
      await cluster.startAgain(victim);
    }
    if (behind > 0) failures.push(`${behind} times a device found the server behind what it had been told`);
    const seconds = downtimes.map((ms) => (ms / 1_000).toFixed(1)).join(', ');
    console.log(`${rounds} primaries killed under load; nobody was answered for ${seconds} s; ${saved} operations`);
  } finally {
    listenToBranches(undefined);
    for (const server of servers) await server.kill();
    await cluster.stop();
  }
  return { checked: rounds, failures };
}
