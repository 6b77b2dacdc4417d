import { setTimeout as sleep } from 'node:timers/promises';
import { required } from '#kernel/result.ts';
import { addMember } from '#modules/members/commands.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { must } from '../helpers/local-device.ts';
import { startCluster } from '../helpers/postgres.ts';
import { Random } from '../helpers/random.ts';
import { startServer, type RunningServer } from '../journeys/start-server.ts';
import { colleague, founder, sync, trySync, whatIsWrong, type Peer } from './peer.ts';
import type { Proof } from './prove.ts';

const SERVERS = 3;
const DEVICES = 6;
const EACH = 5;
const LONGEST_MS = 150;
const SEED = 20_261_125;

/**
 * Several server processes on one PostgreSQL, which syncs its log to the disk: while devices push through all of them, one
 * is killed at a random moment and started again. All that the devices saved is there, once, for a fresh device.
 */
export async function postgres(rounds: number, dataDir: string): Promise<Proof> {
  const random = new Random(SEED);
  const cluster = await startCluster({ isDurable: true });
  const failures: string[] = [];
  const databaseUrl = cluster.newDatabase();
  const start = async (): Promise<RunningServer> => startServer({ dataDir, databaseUrl });
  const servers: RunningServer[] = [];
  const places: { port: number }[] = [];
  try {
    for (let index = 0; index < SERVERS; index += 1) {
      servers.push(await start());
      places.push({ port: required(servers[index], 'it was started').port });
    }
    const first = required(servers[0], 'there are several');
    const office = await founder(required(places[0], 'so are they'), first.setupToken ?? '');
    const memberId = await must(office.database, addMember, { name: 'Tẩn Láo Hín' });
    const productId = await must(office.database, addProduct, { name: 'Chè', unit: 'kg' });
    await sync(office);
    const peers: Peer[] = [office];
    for (let index = 1; index < DEVICES; index += 1) {
      const peer = await colleague(office);
      // Each speaks with a process of its own, as behind a balancer.
      peers.push({ ...peer, server: required(places[index % SERVERS], 'one of them') });
    }
    for (const peer of peers) await sync(peer);
    let cut = 0;
    let saved = 0;
    for (let round = 1; round <= rounds; round += 1) {
      for (const peer of peers) {
        for (let index = 0; index < EACH; index += 1) {
          saved += 1;
          await must(peer.database, recordHarvest, { memberId, productId, quantityMilli: 1_000 + saved });
        }
      }
      const pushing = Promise.all(peers.map(trySync));
      await sleep(random.below(LONGEST_MS));
      const victim = random.below(SERVERS);
      await required(servers[victim], 'one of them').kill();
      cut += (await pushing).filter((isDone) => !isDone).length;
      const next = await start();
      servers[victim] = next;
      required(places[victim], 'one of them').port = next.port;
      for (const wrong of await whatIsWrong(peers, saved)) failures.push(`round ${round}: ${wrong}`);
    }
    console.log(
      `${SERVERS} processes, ${rounds} of them killed, ${cut} exchanges cut; ${saved} operations of ${DEVICES} devices`,
    );
  } finally {
    for (const server of servers) await server.kill();
    cluster.stop();
  }
  return { checked: rounds, failures };
}
