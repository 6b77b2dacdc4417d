import { Fault } from '#kernel/result.ts';
import { addMember } from '#modules/members/commands.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { unsentSummary } from '#local-db/index.ts';
import { startServer, type RunningServer } from '../journeys/start-server.ts';
import { colleague, founder, heldHarvests, sync } from './peer.ts';
import { must } from '../helpers/local-device.ts';
import type { Proof } from './prove.ts';

const LONGEST_MS = 60;

/**
 * The server process is killed at a random moment while a device pushes, and started again on the same files: all that
 * the device saved is there, once, for a fresh device.
 */
export async function kills(rounds: number, dataDir: string): Promise<Proof> {
  const failures: string[] = [];
  let running: RunningServer = await startServer({ dataDir });
  const server = { port: running.port };
  const office = await founder(server, running.setupToken ?? '');
  const memberId = await must(office.database, addMember, { name: 'Tẩn Láo Hín' });
  const productId = await must(office.database, addProduct, { name: 'Chè', unit: 'kg' });
  await sync(office);
  let died = 0;
  for (let round = 1; round <= rounds; round += 1) {
    for (let index = 0; index < 40; index += 1)
      await must(office.database, recordHarvest, { memberId, productId, quantityMilli: 1_000 + round * 50 + index });
    const pushing = sync(office).then(
      () => 'done' as const,
      (cause: unknown) => {
        if (!(cause instanceof Fault)) throw cause;
        return 'cut' as const;
      },
    );
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_MS));
    await running.kill();
    if ((await pushing) === 'cut') died += 1;
    running = await startServer({ dataDir });
    server.port = running.port;
    await sync(office);
    const fresh = await colleague(office);
    await sync(fresh);
    const [mine, theirs] = [await heldHarvests(office), await heldHarvests(fresh)];
    const { count, attention } = await unsentSummary(office.database);
    const isWhole =
      mine.ids.length === round * 40 &&
      theirs.ids.length === mine.ids.length &&
      new Set(theirs.ids).size === theirs.ids.length &&
      theirs.milli === mine.milli &&
      count === 0 &&
      attention === 0;
    if (!isWhole) failures.push(`round ${round}: ${mine.ids.length} saved, ${theirs.ids.length} came out`);
  }
  await running.kill();
  console.log(`${died} of ${rounds} pushes were cut`);
  return { checked: rounds, failures };
}
