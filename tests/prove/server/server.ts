import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { Proof } from '../prove.ts';
import { fullDisk } from './full-disk.ts';
import { killed } from './killed.ts';
import { powerCut } from './power-cut.ts';
import { putBack } from './put-back.ts';
import { tornLog } from './torn-log.ts';

/** A real server process, and everything that befalls one: `kills` kills, and of the rest a part of that. */
export async function server(kills: number, dataDir: string): Promise<Proof> {
  const rare = Math.ceil(kills / 10);
  const parts: readonly [string, (folder: string) => Promise<Proof>][] = [
    ['killed', (folder) => killed(kills, folder)],
    ['full', (folder) => fullDisk(folder)],
    ['torn', (folder) => tornLog(rare, folder)],
    ['put-back', (folder) => putBack(rare, folder)],
    ['power-cut', (folder) => powerCut({ pushes: 30 + kills, cuts: kills * 10 }, folder)],
  ];
  const failures: string[] = [];
  let checked = 0;
  for (const [name, prove] of parts) {
    const folder = join(dataDir, name);
    mkdirSync(folder);
    const proof = await prove(folder);
    checked += proof.checked;
    failures.push(...proof.failures);
  }
  return { checked, failures };
}
