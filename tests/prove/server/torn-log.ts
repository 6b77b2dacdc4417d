/**
 * The write-ahead log cut off or damaged at a random byte while the server was down: a disk that lost what it had taken.
 * Where SQLite finds its way back the server has less than it had, and where it does not the newest backup is put back;
 * either way the devices bring the rest.
 */
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coopFile } from '#server/store/sqlite/files.ts';
import { Fleet, folderIn, onDisk } from './fleet.ts';
import type { Proof } from '../prove.ts';

export async function tornLog(rounds: number, dataDir: string): Promise<Proof> {
  const failures: string[] = [];
  const fleet = await Fleet.found(folderIn(dataDir, 'data'), 3);
  const backups = folderIn(dataDir, 'backups');
  let [behind, restored] = [0, 0];
  for (let round = 1; round <= rounds; round += 1) {
    await fleet.trySync();
    const kept = fleet.command('backup', '--to', backups);
    if (kept.code !== 0) failures.push(`torn log ${round}: ${kept.said}`);
    await fleet.work(10);
    await fleet.trySync();
    await fleet.kill();
    const file = coopFile(fleet.dataDir, fleet.coop);
    tear(`${file}-wal`, round);
    const { problems, ids } = onDisk(file);
    if ((await fleet.acknowledged()).some((id) => !ids.has(id))) behind += 1;
    if (problems.length > 0) {
      restored += 1;
      const back = fleet.command('restore', newestIn(join(backups, fleet.coop)), '--anyway');
      if (back.code !== 0) failures.push(`torn log ${round}: ${back.said}`);
    }
    await fleet.start();
    for (const wrong of await fleet.whatIsWrong()) failures.push(`torn log ${round}: ${wrong}`);
  }
  await fleet.kill();
  console.log(
    `torn log: ${rounds} times, ${behind} times the server had less than it had said, ${restored} times a backup was put back`,
  );
  return { checked: rounds, failures };
}

/** Every other time cut off, else one byte changed. */
function tear(wal: string, round: number): void {
  if (!existsSync(wal)) return;
  const bytes = readFileSync(wal);
  const at = Math.floor(Math.random() * bytes.length);
  if (round % 2 === 1) truncateSync(wal, at);
  else if (bytes.length > 0) {
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(wal, bytes);
  }
}

export function newestIn(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return join(folder, `${names.sort().at(-1)?.slice(0, -'.json'.length) ?? ''}.sqlite`);
}
