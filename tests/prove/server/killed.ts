/** `kill -9` at random points while several devices push: nothing that was acknowledged is gone from the disk. */
import { Fleet } from './fleet.ts';
import type { Proof } from '../prove.ts';

const DEVICES = 4;
const LONGEST_MS = 120;
/** A look at everything takes longer than a round. */
const LOOK_EVERY = 20;

export async function killed(rounds: number, dataDir: string): Promise<Proof> {
  const failures: string[] = [];
  const fleet = await Fleet.found(dataDir, DEVICES);
  let cut = 0;
  for (let round = 1; round <= rounds; round += 1) {
    await fleet.work(8);
    const pushing = fleet.trySync();
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_MS));
    await fleet.kill();
    if (!(await pushing)) cut += 1;
    for (const lost of await fleet.lostFromDisk()) failures.push(`kill ${round}: ${lost}`);
    await fleet.start();
    if (round % LOOK_EVERY === 0 || round === rounds)
      for (const wrong of await fleet.whatIsWrong()) failures.push(`after kill ${round}: ${wrong}`);
  }
  await fleet.kill();
  console.log(
    `kill -9: ${rounds} times under load of ${DEVICES} devices, ${cut} in the middle of a push; ${fleet.saved.size} operations`,
  );
  return { checked: rounds, failures };
}
