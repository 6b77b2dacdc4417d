/** Two restores in a row, each to an older backup, while devices go on working: what any of them holds comes back. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fleet, folderIn } from './fleet.ts';
import type { Proof } from '../prove.ts';

export async function putBack(rounds: number, dataDir: string): Promise<Proof> {
  const failures: string[] = [];
  const fleet = await Fleet.found(folderIn(dataDir, 'data'), 3);
  for (let round = 1; round <= rounds; round += 1) {
    const backups = folderIn(dataDir, `backups-${round}`);
    const [older, newer] = [await backUp(fleet, join(backups, 'older')), await backUp(fleet, join(backups, 'newer'))];
    await fleet.work(6);
    await fleet.trySync();
    if (fleet.command('restore', newer).code === 0) failures.push(`restore ${round}: was done while the server ran`);
    await restored(fleet, newer, failures);
    // Some have noticed and some have not when the next one comes; all go on working.
    await fleet.work(4);
    await fleet.trySync(fleet.devices.slice(0, 1 + (round % 3)));
    await restored(fleet, older, failures);
    await fleet.work(4);
    for (const wrong of await fleet.whatIsWrong()) failures.push(`restore ${round}: ${wrong}`);
  }
  await fleet.kill();
  console.log(`restores: ${rounds} times two in a row, each to an older backup; ${fleet.saved.size} operations`);
  return { checked: rounds, failures };
}

async function backUp(fleet: Fleet, to: string): Promise<string> {
  await fleet.work(5);
  await fleet.trySync();
  const { code, said } = fleet.command('backup', '--to', to);
  if (code !== 0) throw new Error(said);
  const folder = join(to, fleet.coop);
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.sqlite')) ?? '');
}

async function restored(fleet: Fleet, file: string, failures: string[]): Promise<void> {
  await fleet.kill();
  const { code, said } = fleet.command('restore', file);
  if (code !== 0) failures.push(said);
  await fleet.start();
}
